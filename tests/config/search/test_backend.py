"""The contract of the search, the same on SQLite and on PostgreSQL."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from modelsearch.backends import get_search_backend
from modelsearch.query import Phrase, PlainText
from wagtail.models import Page

from config.search import backend
from tests.factories.cms import HomePageFactory, StandardPageFactory, body

PAGES = {
    "care": ("登峰街道居家养老服务开放日", "恒福社区、西坑社区的老人都可以来。"),
    "grade": ("关于社会组织等级评估的通知", "等级分为 5A、4A、3A。"),
    "filing": ("社区社会组织备案指南", "“3+N”项目优先。养老机构另有规定。"),
    "open-day": ("Open day", "Taste the food of our community canteens."),
}


@pytest.fixture
def pages(db: None) -> None:
    home = HomePageFactory(slug="home-zh")
    for slug, (title, text) in PAGES.items():
        StandardPageFactory(parent=home, slug=slug, title=title, body=body(text))


def slugs(found: object) -> list[str]:
    return [page.slug for page in found]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("养老", {"care", "filing"}),
        ("社会组织", {"grade", "filing"}),
        ("5A", {"grade"}),
        ("５ａ", {"grade"}),
        ("登峰街道", {"care"}),
        ("恒福社区", {"care"}),
        ("西坑社区 老人", {"care"}),
        ("老", {"care", "filing"}),
        ("3+N", {"filing"}),
        ("3n项目", {"filing"}),
        ("canteen", {"open-day"}),
        ("Community CANTEENS", {"open-day"}),
        ("养老 canteen", set()),
        ("火星", set()),
        ("养登", set()),
        ('养老" OR "火星', set()),
        ("((", set()),
        ("", set()),
    ],
)
def test_search(pages: None, question: str, expected: set[str]) -> None:
    assert set(slugs(Page.objects.live().search(question))) == expected


def test_what_is_in_the_title_comes_first(pages: None) -> None:
    assert slugs(Page.objects.search("养老")) == ["care", "filing"]


def test_count_and_slice(pages: None) -> None:
    found = Page.objects.search("社会组织")
    assert (found.count(), len(found[1:2])) == (2, 1)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Phrase("养老服务"), {"care"}),
        (PlainText("登峰 备案", operator="or"), {"care", "filing"}),
        (PlainText("养老") & ~PlainText("备案"), {"care"}),
    ],
)
def test_queries_of_the_admin(pages: None, query: object, expected: set[str]) -> None:
    assert set(slugs(Page.objects.search(query))) == expected


def test_operator_of_a_plain_question(pages: None) -> None:
    found = Page.objects.search("登峰 canteens", operator="or")
    assert set(slugs(found)) == {"care", "open-day"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("登", {"care"}),
        ("登峰", {"care"}),
        ("社会组", {"grade", "filing"}),
        ("Op", {"open-day"}),
        ('"', set()),
        ("火", set()),
    ],
)
def test_autocomplete(pages: None, typed: str, expected: set[str]) -> None:
    assert set(slugs(Page.objects.autocomplete(typed))) == expected


def test_an_edited_page_is_found_by_its_new_words_only(pages: None) -> None:
    page = Page.objects.get(slug="care").specific
    page.title = "登峰街道健身日"
    page.save_revision().publish()
    assert slugs(Page.objects.search("健身")) == ["care"]
    assert slugs(Page.objects.search("开放日")) == []


def test_a_deleted_page_is_not_found(pages: None) -> None:
    Page.objects.get(slug="care").delete()
    assert slugs(Page.objects.search("登峰街道")) == []


def test_rebuilding_the_index_finds_the_same(pages: None) -> None:
    get_search_backend().reset_indexes()
    assert slugs(Page.objects.search("登峰街道")) == []
    call_command("update_index", verbosity=0)
    assert slugs(Page.objects.search("登峰街道")) == ["care"]


def test_another_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "vendor", "mysql")
    with pytest.raises(ImproperlyConfigured, match="mysql"):
        backend.SearchBackend({})
