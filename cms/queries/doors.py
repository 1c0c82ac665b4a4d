"""Where a door leads from this process: a public half serves no workspace."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

WORK = ("/desk/", "/admin/", "/accounts/")
JOINING = ("/join/", "/en/join/")  # goes on in the workspace


def door(route: str, *args: Any) -> str:
    """The address of a route; from a public half, of the desk's own place; "" where
    there is no way to it."""
    address = reverse(route, args=args)
    if settings.SITE_ROLE != "public":
        return address
    path = address.removeprefix(settings.PATH_PREFIX)
    if path.startswith(WORK):
        return f"{settings.DESK_URL}{path}" if settings.DESK_URL else ""
    closed = path.startswith(JOINING) and not settings.DESK_URL
    return "" if closed else address
