"""For programs: feeds, the site map in both its forms, robots.txt."""

from datetime import date
from xml.etree import ElementTree as Xml

import pytest
from django.test import Client, override_settings

from cms.models import HomePage
from tests.cms.menu import offered
from tests.evaluation.court import Court
from tests.factories.cms import NoticeIndexPageFactory, NoticePageFactory
from tests.factories.incubation import TrainingFactory

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def items(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    channel = Xml.fromstring(response.content)[0]
    return [{part.tag: part.text for part in item} for item in channel.iter("item")]


def test_notices_are_a_feed_in_the_language_of_the_address(
    client: Client, home: HomePage, english_home: HomePage
) -> None:
    index = NoticeIndexPageFactory(parent=home)
    notice = NoticePageFactory(parent=index, issued_on=date(2026, 11, 20))
    [item] = items(client, "/feeds/notices/")
    assert item["title"] == notice.title
    assert item["description"] == notice.summary
    assert item["link"] == f"http://testserver{notice.get_url()}"
    assert item["pubDate"] == "Fri, 20 Nov 2026 00:00:00 +0800"
    assert items(client, "/en/feeds/notices/") == []
    assert 'href="/feeds/notices/"' in client.get("/").content.decode()


@pytest.mark.django_db
def test_public_notices_are_a_feed(client: Client) -> None:
    notice = Court().noticed().public_notices.get()
    [item] = items(client, "/en/feeds/public-notices/")
    assert (
        item["title"]
        == f"{notice.content['name_en'] or notice.content['name']} · {notice.grade}"
    )
    assert item["link"] == f"http://testserver/en/evaluation/{notice.public_id}/"


def test_the_site_map_names_each_page_in_both_languages(
    client: Client, home: HomePage, english_home: HomePage
) -> None:
    NoticePageFactory(parent=NoticeIndexPageFactory(parent=home, slug="notices"))
    line, training = offered(), TrainingFactory()
    tree = Xml.fromstring(client.get("/sitemap.xml").content)
    twins = {
        url.findtext(f"{SITEMAP}loc"): {
            link.get("hreflang"): link.get("href") for link in url.iter(LINK)
        }
        for url in tree
    }
    at = "http://testserver"
    assert twins[f"{at}/"] == {"zh-hans": f"{at}/", "en": f"{at}/en/"}
    assert twins[f"{at}/notices/"] == {"zh-hans": f"{at}/notices/"}
    for path in (
        "services/",
        f"services/{line.public_id}/",
        f"directory/{line.provider.public_id}/",
        f"events/{training.public_id}/",
        "map/",
    ):
        both = {"zh-hans": f"{at}/{path}", "en": f"{at}/en/{path}"}
        assert twins[f"{at}/{path}"] == twins[f"{at}/en/{path}"] == both
    assert not any("/wishes/" in where[len(at) + 8 :] for where in twins)


def test_robots_may_read_all_but_work_and_what_is_personal(client: Client) -> None:
    with override_settings(SEARCH_ENGINES=True):
        lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /desk/", "Disallow: /i/", "Disallow: /case/"} < set(lines)
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"


def test_of_a_demo_or_a_trial_robots_read_nothing(client: Client) -> None:
    with override_settings(SEARCH_ENGINES=False):
        text = client.get("/robots.txt").content.decode()
    assert text == "User-agent: *\nDisallow: /\n"


def test_the_map_lists_every_door_and_every_page(
    client: Client, home: HomePage, english_home: HomePage, django_assert_num_queries
) -> None:
    NoticePageFactory(parent=NoticeIndexPageFactory(parent=home, title="通知公告"))
    client.get("/map/")
    with django_assert_num_queries(6):
        html = client.get("/map/").content.decode()
    for door in (
        "/raise/",
        "/case/",
        "/services/",
        "/directory/",
        "/wishes/",
        "/events/",
        "/evaluation/",
        "/verify/",
        "/join/",
        "/join/volunteer/",
        "/search/",
    ):
        assert f'href="{door}"' in html
    assert "通知公告" in html
    english = client.get("/en/map/").content.decode()
    assert 'href="/en/services/"' in english
    assert "通知公告" not in english
