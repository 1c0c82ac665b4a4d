"""`/i/<token>/`: opens a personal link with the view of its purpose."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from records.links import LinkGone, LinkUnknown, open_link, view_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The page or the act of a usable link; else a plain page that says why not.

    The token is in the address, so no other site may learn it and no search engine
    may keep it.
    """
    try:
        link = open_link(token)
        response = view_of(link.purpose)(request, link)
    except LinkUnknown as reason:
        response = _plain(request, reason, 404)
    except LinkGone as reason:  # also when two people press the button at once
        response = _plain(request, reason, 410)
    # Never "no-referrer": browsers then send "Origin: null", and the token of the one
    # POST would be refused.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _plain(
    request: HttpRequest, reason: LinkUnknown | LinkGone, status: int
) -> HttpResponse:
    context = {"reason": reason.messages[0]}
    return render(request, "records/link_gone.html", context, status=status)
