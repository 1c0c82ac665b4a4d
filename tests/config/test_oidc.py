"""Sign-in by an OpenID Connect provider: a real one, in a thread of this test."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management import CommandError, call_command

from config.checks import check_oidc
from organisations.models import User
from tests.factories.organisations import UserFactory

pytestmark = pytest.mark.django_db
CLIENT = "threeplusn"
DOOR = "/accounts/oidc/portal/login/"


class Provider(ThreadingHTTPServer):
    """Says of a code whatever `people` has under it, in a signed id_token."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.people: dict[str, dict] = {}
        self.audience = CLIENT

    def token(self, code: str) -> dict:
        now = int(time.time())
        claims = {"iss": self.url, "aud": self.audience, "iat": now, "exp": now + 60}
        id_token = jwt.encode(
            claims | self.people[code], self.key, "RS256", headers={"kid": "1"}
        )
        return {"access_token": code, "token_type": "Bearer", "id_token": id_token}


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        if self.path.endswith("openid-configuration"):
            ends = ("authorization", "token", "userinfo")
            found = {f"{end}_endpoint": f"{self.server.url}/{end}" for end in ends}
            more = {"issuer": self.server.url, "jwks_uri": f"{self.server.url}/keys"}
            return self.answer(found | more)
        if self.path == "/keys":
            public = jwt.algorithms.RSAAlgorithm.to_jwk(
                self.server.key.public_key(), as_dict=True
            )
            return self.answer({"keys": [public | {"kid": "1", "alg": "RS256"}]})
        code = self.headers["Authorization"].removeprefix("Bearer ")
        return self.answer(self.server.people[code])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        code = parse_qs(body)["code"][0]
        self.answer(self.server.token(code))

    def answer(self, found: dict) -> None:
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def portal(running: Provider, settings) -> Provider:
    running.audience = CLIENT
    settings.OIDC = {
        "OIDC_NAME": "District portal",
        "OIDC_SERVER": running.url,
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_SECRET": "s3cret",
    }
    app = {
        "provider_id": "portal",
        "name": "District portal",
        "client_id": CLIENT,
        "secret": "s3cret",
        "settings": {"server_url": running.url, "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    return running


@pytest.fixture
def mai() -> User:
    return UserFactory(username="mai", email="mai@district.example", is_active=True)


def come_in(client, portal: Provider, **person) -> object:
    """The whole way: the button, the provider's page, back with a code."""
    portal.people["code"] = {"sub": "42", **person}
    asked = urlsplit(client.post(DOOR)["Location"])
    sent = parse_qs(asked.query)
    assert f"{asked.scheme}://{asked.netloc}" == portal.url
    assert sent["code_challenge_method"] == ["S256"]
    back = {"code": "code", "state": sent["state"][0]}
    return client.get(f"{DOOR}callback/", back)


def who(client) -> str:
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key).username if key else ""


MAIL = {"email": "Mai@district.example", "email_verified": True}


def test_a_verified_address_of_one_user_links_and_signs_in(guest, portal, mai):
    come_in(guest, portal, **MAIL)

    assert who(guest) == "mai"
    assert list(SocialAccount.objects.values_list("uid", "user__username")) == [
        ("42", "mai")
    ]


def test_the_link_holds_when_the_address_changes(guest, portal, mai):
    call_command("link_identity", "mai", "42", verbosity=0)
    come_in(guest, portal, email="other@district.example")

    assert who(guest) == "mai"


@pytest.mark.parametrize(
    "person",
    [
        {},
        {"email": "mai@district.example", "email_verified": False},
        {"email": "mai@district.example", "email_verified": "no"},
        {"email": "stranger@district.example", "email_verified": True},
    ],
)
def test_a_stranger_gets_no_account(guest, portal, mai, person):
    answer = come_in(guest, portal, **person)

    assert who(guest) == ""
    assert User.objects.count() == 1
    assert SocialAccount.objects.count() == 0
    assert answer.status_code in (200, 302)


def test_two_users_with_one_address_are_nobody(guest, portal, mai):
    UserFactory(username="twin", email="MAI@district.example")
    come_in(guest, portal, **MAIL)

    assert who(guest) == ""


def test_a_closed_account_stays_closed(guest, portal, mai):
    call_command("link_identity", "mai", "42", verbosity=0)
    User.objects.update(is_active=False)
    come_in(guest, portal, **MAIL)

    assert who(guest) == ""


def test_the_second_factor_stays(guest, portal, mai):
    TOTP.activate(mai, generate_totp_secret())
    answer = come_in(guest, portal, **MAIL)

    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert who(guest) == ""


def test_a_token_for_another_service_is_refused(guest, portal, mai):
    portal.audience = "somebody-else"
    come_in(guest, portal, **MAIL)

    assert who(guest) == ""


def test_an_answer_nobody_asked_for_is_refused(guest, portal, mai):
    portal.people["code"] = {"sub": "42", **MAIL}
    guest.get(f"{DOOR}callback/", {"code": "code", "state": "made-up"})

    assert who(guest) == ""


def test_nobody_links_herself(signed_in, portal, worker):
    assert signed_in.get("/accounts/3rdparty/").status_code == 404
    sent = urlsplit(signed_in.post(f"{DOOR}?process=connect")["Location"])
    portal.people["code"] = {"sub": "42", **MAIL}
    back = {"code": "code", "state": parse_qs(sent.query)["state"][0]}

    assert signed_in.get(f"{DOOR}callback/", back).status_code == 401
    assert SocialAccount.objects.count() == 0


def test_the_button_is_there_where_it_is_configured(guest, portal):
    assert b"Sign in through District portal" in guest.get("/accounts/login/").content


def test_without_a_provider_there_is_no_door(guest):
    assert b"Sign in through" not in guest.get("/accounts/login/").content
    assert guest.post(DOOR).status_code == 404


def test_an_administrator_links_and_unlinks(mai):
    UserFactory(username="other")
    call_command("link_identity", "mai", "42", verbosity=0)
    with pytest.raises(CommandError, match=r"\w"):
        call_command("link_identity", "other", "42", verbosity=0)
    call_command("link_identity", "mai", unlink=True, verbosity=0)

    assert SocialAccount.objects.count() == 0


def test_half_a_configuration_is_named(settings):
    whole = {
        "OIDC_NAME": "Portal",
        "OIDC_SERVER": "https://portal.example",
        "OIDC_CLIENT_ID": "c",
        "OIDC_SECRET": "s",
    }
    settings.OIDC = whole
    assert check_oidc() == []
    settings.OIDC = whole | {"OIDC_SECRET": ""}
    assert [fault.msg.split()[0] for fault in check_oidc()] == ["OIDC_SECRET"]
    settings.OIDC = whole | {"OIDC_SERVER": "http://portal.example"}
    assert [fault.id for fault in check_oidc()] == ["config.E002"]
    settings.OIDC = dict.fromkeys(whole, "")
    assert check_oidc() == []
