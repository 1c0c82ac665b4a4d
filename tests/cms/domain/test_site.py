import json

import pytest
from django.test import Client
from wagtail.models import Locale, Page, Revision, Site

from cms.domain.site import TEXTS, build_site
from cms.models import HomePage, NoticePage, StandardPage
from organisations.models import User
from tests.cms.markup import assert_quiet

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "/",
    "/ask-for-help/",
    "/offer-help/",
    "/evaluation/",
    "/notices/",
    "/notices/grade-evaluation-2026/",
    "/notices/filing-guide-2026/",
    "/notices/training-3n/",
    "/notices/home-care-open-day/",
)


def test_site_has_every_page_in_both_languages(client: Client) -> None:
    build_site()
    for address in ADDRESSES:
        for prefix, lang in (("", "zh-Hans"), ("/en", "en")):
            response = client.get(prefix + address)
            html = response.content.decode()
            assert (response.status_code, f'<html lang="{lang}"' in html) == (200, True)
            assert_quiet(html)


def test_twins_are_translations_of_each_other() -> None:
    build_site()
    english = Locale.objects.get(language_code="en")
    chinese = Page.objects.filter(depth__gt=1, locale__language_code="zh-hans")
    assert chinese.count() == len(ADDRESSES)
    assert all(page.has_translation(english) for page in chinese)


def test_twice_changes_nothing() -> None:
    build_site()
    before = list(Page.objects.values()), list(Site.objects.values())
    revisions = Revision.objects.count()
    build_site()
    assert (list(Page.objects.values()), list(Site.objects.values())) == before
    assert Revision.objects.count() == revisions


def test_what_an_editor_changed_stays() -> None:
    build_site()
    page = HomePage.objects.get(slug="home-zh")
    page.lead = "改了一句。"
    page.save_revision().publish()
    StandardPage.objects.filter(slug="evaluation").first().delete()
    build_site()
    assert HomePage.objects.get(slug="home-zh").lead == "改了一句。"
    assert StandardPage.objects.filter(slug="evaluation").count() == 2


def test_the_welcome_page_is_gone_and_the_site_starts_at_home() -> None:
    build_site()
    assert Site.objects.get().root_page.specific == HomePage.objects.get(slug="home-zh")
    assert not Page.objects.filter(title__startswith="Welcome").exists()


def test_doors_are_open(client: Client) -> None:
    build_site()
    for home in HomePage.objects.all():
        assert [door.page.slug for door in home.doors()] == [
            "ask-for-help",
            "offer-help",
            "evaluation",
        ]


def test_a_site_of_somebody_elses_making_is_left_alone() -> None:
    other = Page.get_first_root_node().add_child(
        instance=StandardPage(title="Ours", slug="ours", intro="x")
    )
    Site.objects.update(root_page=other)
    build_site()
    assert Site.objects.get().root_page_id == other.pk


def test_the_author_is_named() -> None:
    author = User.objects.create_user("author")
    build_site(by=author)
    assert set(Revision.objects.values_list("user", flat=True)) == {author.pk}


def test_every_issuing_body_is_marked_as_invented() -> None:
    build_site()
    issuers = set(NoticePage.objects.values_list("issuer", flat=True))
    assert {issuer.endswith(("（演示）", " (demo)")) for issuer in issuers} == {True}


def test_texts_are_there_in_both_languages() -> None:
    texts = json.loads(TEXTS.read_text(encoding="utf-8"))
    for text in (
        *texts["pages"],
        *texts["notices"],
        texts["home"],
        texts["notice_index"],
    ):
        assert text["zh-hans"].keys() == text["en"].keys()
    for text in (*texts["pages"], *texts["notices"]):
        kinds = [
            [kind for kind, _value in text[lang]["body"]] for lang in ("zh-hans", "en")
        ]
        assert kinds[0] == kinds[1]
