"""Personal links: for whoever holds the token, once, for a while."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.transaction import TransactionManagementError
from django.http import HttpResponse
from django.utils import timezone

from records import links
from records.links import LinkGone, LinkUnknown, issue, open_link, use
from records.models import Link
from tests.factories.records import LinkFactory
from tests.records.racing import race

PURPOSE = "tests.answer"


@pytest.fixture(autouse=True)
def purpose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(links._VIEWS, PURPOSE, lambda request, link: HttpResponse())


def issued(**changes: Any) -> tuple[Link, str]:
    given = {
        "purpose": PURPOSE,
        "subject": "engagement:1",
        "expires_at": timezone.now() + timedelta(days=3),
    }
    return issue(**{**given, **changes})


@pytest.mark.django_db
def test_token_opens_its_link() -> None:
    link, token = issued(payload={"line": 7}, recipient="恒福社区")

    opened = open_link(token)

    assert opened == link
    assert (opened.payload, opened.recipient) == ({"line": 7}, "恒福社区")


@pytest.mark.django_db
def test_only_the_digest_of_the_token_is_stored() -> None:
    link, token = issued()

    stored = Link.objects.values().get()
    assert stored["digest"] == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(stored)
    with pytest.raises(LinkUnknown):
        open_link(link.digest)


@pytest.mark.django_db
def test_tokens_cannot_be_guessed() -> None:
    tokens = {issued()[1] for _ in range(200)}

    assert len(tokens) == 200
    assert min(map(len, tokens)) >= 32


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x", "𠮷" * 40, "a" * 10_000])
def test_unknown_token(token: str) -> None:
    with pytest.raises(LinkUnknown) as caught:
        open_link(token)

    assert caught.value.code == "link_unknown"


@pytest.mark.django_db
def test_expired_link_does_not_open_and_cannot_be_used() -> None:
    link, token = issued()
    Link.objects.update(expires_at=timezone.now())

    with pytest.raises(LinkGone) as opened:
        open_link(token)
    with pytest.raises(LinkGone) as used:
        use(link)

    assert opened.value.code == used.value.code == "link_expired"


@pytest.mark.django_db
def test_used_link_does_not_open_and_is_not_used_again() -> None:
    link, token = issued()
    use(link)

    with pytest.raises(LinkGone) as opened:
        open_link(token)
    with pytest.raises(LinkGone) as used:
        use(link)

    assert opened.value.code == used.value.code == "link_used"


@pytest.mark.django_db
def test_opening_changes_nothing() -> None:
    _, token = issued()
    before = Link.objects.values().get()

    for _ in range(3):
        open_link(token)

    assert Link.objects.values().get() == before


@pytest.mark.django_db
def test_link_that_would_be_dead_at_birth_is_refused() -> None:
    with pytest.raises(ValidationError):
        issued(expires_at=timezone.now())


@pytest.mark.django_db
def test_purpose_nobody_registered_is_refused() -> None:
    with pytest.raises(LookupError):
        issued(purpose="tests.unheard")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_using_outside_the_transaction_of_the_act_is_refused() -> None:
    with pytest.raises(TransactionManagementError):
        use(LinkFactory())


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_link_is_unused_again_when_its_act_fails() -> None:
    link, token = issued()

    with transaction.atomic():
        use(link)
        transaction.set_rollback(True)

    assert open_link(token) == link


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_eight_who_press_the_button_at_once_one_succeeds() -> None:
    _, token = issued()

    def press() -> str:
        try:
            link = open_link(token)
            with transaction.atomic():
                use(link)
        except LinkGone as gone:
            return str(gone.code)
        return "done"

    pressed = []
    for _ in range(10):
        Link.objects.update(used_at=None)
        pressed.append(sorted(race(*[press] * 8)))

    assert pressed == [["done"] + ["link_used"] * 7] * 10
