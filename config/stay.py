"""Staying signed in: the workspace says two minutes before the session ends."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stay(request: HttpRequest) -> HttpResponse:
    """How many seconds are left, as plain text; a POST makes them eight hours again.

    Looking prolongs nothing: a page that is left open alone ends as it would without
    it. 401 where the session has ended.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    if request.method == "POST":
        request.session.modified = True  # saved, and so prolonged, with the answer
        left = request.session.get_expiry_age()
    else:
        left = seconds_left(request)
    return HttpResponse(str(left), content_type="text/plain")


def seconds_left(request: HttpRequest) -> int:
    """Until the reader's session ends. Asks nothing that the request has not read."""
    return request.session.seconds_left
