"""Where a door of the house leads from here: a public half knows its desk elsewhere."""

from __future__ import annotations

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from cms.enums import DESK_PATHS, JOINING_PATHS


def way(route: str, *args: str) -> str:
    """The address of a route; "" where it is not built in, or where it belongs to a desk
    that this public half does not know."""
    try:
        url = reverse(route, args=args)
    except NoReverseMatch:
        return ""
    path = url.removeprefix(settings.PATH_PREFIX)
    if settings.SITE_ROLE != "public" or not path.startswith(DESK_PATHS):
        joins = path.startswith(JOINING_PATHS) and settings.SITE_ROLE == "public"
        return "" if joins and not settings.DESK_URL else url
    return f"{settings.DESK_URL}{path}" if settings.DESK_URL else ""
