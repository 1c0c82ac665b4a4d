"""Pages for what went wrong while somebody was writing: her words are given back."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.views.csrf import csrf_failure as plain_csrf_failure

PROSE = 20  # characters: shorter answers are soon given again
KEY = re.compile(r"[!-~]+")  # what a form carries hidden is one piece; nobody wrote it
UNREADABLE = (OSError, BadRequest, SuspiciousOperation, MultiPartParserError)


def written(request: HttpRequest) -> list[str]:
    """The longer texts of the form that was sent; never a password."""
    if request.method != "POST":
        return []
    try:
        sent = request.POST.items()
    except UNREADABLE:  # too large, or broken off
        return []
    return [
        str(value)
        for name, value in sent
        if len(str(value).strip()) >= PROSE
        and not KEY.fullmatch(str(value).strip())
        and "password" not in name
    ]


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Its page stands alone: anything else may be broken."""
    page = render_to_string("500.html", {"written": written(request)})
    return _uncached(HttpResponse(page, status=500))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """413 for what is too large, 400 for all else that nobody can read."""
    too_large = isinstance(exception, RequestDataTooBig)
    status = 413 if too_large else 400
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was too old, or came from elsewhere; what another site has sent is
    not shown."""
    texts = written(request) if _from_here(request) else []
    if not texts:
        return plain_csrf_failure(request, reason)
    return _uncached(render(request, "403_csrf.html", {"written": texts}, status=403))


def _from_here(request: HttpRequest) -> bool:
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(said).netloc == request.get_host()


def _uncached(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
