"""What a person prefers: the language of the workspace, large text."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import get_script_prefix
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from organisations.domain.account import choose_language

ELDER_COOKIE = "elder"
YEAR = 365 * 24 * 60 * 60


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Chinese or English for the pages whose address names no language."""
    chosen = request.POST.get("language", "")
    response = _back(request)
    if chosen in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            choose_language(user=request.user, language=chosen)
        _remember(request, response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


# No token: it only sets this browser's text size, and public pages must stay
# cacheable, which a token in each of them would prevent.
@csrf_exempt
@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Large text and large targets, on or off."""
    response = _back(request)
    if request.POST.get("elder") == "on":
        _remember(request, response, ELDER_COOKIE, "on")
    else:
        path = settings.SESSION_COOKIE_PATH
        response.delete_cookie(ELDER_COOKIE, path=path, samesite="Lax")
    return response


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page one came from, never to another site."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(target if safe else get_script_prefix())


def _remember(
    request: HttpRequest, response: HttpResponse, name: str, value: str
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=YEAR,
        path=settings.SESSION_COOKIE_PATH,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
