"""Every address of the house."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.urls import desk as site_desk
from cms.urls import outside
from config import brief, design, desk, health, preference, stay
from evaluation.urls import credit
from matching.urls import asking
from matching.urls import public as public_matching
from organisations.urls import joining_urls, volunteering

sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)
reset = RedirectView.as_view(pattern_name="account_reset_password")

mail_address = RedirectView.as_view(pattern_name="preferences")


def no_such_page(request: HttpRequest) -> HttpResponse:
    raise Http404


PICTURES = settings.MEDIA_ROOT / "images"
# Lazy: its name in the manifest is known only where static files were collected.
icon = RedirectView.as_view(url=lazy(static, str)("img/logo.svg"))

handler400 = "config.errors.bad_request"
handler500 = "config.errors.server_error"
urlpatterns = [
    path("favicon.ico", icon),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    # One door: Wagtail's own would let a two-factor user in by password alone.
    path("admin/login/", sign_in),
    path("admin/password_reset/", reset),
    path("_util/login/", sign_in),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Pictures in the sizes that pages show. What was uploaded (its place and camera
    # inside), documents and everything private have no address below /media/.
    path("media/images/<path:path>", serve, {"document_root": PICTURES}),
    # Identities are linked by the administrator, never by oneself.
    # An address is kept, and proven, among one's own settings.
    path("accounts/email/", mail_address),
    path("accounts/3rdparty/", no_such_page),
    path("accounts/3rdparty/signup/", no_such_page),
    path("accounts/", include("allauth.urls")),
    path("desk/", desk.home, name="desk"),
    path("desk/brief/", brief.brief, name="brief"),
    path("desk/design/", design.design, name="design"),
    path("desk/stay/", stay.stay, name="stay"),
    path("reading/language/", preference.language, name="language"),
    path("reading/elder/", preference.elder, name="elder"),
    path("desk/evaluation/", include("evaluation.urls")),
    path("desk/", include("matching.urls")),
    path("case/", include((public_matching, "case"))),
    path("desk/", include("organisations.urls")),
    path("desk/", include((site_desk, "site"))),
    path("", include("records.urls")),
    path("", include((outside, "outside"))),
]
if settings.DEBUG:
    urlpatterns += staticfiles_urlpatterns()
urlpatterns += i18n_patterns(
    path("", include((asking, "ask"))),
    path("", include((volunteering, "volunteering"))),
    path("", include((joining_urls, "join"))),
    path("credit/", include((credit, "credit"))),
    path("", include("cms.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
