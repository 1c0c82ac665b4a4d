"""What every template knows."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from config import desk, preference, stay
from config.middleware import LanguageMiddleware

ENGLISH = "/en/"


def site(request: HttpRequest) -> dict[str, Any]:
    """Demo flag, halves that this process serves, elder mode, navigation, and the same page in the other language.

    The two navigations are lazy: a page that shows neither asks nothing.
    """
    elder = request.COOKIES.get(preference.ELDER_COOKIE) == "on"
    return {
        "DEMO": settings.DEMO,
        "OIDC_NAME": settings.OIDC["OIDC_NAME"],
        "HAS_DESK": settings.SITE_ROLE != "public",
        "IS_PUBLIC": settings.SITE_ROLE != "desk",
        "CAN_JOIN": settings.SITE_ROLE == "all" or bool(settings.DESK_URL),
        "EMERGENCY_PHONES": settings.EMERGENCY_PHONES,
        "ELDER": elder,
        # A personal link asks for one thing: nothing stands before it.
        "ELDER_DOORS": elder and not request.path_info.startswith("/i/"),
        "alternate_url": alternate_url(request),
        "seconds_left": partial(stay.seconds_left, request),
        "navigation": SimpleLazyObject(lambda: desk.navigation(request)),
        "public_entries": SimpleLazyObject(lambda: desk.public_entries(request)),
    }


def alternate_url(request: HttpRequest) -> str:
    """`/x/` for `/en/x/` and the reverse; "" where the address has no language.

    A view whose page has another address in the other language puts its own
    `alternate_url` into the context.
    """
    path = request.path_info
    if path.startswith(LanguageMiddleware.FREE):
        return ""
    root = get_script_prefix()
    rest = request.get_full_path().removeprefix(root).removeprefix("/")
    if translation.get_language_from_path(path):
        own = path.startswith(ENGLISH)
        return root + rest.removeprefix(ENGLISH[1:]) if own else root
    return f"{root}{ENGLISH[1:]}{rest}"
