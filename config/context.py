"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from config import desk, preference
from config.middleware import LanguageMiddleware

ENGLISH = "/en/"


def site(request: HttpRequest) -> dict[str, Any]:
    """Demo flag, elder mode, navigation, and the same page in the other language.

    The two navigations are lazy: a page that shows neither asks nothing.
    """
    elder = request.COOKIES.get(preference.ELDER_COOKIE) == "on"
    return {
        "DEMO": settings.DEMO,
        "EMERGENCY_PHONES": settings.EMERGENCY_PHONES,
        "ELDER": elder,
        # A personal link asks for one thing: nothing stands before it.
        "ELDER_DOORS": elder and not request.path_info.startswith("/i/"),
        "alternate_url": alternate_url(request),
        "navigation": SimpleLazyObject(lambda: desk.navigation(request)),
        "public_entries": SimpleLazyObject(lambda: desk.public_entries(request)),
    }


def alternate_url(request: HttpRequest) -> str:
    """`/x/` for `/en/x/` and the reverse; "" where the address has no language.

    A view whose page has another address in the other language puts its own
    `alternate_url` into the context.
    """
    if request.path_info.startswith(LanguageMiddleware.FREE):
        return ""
    full = request.get_full_path()
    if translation.get_language_from_path(request.path_info):
        return full.replace(ENGLISH, "/", 1) if full.startswith(ENGLISH) else "/"
    return f"{ENGLISH[:-1]}{full}"
