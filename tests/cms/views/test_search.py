import pytest
from django.test import Client

from cms.models import HomePage
from tests.cms.markup import assert_quiet
from tests.factories.cms import (
    LocaleFactory,
    NoticeIndexPageFactory,
    NoticePageFactory,
    StandardPageFactory,
    body,
)


@pytest.fixture
def pages(english_home: HomePage, home: HomePage) -> None:
    StandardPageFactory(
        parent=home, slug="care", title="居家养老", body=body("恒福社区。")
    )
    StandardPageFactory(parent=home, slug="draft", title="居家养老（草稿）", live=False)
    StandardPageFactory(
        parent=english_home,
        slug="care",
        title="Care at home",
        body=body("For the old. 养老"),
    )


def found(client: Client, address: str, question: str) -> list[str]:
    response = client.get(address, {"q": question})
    assert_quiet(response.content.decode())
    return [hit.page.title for hit in response.context["hits"]]


@pytest.mark.parametrize(
    ("address", "question", "titles"),
    [
        ("/search/", "养老", ["居家养老"]),
        ("/search/", "恒福社区", ["居家养老"]),
        ("/search/", "火星", []),
        ("/search/", "Care", []),
        ("/en/search/", "care", ["Care at home"]),
        ("/en/search/", "养老", ["Care at home"]),
        ("/en/search/", "(((", []),
        ("/en/search/", "", []),
    ],
)
def test_search_finds_readable_pages_of_the_language(
    client: Client, pages: None, address: str, question: str, titles: list[str]
) -> None:
    assert found(client, address, question) == titles


def test_hits_link_to_their_page_with_the_words_marked(
    client: Client, pages: None
) -> None:
    html = client.get("/search/", {"q": "养老"}).content.decode()
    assert '<a href="/care/">居家<mark>养老</mark></a>' in html


def test_an_empty_result_says_what_to_do(client: Client, pages: None) -> None:
    html = client.get("/en/search/", {"q": "Mars"}).content.decode()
    assert "Nothing found for “Mars”." in html
    assert "To the home page" in html


def test_without_a_question_nothing_is_said_to_be_missing(
    client: Client, pages: None
) -> None:
    html = client.get("/en/search/").content.decode()
    assert "Nothing found" not in html
    assert "Write a word or two" in html


def test_a_hostile_question_is_shown_as_text(client: Client, pages: None) -> None:
    html = client.get(
        "/en/search/", {"q": '"><script>alert(1)</script>'}
    ).content.decode()
    assert "<script>alert" not in html
    assert_quiet(html)


@pytest.mark.parametrize("page", ["2", "0", "x", "99"])
def test_results_come_in_sheets_of_ten(
    client: Client, home: HomePage, page: str
) -> None:
    StandardPageFactory.create_batch(11, parent=home, title="居家养老")
    first = client.get("/search/", {"q": "养老"})
    other = client.get("/search/", {"q": "养老", "page": page})
    assert len(first.context["hits"]) == 10
    assert other.context["sheet"].paginator.count == 11
    assert "q=%E5%85%BB%E8%80%81" in first.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_search_asks_the_same_number_of_queries(
    client: Client, home: HomePage, rows: int, django_assert_num_queries
) -> None:
    LocaleFactory()
    index = NoticeIndexPageFactory(parent=home)
    NoticePageFactory.create_batch(rows, parent=index, title="居家养老")
    client.get("/search/?q=养老")
    with django_assert_num_queries(12):
        client.get("/search/?q=养老")
