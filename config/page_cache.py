"""Public pages from memory, for readers without a session, until something changes.

How old a page is nobody has to announce: every verb ends with an entry in the ledger, and
Wagtail keeps a log of what its editors do. The lengths of these trails are part of a
page's key, so that what is published now is shown now, by every process.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import (
    cc_delim_re,
    get_conditional_response,
    patch_vary_headers,
    set_response_etag,
)

from config.middleware import LanguageMiddleware
from config.preference import ELDER_COOKIE

# A reader with one of these sees a page of her own.
PERSONAL_COOKIES = ("messages", settings.SESSION_COOKIE_NAME)
PERSONAL_PATHS = (*LanguageMiddleware.FREE, "/static/", "/media/", "/documents/")
# Pages, feeds, calendars, pictures: not the answers to machines that watch.
KEPT = (
    "text/html",
    "application/rss+xml",
    "application/xml",
    "text/calendar",
    "image/",
)
SHEET = re.compile(r"(?:[1-9][0-9]{0,2})?")
PERSONAL_TO = frozenset({"private", "no-store", "no-cache"})
VERSION = """
SELECT (SELECT COALESCE(SUM(length), 0) FROM records_chain),
       (SELECT COALESCE(MAX(id), 0) FROM wagtailcore_pagelogentry),
       (SELECT COALESCE(MAX(id), 0) FROM wagtailcore_modellogentry)
"""


class PageCacheMiddleware:
    """Answers a public GET from memory, and keeps what may be kept.

    Never kept: a page with a token, a message, a cookie of its own, an answer that says
    so itself, and anything for a reader with a session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.PAGE_CACHE_SECONDS or not is_public(request):
            return self.get_response(request)
        narrowed = asked_of(request)
        pages = caches["filtered" if narrowed else "pages"]
        key = key_of(request, narrowed)
        response = pages.get(key)
        if response is None:
            response = self.get_response(request)
            if not may_keep(request, response):
                return response
            set_response_etag(response)
            patch_vary_headers(response, ("Cookie",))
            # A browser asks each time, and mostly hears 304: what is new shows at once.
            response.headers["Cache-Control"] = "no-cache"
            if request.method == "GET":
                pages.set(key, response, settings.PAGE_CACHE_SECONDS)
        return get_conditional_response(
            request, etag=response.headers["ETag"], response=response
        )


def is_public(request: HttpRequest) -> bool:
    """Could anybody have asked this, and be told the same?"""
    return (
        request.method in ("GET", "HEAD")
        and not any(name in request.COOKIES for name in PERSONAL_COOKIES)
        and not request.META.keys() & {"HTTP_AUTHORIZATION", "HTTP_HX_REQUEST"}
        and not request.path_info.startswith(PERSONAL_PATHS)
        and is_known(request.META.get("QUERY_STRING", ""))
    )


def is_known(query: str) -> bool:
    """Nothing but sheets and filters, each once, a sheet by a small number, no value
    longer than a filter's: what is made up is answered, and not kept."""
    asked = parse_qsl(query, keep_blank_values=True)
    names = [name for name, _value in asked]
    longest = settings.PAGE_CACHE_LONGEST_VALUE
    return (
        len(set(names)) == len(names)
        and set(names) <= settings.PAGE_CACHE_PARAMETERS
        and all(len(value) <= longest for _name, value in asked)
        and all(SHEET.fullmatch(value) for name, value in asked if name == "page")
    )


def asked_of(request: HttpRequest) -> str:
    """The query in one order and without what is empty: the same list, the same text."""
    return urlencode(sorted(parse_qsl(request.META.get("QUERY_STRING", ""))))


def may_keep(request: HttpRequest, response: HttpResponse) -> bool:
    """Is this the same for everybody, and whole?"""
    says = set(cc_delim_re.split(response.headers.get("Cache-Control", "").lower()))
    told = getattr(request, "_messages", None)
    of_its_own = (
        "CSRF_COOKIE_NEEDS_UPDATE" in request.META  # a token is in the page
        or response.cookies
        or (told is not None and told.added_new)
    )
    return (
        response.status_code == 200
        and not response.streaming
        and response.headers.get("Content-Type", "").startswith(KEPT)
        and not of_its_own
        and not says & PERSONAL_TO
    )


def key_of(request: HttpRequest, narrowed: str) -> str:
    """What the page depends on: facts, host, address, its half, the size of its text."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION)
        version = cursor.fetchone()
    elder = request.COOKIES.get(ELDER_COOKIE) == "on"
    address = request.build_absolute_uri(request.path)
    key = f"{version}|{settings.SITE_ROLE}|{elder}|{address}|{narrowed}"
    return sha256(key.encode()).hexdigest()
