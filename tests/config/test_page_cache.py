"""Public pages from memory: the same for everybody, new at once, never a person's own."""

import pytest
from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.test import RequestFactory
from wagtail.models import Site

from cms.models import HomePage
from config.page_cache import PageCacheMiddleware
from records.domain.ledger import append
from tests.factories.cms import (
    HomePageFactory,
    NoticeIndexPageFactory,
    NoticePageFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def remembering(settings):
    settings.PAGE_CACHE_SECONDS = 60
    for name in ("pages", "filtered"):
        caches[name].clear()
    yield
    for name in ("pages", "filtered"):
        caches[name].clear()


@pytest.fixture
def home() -> HomePage:
    page = HomePageFactory(slug="home-zh")
    Site.objects.update(root_page=page)
    Site.clear_site_root_paths_cache()
    return page


@pytest.fixture
def notices(home):
    return NoticeIndexPageFactory(parent=home, slug="notices")


def test_the_second_reader_costs_one_query(client, home, django_assert_num_queries):
    first = client.get("/")
    with django_assert_num_queries(1):
        second = client.get("/")

    assert second.content == first.content
    assert second["Content-Language"] == "zh-hans"
    assert "Cookie" in second["Vary"]
    assert second["Cache-Control"] == "no-cache"
    assert "default-src 'none'" in second["Content-Security-Policy"]


def test_who_has_the_page_hears_that_it_is_the_same(client, home):
    etag = client.get("/")["ETag"]
    answer = client.get("/", headers={"if-none-match": etag})

    assert (answer.status_code, answer.content) == (304, b"")
    assert client.head("/")["ETag"] == etag


def test_a_notice_published_now_is_shown_now(client, notices):
    client.get("/notices/")
    page = NoticePageFactory(parent=notices, title="新的通知")

    assert "新的通知" in client.get("/notices/").content.decode()
    page.unpublish()
    assert "新的通知" not in client.get("/notices/").content.decode()


def test_what_a_verb_changes_is_shown_now(client, home, django_assert_num_queries):
    client.get("/")
    with django_assert_num_queries(1):
        client.get("/")
    append(
        chain="440104",
        action="organisations.keep_place",
        actor=None,
        subject="place:1",
    )
    answers = client.get("/").context
    assert answers is not None  # rendered anew


def test_large_text_has_its_own_page(client, home):
    small = client.get("/").content
    client.cookies["elder"] = "on"

    assert client.get("/").content != small


def test_a_reader_with_a_session_is_served_her_own(signed_in, home):
    signed_in.get("/")
    assert "Workspace" in signed_in.get("/en/no/").content.decode()
    assert not signed_in.get("/").has_header("ETag")
    guest = type(signed_in)()
    assert b"worker" not in guest.get("/").content


def answer_of(view, method="get", path="/", **more):
    request = getattr(RequestFactory(), method)(path, **more)
    return PageCacheMiddleware(view)(request)


def counted(*, content_type="text/html", **headers):
    """A view that answers differently each time."""
    calls = []

    def view(request):
        calls.append(request)
        return HttpResponse(str(len(calls)), content_type=content_type, headers=headers)

    return view


def twice(view, **more):
    return [answer_of(view, **more).content for _ in range(2)]


def test_what_anybody_may_read_is_kept():
    assert twice(counted()) == [b"1", b"1"]
    assert twice(counted(), path="/en/?page=2") == [b"1", b"1"]
    assert twice(counted(), path="/services/?street=1&kind=") == [b"1", b"1"]


def test_one_list_is_kept_once_however_its_filters_are_written():
    view = counted()
    asked = ("kind=a&street=1", "street=1&kind=a", "kind=a&day=&street=1&page=")
    found = [answer_of(view, path=f"/services/?{each}").content for each in asked]
    assert found == [b"1"] * 3
    assert answer_of(view, path="/services/?kind=b&street=1").content == b"2"


def test_made_up_queries_drive_out_no_page_that_everybody_reads():
    view = counted()
    answer_of(view)
    most = settings.CACHES["filtered"]["OPTIONS"]["MAX_ENTRIES"]
    for number in range(1, 2 * most):
        answer_of(view, path=f"/?kind={number}")
    assert answer_of(view).content == b"1"
    assert len(caches["filtered"]._cache) <= most
    assert len(caches["pages"]._cache) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"path": "/desk/"},
        {"path": "/i/token/"},
        {"path": "/?q=a"},
        {"path": "/?q="},
        {"path": "/?page=0"},
        {"path": "/?page=1000"},
        {"path": "/?page=x"},
        {"path": "/?kind=a&kind=a"},
        {"path": f"/?kind={'x' * 41}"},
        {"method": "post"},
        {"headers": {"cookie": "sessionid=x"}},
        {"headers": {"cookie": "messages=x"}},
        {"headers": {"authorization": "Bearer x"}},
        {"headers": {"hx-request": "true"}},
    ],
)
def test_a_request_that_is_somebodys_is_not(more):
    assert twice(counted(), **more) == [b"1", b"2"]


@pytest.mark.parametrize("says", ["private", "no-store", "max-age=0, no-cache"])
def test_an_answer_that_says_so_is_not(says):
    assert twice(counted(**{"Cache-Control": says})) == [b"1", b"2"]


def test_what_machines_watch_is_not():
    assert twice(counted(content_type="application/json")) == [b"1", b"2"]


@pytest.mark.parametrize("address", ["/raise/", "/en/raise/", "/case/"])
def test_a_page_with_a_token_is_not(client, home, address):
    tokens = {client.get(address).content for _ in range(2)}

    assert len(tokens) == 2
    assert all(b"csrfmiddlewaretoken" in page for page in tokens)


def test_a_cookie_or_an_error_is_not_kept():
    def with_cookie(request):
        response = HttpResponse("x")
        response.set_cookie("a", "b")
        return response

    for view in (with_cookie, lambda request: HttpResponse("x", status=404)):
        assert not answer_of(view).has_header("ETag")
