"""`/desk/messages/preferences/`: addresses, wishes, quiet hours."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from records.domain import job
from records.domain.reach import code_of
from records.models import Address, QuietHours
from records.models.reach import CODE_LASTS
from records.queries import wishes_of
from tests.factories.records import AddressFactory, ReaderFactory

pytestmark = pytest.mark.django_db
PAGE = "/desk/messages/preferences/"


@pytest.fixture(autouse=True)
def house(settings: Any) -> None:
    settings.MESSAGE_CHANNELS = ("email", "sms")


@pytest.fixture
def reader(client: Client) -> Any:
    user = ReaderFactory(language="en")
    client.force_login(user)
    return user


def test_an_address_is_used_after_its_code_was_entered(
    client: Client, reader: Any
) -> None:
    client.post(f"{PAGE}email/address/", {"value": "li@example.org"})
    job.drain()
    given = Address.objects.get(user=reader)
    shown = client.get(PAGE).content.decode()
    wrong = client.post(f"{PAGE}email/code/", {"code": "x" * 6}).status_code
    right = client.post(f"{PAGE}email/code/", {"code": code_of(given)}).status_code
    given.refresh_from_db()

    assert code_of(given) in mail.outbox[0].body
    assert mail.outbox[0].to == ["li@example.org"]
    assert "l****@example.org" in shown
    assert "li@example.org" not in shown
    assert (wrong, right) == (422, 302)
    assert given.confirmed_at is not None


def test_a_code_ends_after_five_tries_or_ten_minutes(
    client: Client, reader: Any
) -> None:
    given = AddressFactory(user=reader, fresh=True)

    def enter(code: str) -> int:
        return client.post(f"{PAGE}email/code/", {"code": code}).status_code

    tried = [enter("abcdef") for _ in range(5)] + [enter(code_of(given))]
    Address.objects.update(tries=0, asked_at=timezone.now() - CODE_LASTS)
    given.refresh_from_db()
    late = enter(code_of(given))
    Address.objects.update(asked_at=timezone.now() - timedelta(minutes=9))
    given.refresh_from_db()

    assert (tried, late, enter(code_of(given))) == ([422] * 6, 422, 302)


def test_a_new_address_is_confirmed_anew_and_codes_wait_a_minute(
    client: Client, reader: Any
) -> None:
    AddressFactory(user=reader, asked_at=timezone.now() - timedelta(hours=1))

    first = client.post(f"{PAGE}email/address/", {"value": "a@example.org"})
    again = client.post(f"{PAGE}email/address/", {"value": "b@example.org"})

    given = Address.objects.get()
    assert (first.status_code, again.status_code) == (302, 422)
    assert (given.value, given.confirmed_at) == ("a@example.org", None)


@pytest.mark.parametrize(
    ("channel", "value", "status"),
    [
        ("sms", "+86 138-0000-1234", 302),
        ("sms", "020-12345", 422),
        ("email", "nowhere", 422),
        ("wecom", "zhang", 404),
    ],
)
def test_an_address_is_read_as_people_write_it(
    client: Client, reader: Any, channel: str, value: str, status: int
) -> None:
    assert (
        client.post(f"{PAGE}{channel}/address/", {"value": value}).status_code == status
    )


def test_wishes_are_kept_and_shown(client: Client, reader: Any) -> None:
    form = client.get(PAGE).context["wishes"]
    said = dict.fromkeys(form.fields, "inbox")
    client.post(f"{PAGE}wishes/", {**said, "matching.|email": "digest"})

    kept = wishes_of(reader)
    assert kept["matching.", "email"] == "digest"
    assert kept["", "email"] == "inbox"
    assert ("evaluation.", "sms") not in kept
    assert client.get(PAGE).context["wishes"]["matching.|email"].initial == "digest"
    assert client.post(f"{PAGE}wishes/", {}).status_code == 422


def test_quiet_hours_may_be_longer_but_not_shorter(client: Client, reader: Any) -> None:
    longer = client.post(f"{PAGE}quiet/", {"since": "20:00", "until": "09:00"})
    shorter = client.post(f"{PAGE}quiet/", {"since": "23:00", "until": "07:00"})

    assert (longer.status_code, shorter.status_code) == (302, 422)
    assert str(QuietHours.objects.get(user=reader)).endswith("20:00-09:00")


def test_an_address_is_dropped_and_nobody_elses(client: Client, reader: Any) -> None:
    AddressFactory(user=reader)
    other = AddressFactory()

    client.post(f"{PAGE}email/drop/")

    assert list(Address.objects.all()) == [other]
