"""A personal link, shown exactly once: only its digest is kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from matching.domain.feedback import LINK_DAYS


def link_made(
    request: HttpRequest, token: str, *, lead: Any, back: str
) -> HttpResponse:
    """The page that shows it; not cached, not kept in any redirect."""
    context = {
        "link": request.build_absolute_uri(reverse("link", args=[token])),
        "lead": lead,
        "back": back,
        "days": LINK_DAYS,
    }
    response = render(request, "matching/link_made.html", context)
    add_never_cache_headers(response)
    return response
