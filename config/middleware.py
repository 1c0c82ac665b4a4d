"""What happens to every request: which scripts may run, which language is spoken."""

from collections.abc import Callable, Iterable, Iterator

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from config.tongue import marked
from organisations.domain.draft import KEY, Opened, drop_draft, keep_draft, opened_by
from organisations.queries.draft import ASKED


class PolicyMiddleware(CSPMiddleware):
    """The strict content policy for our pages, the looser one for Wagtail's admin."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponse, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith("/admin/") and not report_only:
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts


class ReaderMiddleware:
    """While the workspace is only looked at, what its reader holds is read once: no GET
    changes an appointment, a leave or a seat."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        looks = request.method == "GET" and request.path_info.startswith("/desk/")
        if looks and request.user.is_authenticated:
            request.user.keep_reads()
        return self.get_response(request)


class DraftMiddleware:
    """A form that is sent after its reader's session ended is kept for her and given
    back once she has signed in; one that went through leaves no draft behind.

    The signed key in the form says whose page it was: no other site can make one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or KEY not in request.POST:
            return self.get_response(request)
        opened = opened_by(request.POST[KEY])
        if opened is None:
            return self.get_response(request)
        if not request.user.is_authenticated:
            return self.signed_out(request, opened)
        response = self.get_response(request)
        own = request.user.pk == opened.user and request.path == opened.address
        if own and response.status_code == 302:
            drop_draft(user=request.user, address=opened.address)
        return response

    def signed_out(self, request: HttpRequest, opened: Opened) -> HttpResponse:
        draft = keep_draft(opened=opened, sent=request.POST)
        if request.headers.get("HX-Request"):
            said, context = "components/signed_out.html", {"kept": bool(draft)}
            return render(request, said, context, status=401)
        return redirect_to_login(f"{opened.address}?{ASKED}=1")


class LanguageMiddleware:
    """Public pages speak the language of their address (`/` Chinese, `/en/` English).

    All other pages follow the user's own setting, then the cookie, then the
    browser's Accept-Language. (Wagtail's admin follows the profile's setting, and
    ours where the profile has none.)
    """

    FREE = (
        *("/desk/", "/case/", "/i/", "/verify/", "/accounts/", "/admin/"),
        "/reading/",
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self.language(request)
        # Template responses are rendered inside get_response; only a stream is
        # read after this block, so it takes its language along.
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        if response.streaming and not isinstance(response, FileResponse):
            response.streaming_content = _spoken(response.streaming_content, language)
        elif language == "en" and _is_page(request, response):
            response.content = marked(response.content.decode())
        response.headers.setdefault("Content-Language", language)
        if request.path_info.startswith(self.FREE):
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    def language(self, request: HttpRequest) -> str:
        if not request.path_info.startswith(self.FREE):
            path = translation.get_language_from_path(request.path_info)
            return path or settings.LANGUAGE_CODE
        own = getattr(request.user, "language", "")
        if own in dict(settings.LANGUAGES):
            return own
        return translation.get_language_from_request(request)


def _is_page(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether it is a page of ours, whole or in part."""
    html = response.headers.get("Content-Type", "").startswith("text/html")
    return html and not (response.streaming or request.path_info.startswith("/admin/"))


def _spoken(parts: Iterable[bytes], language: str) -> Iterator[bytes]:
    with translation.override(language):
        yield from parts
