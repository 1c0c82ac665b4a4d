"""Which language a page speaks, and the way to the other one."""

import re

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.utils import translation

from config.context import alternate_url
from config.middleware import LanguageMiddleware

pytestmark = pytest.mark.django_db


def language_of(answer):
    return re.search(rb'<html lang="([^"]+)"', answer.content)[1].decode()


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/", "/en/"),
        ("/notices/a/", "/en/notices/a/"),
        ("/search/?q=1", "/en/search/?q=1"),
        ("/en/", "/"),
        ("/en/notices/a/", "/notices/a/"),
        ("/en", "/"),
        ("/desk/", ""),
        ("/accounts/login/", ""),
        ("/verify/ABC/", ""),
    ],
)
def test_the_same_page_in_the_other_language(here, there):
    with translation.override("en"):
        assert alternate_url(RequestFactory().get(here)) == there


@pytest.mark.parametrize(
    ("path", "language", "other"),
    [
        ("/nothing/here/", "zh-Hans", "/en/nothing/here/"),
        ("/en/nothing/here/", "en", "/nothing/here/"),
    ],
)
def test_public_pages_speak_the_language_of_their_address(guest, path, language, other):
    guest.cookies["django_language"] = "en" if language != "en" else "zh-hans"
    answer = guest.get(path)

    assert language_of(answer) == language
    assert f'href="{other}"' in answer.content.decode()


def test_workspace_pages_follow_the_browser_then_the_cookie(guest):
    assert language_of(guest.get("/accounts/login/")) == "en"
    guest.cookies["django_language"] = "zh-hans"
    assert language_of(guest.get("/accounts/login/")) == "zh-Hans"


def test_the_users_own_setting_wins(signed_in, worker):
    signed_in.cookies["django_language"] = "zh-hans"
    assert language_of(signed_in.get("/desk/")) == "en"


def test_a_setting_that_is_no_language_is_passed_over(signed_in, worker):
    worker.language = "tlh"
    worker.save()

    assert language_of(signed_in.get("/desk/")) == "en"


def test_switching_is_remembered_with_the_user_and_in_a_cookie(signed_in, worker):
    answer = signed_in.post(
        "/reading/language/", {"language": "zh-hans", "next": "/desk/?a=1"}
    )

    worker.refresh_from_db()
    assert answer.url == "/desk/?a=1"
    assert worker.language == "zh-hans"
    assert answer.cookies["django_language"].value == "zh-hans"
    assert language_of(signed_in.get("/desk/")) == "zh-Hans"


def test_a_guest_switches_by_cookie_and_back(guest):
    guest.post(
        "/reading/language/", {"language": "zh-hans", "next": "/accounts/login/"}
    )
    assert language_of(guest.get("/accounts/login/")) == "zh-Hans"
    guest.post("/reading/language/", {"language": "en", "next": "/accounts/login/"})
    assert language_of(guest.get("/accounts/login/")) == "en"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""]
)
def test_switching_never_leads_to_another_site(guest, target):
    answer = guest.post("/reading/language/", {"language": "en", "next": target})

    assert answer.url == "/"


def test_an_unknown_language_changes_nothing(guest):
    answer = guest.post("/reading/language/", {"language": "tlh", "next": "/"})

    assert "django_language" not in answer.cookies


def test_a_get_changes_nothing(guest):
    assert guest.get("/reading/language/", {"language": "zh-hans"}).status_code == 405


def test_a_stream_speaks_the_language_of_its_address():
    def parts():
        yield translation.get_language()

    middleware = LanguageMiddleware(lambda request: StreamingHttpResponse(parts()))
    answer = middleware(RequestFactory().get("/en/x/"))

    assert b"".join(answer.streaming_content) == b"en"
    assert translation.get_language() == "zh-hans"


def test_the_language_ends_with_the_request():
    middleware = LanguageMiddleware(lambda request: HttpResponse())
    middleware(RequestFactory().get("/en/x/"))

    assert translation.get_language() == "zh-hans"


def test_caches_are_told_what_free_pages_depend_on(guest):
    varies = guest.get("/accounts/login/").headers["Vary"]

    assert {"Accept-Language", "Cookie"} <= {word.strip() for word in varies.split(",")}
