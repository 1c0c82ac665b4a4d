from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from wagtail.models import Page

from cms.models import HomePage
from tests.cms.markup import assert_quiet
from tests.factories.cms import (
    NoticeIndexPageFactory,
    NoticePageFactory,
    StandardPageFactory,
)
from tests.factories.organisations import PlaceFactory

STYLES = ("house", "frame", "components", "lists", "forms", "print", "site")


def test_home_in_chinese(client: Client, home: HomePage) -> None:
    html = client.get("/").content.decode()
    assert '<html lang="zh-Hans"' in html
    assert f"<h1>{home.title}</h1>" in html
    assert home.lead in html
    assert f'href="/join/">{home.offer_label}</a>' in html
    assert_quiet(html)


def test_home_in_english(client: Client, english_home: HomePage) -> None:
    response = client.get("/en/")
    html = response.content.decode()
    assert '<html lang="en"' in html
    assert response.headers["Content-Language"] == "en"
    assert f"<h1>{english_home.title}</h1>" in html
    assert "The district in the last 30 days" in html
    assert_quiet(html)


def test_a_browser_that_prefers_english_is_not_sent_away(
    client: Client, english_home: HomePage
) -> None:
    response = client.get("/", headers={"accept-language": "en"})
    assert '<html lang="zh-Hans"' in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_home_asks_the_same_number_of_queries(
    client: Client, home: HomePage, rows: int, django_assert_num_queries
) -> None:
    notices = NoticeIndexPageFactory(parent=home)
    NoticePageFactory.create_batch(rows, parent=notices)
    StandardPageFactory.create_batch(rows, parent=home, show_in_menus=True)
    PlaceFactory.create_batch(rows, kind="station", phone="020-00000000")
    client.get("/")
    with django_assert_num_queries(21):
        client.get("/")


def test_figures_are_a_dash_below_ten(client: Client, english_home: HomePage) -> None:
    html = client.get("/en/").content.decode()
    assert html.count(">–</dd>") == 4
    assert "A dash stands for fewer than ten." in html


def test_doors_lead_to_live_pages_only(home: HomePage) -> None:
    home.help_page = StandardPageFactory(parent=home).page_ptr
    home.offer_page = StandardPageFactory(parent=home, live=False).page_ptr
    doors = home.doors()
    assert [door.kind for door in doors] == ["help", "offer", "review"]
    assert [door.page for door in doors] == [home.help_page, None, None]
    assert type(doors[0].page) is Page


def test_i_need_help_leads_somewhere(client: Client, home: HomePage) -> None:
    home.help_page = StandardPageFactory(parent=home, slug="ask").page_ptr
    home.save_revision().publish()
    html = client.get("/").content.decode()
    assert '<a class="button" href="/' in html


def test_stations_can_be_rung(client: Client, home: HomePage) -> None:
    PlaceFactory(kind="station", phone="020-8300 0000")
    PlaceFactory(kind="school", phone="020-1111 1111")
    html = client.get("/").content.decode()
    assert 'href="tel:02083000000">020-8300 0000</a>' in html
    assert "1111" not in html


def test_home_weighs_at_most_100_kb(client: Client, home: HomePage) -> None:
    html = client.get("/").content
    styles = [Path(finders.find(f"css/{name}.css")) for name in STYLES]
    assert len(html) + sum(style.stat().st_size for style in styles) <= 100_000


def test_there_is_room_for_one_home_page_a_language(english_home: HomePage) -> None:
    root = Page.get_first_root_node()
    assert HomePage.can_create_at(root) is False
