"""Every page of the house: nothing inline, the policy that enforces it, plain errors."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.urls import path, reverse
from django.utils import translation
from django.views.defaults import permission_denied, server_error

from config import urls as house_urls

pytestmark = pytest.mark.django_db

INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", re.I
)
FOREIGN = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
OUTSIDE = (
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-wrong/",
    "/accounts/password/reset/key/done/",
    "/accounts/inactive/",
    "/no/such/page/",
    "/en/no/such/page/",
)
INSIDE = (
    "/desk/",
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
)
ERRORS = ("400", "403", "403_csrf", "404", "409", "413", "422", "429", "500")


def refuse(request):
    raise PermissionDenied("This need is not in your street.")


def fail(request):
    raise RuntimeError("broken on purpose")


urlpatterns = [path("refuse/", refuse), path("fail/", fail), *house_urls.urlpatterns]


def check_clean(html):
    assert INLINE.findall(html) == []
    assert FOREIGN.findall(html) == []
    assert '<meta name="viewport"' in html
    assert html.count("<h1") == 1
    assert html.count('id="main"') == 1


@pytest.mark.parametrize("address", OUTSIDE)
def test_nothing_inline_outside(guest, address):
    answer = guest.get(address, follow=True)
    check_clean(answer.content.decode())


@pytest.mark.parametrize("address", INSIDE)
def test_nothing_inline_inside(confirmed, address):
    answer = confirmed.get(address)
    assert answer.status_code == 200
    check_clean(answer.content.decode())


@pytest.mark.parametrize(
    "page", ["", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/"]
)
def test_nothing_inline_with_a_second_factor(confirmed, worker, page):
    TOTP.activate(worker, generate_totp_secret())
    RecoveryCodes.activate(worker)
    answer = confirmed.get(f"/accounts/2fa/{page}")

    assert answer.status_code == 200
    check_clean(answer.content.decode())


@pytest.mark.parametrize("code", ERRORS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_error_pages_need_no_context(code, language):
    with translation.override(language):
        html = render_to_string(f"{code}.html")

    check_clean(html)
    assert f'lang="{"en" if language == "en" else "zh-Hans"}"' in html


@pytest.mark.parametrize("code", ERRORS)
def test_error_pages_with_a_request(code):
    html = render_to_string(f"{code}.html", request=RequestFactory().get("/en/x/"))

    check_clean(html)


def test_who_is_signed_in_goes_back_to_the_workspace(confirmed):
    html = confirmed.get("/nothing-here/").content.decode()

    assert f'<a class="button" href="{reverse("desk")}">' in html


def test_a_refusal_says_its_reason():
    request = RequestFactory().get("/en/x/")
    answer = permission_denied(
        request, PermissionDenied("This need is not in your street.")
    )

    assert answer.status_code == 403
    assert b"This need is not in your street." in answer.content


def test_the_last_page_stands_alone():
    answer = server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert b"<h1" in answer.content


@override_settings(ROOT_URLCONF="tests.config.test_pages")
def test_errors_of_real_requests():
    client = Client(raise_request_exception=False)

    assert b"This need is not in your street." in client.get("/refuse/").content
    assert client.get("/fail/").status_code == 500


def test_a_form_without_token_is_explained(db):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})

    assert answer.status_code == 403
    check_clean(answer.content.decode())


def test_a_conflict_shows_the_difference():
    changes = [{"label": "State", "typed": "Proposed", "now": "Confirmed"}]
    html = render_to_string("409.html", {"changes": changes, "url": "/desk/x/"})

    assert all(word in html for word in ("State", "Proposed", "Confirmed", "/desk/x/"))


# --- what a browser may load -------------------------------------------------------------


def policy(answer):
    header = answer.headers["Content-Security-Policy"]
    return {
        part.split()[0]: part.split()[1:] for part in header.split(";") if part.strip()
    }


@pytest.mark.parametrize("address", ["/desk/", "/accounts/login/", "/no/such/page/"])
def test_our_pages_load_our_own_files_only(signed_in, address):
    rules = policy(signed_in.get(address))

    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == rules["style-src"] == ["'self'"]
    assert rules["frame-ancestors"] == ["'none'"]


def test_the_looser_policy_is_for_the_admin_only(guest):
    rules = policy(guest.get("/admin/"))

    assert "'unsafe-inline'" in rules["script-src"]
    assert rules["object-src"] == ["'none'"]


@pytest.mark.parametrize("address", ["/administration/", "/desk/admin/", "/en/admin/"])
def test_a_look_alike_address_keeps_the_strict_policy(guest, address):
    assert policy(guest.get(address))["script-src"] == ["'self'"]


@override_settings(DEMO=True)
def test_the_demo_says_so_on_every_page(guest):
    for address in ("/accounts/login/", "/en/no/such/page/"):
        assert (
            b"all bodies, people and figures are invented" in guest.get(address).content
        )


@override_settings(DEMO=False)
def test_a_real_service_does_not(guest):
    assert b"are invented" not in guest.get("/accounts/login/").content


def test_public_pages_carry_no_token_so_they_can_be_cached(guest):
    answer = guest.get("/en/no/such/page/")

    assert b"csrfmiddlewaretoken" not in answer.content
    assert answer.cookies == {}
