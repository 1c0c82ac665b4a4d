"""Which doors of the house a process opens, and whether anything may be written."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cms.enums import DESK_PATHS, JOINING_PATHS
from config.errors import written

READING = ("GET", "HEAD", "OPTIONS")
# What a desk alone has beside it: files, personal links and what they lead to.
BESIDE_THE_DESK = (
    *("/i/", "/verify/", "/case/", "/reading/", "/documents/", "/media/"),
    *("/static/", "/healthz", "/readyz", "/favicon.ico", "/robots.txt"),
)
ELDER = "/reading/elder/"  # sets a cookie in this browser and writes nothing


def is_open(path: str, role: str) -> bool:
    """Does a process of this role (all, public, desk) serve this path?"""
    if role == "public":
        return not path.startswith(
            DESK_PATHS if settings.DESK_URL else DESK_PATHS + JOINING_PATHS
        )
    return role == "all" or path.startswith(DESK_PATHS + BESIDE_THE_DESK)


class DoorMiddleware:
    """Opens the doors of this process, none but for readers in read-only mode.

    Every process knows every address, since a message that the public half writes leads
    to a page of the desk; what it does not serve is 404. In read-only mode every write
    is 503 with the reason.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path == "/" and settings.SITE_ROLE == "desk":
            return redirect("desk")
        if not is_open(path, settings.SITE_ROLE):
            raise Http404
        writes = request.method not in READING and path != ELDER
        if settings.READ_ONLY and writes:
            return closed(request)
        response = self.get_response(request)
        if settings.SITE_ROLE == "public" and response.has_header("Location"):
            lead_to_the_desk(response)
        return response


def lead_to_the_desk(response: HttpResponse) -> None:
    """Who has just joined here goes on at the desk's own address."""
    path = response["Location"].removeprefix(settings.PATH_PREFIX)
    if path.startswith(DESK_PATHS):
        response["Location"] = settings.DESK_URL + path


def closed(request: HttpRequest) -> HttpResponse:
    """Nothing can be written now: why, whom to ring, when to try again."""
    context = {"reason": settings.READ_ONLY_REASON, "written": written(request)}
    response = render(request, "503.html", context, status=503)
    response.headers["Retry-After"] = str(15 * 60)
    return response
