"""One door: a password alone never lets a two-factor user in, nor a guesser."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from tests.config.conftest import PASSWORD

DOORS = ("/accounts/login/", "/admin/login/", "/_util/login/")


@pytest.fixture
def two_factor(worker):
    secret = generate_totp_secret()
    TOTP.activate(worker, secret)
    return secret


def is_anonymous(client):
    return "_auth_user_id" not in client.session


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name_field", ["login", "username"])
def test_the_password_alone_leaves_a_two_factor_user_outside(
    guest, two_factor, door, name_field
):
    guest.post(door, {name_field: "worker", "password": PASSWORD}, follow=True)

    assert is_anonymous(guest)
    assert guest.get("/desk/").status_code == 302


def test_the_second_step_lets_in(guest, two_factor):
    guest.post("/accounts/login/", {"login": "worker", "password": PASSWORD})
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(two_factor, counter))
    guest.post("/accounts/2fa/authenticate/", {"code": code})

    assert not is_anonymous(guest)


def test_signing_in_is_not_announced(signed_in):
    assert b'class="messages"' not in signed_in.get("/desk/").content


def test_a_wrong_code_does_not(guest, two_factor):
    guest.post("/accounts/login/", {"login": "worker", "password": PASSWORD})
    answer = guest.post("/accounts/2fa/authenticate/", {"code": "000000x"})

    assert is_anonymous(guest)
    assert b"error-summary" in answer.content


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/"])
def test_other_doors_lead_to_the_one(guest, door):
    answer = guest.get(door, {"next": "/admin/"})

    assert answer.url == "/accounts/login/?next=%2Fadmin%2F"


def test_the_sixth_bad_password_is_refused_even_when_right(guest, worker):
    for _ in range(5):
        guest.post("/accounts/login/", {"login": "worker", "password": "wrong"})
    answer = guest.post("/accounts/login/", {"login": "worker", "password": PASSWORD})

    assert is_anonymous(guest)
    assert b"error-summary" in answer.content


def test_the_fifth_attempt_still_counts(guest, worker):
    for _ in range(4):
        guest.post("/accounts/login/", {"login": "worker", "password": "wrong"})
    guest.post("/accounts/login/", {"login": "worker", "password": PASSWORD})

    assert not is_anonymous(guest)


def test_throttles_are_counted_in_the_database(guest, worker):
    cache.clear()
    guest.post("/accounts/login/", {"login": "worker", "password": "wrong"})

    assert settings.CACHES["default"]["BACKEND"].endswith("db.DatabaseCache")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM django_cache WHERE cache_key LIKE '%login%'"
        )
        assert cursor.fetchone()[0] >= 1


def test_nobody_signs_up_and_the_page_says_whom_to_ask(guest, db):
    answer = guest.get("/accounts/signup/")

    assert b"station manager" in answer.content
    assert b"<form class" not in answer.content


def test_signing_out_is_a_post(signed_in):
    signed_in.get("/accounts/logout/")
    assert not is_anonymous(signed_in)
    signed_in.post("/accounts/logout/")
    assert is_anonymous(signed_in)


def test_account_pages_ask_for_the_password_once_more(signed_in):
    answer = signed_in.get("/accounts/2fa/totp/activate/")

    assert answer.url.startswith("/accounts/reauthenticate/")


def test_a_second_factor_can_be_set_up(confirmed, worker):
    confirmed.get("/accounts/2fa/totp/activate/")
    secret = confirmed.session["mfa.totp.secret"]
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    confirmed.post("/accounts/2fa/totp/activate/", {"code": code})

    kinds = set(
        Authenticator.objects.filter(user=worker).values_list("type", flat=True)
    )
    assert kinds == {"totp", "recovery_codes"}
