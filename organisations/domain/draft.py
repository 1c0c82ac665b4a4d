"""A form half filled in: kept while it is typed, gone once it is sent.

A draft is no act for the ledger: nothing has been done yet.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.core import signing
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from organisations.models import Draft, User

KEPT = timedelta(days=7)
OPEN_FOR = timedelta(days=1)  # how long an opened page may go on saving
MOST_TYPED = 40_000
KEY, LATER = "draft", "later"
NOT_TYPED = ("csrfmiddlewaretoken", KEY, LATER)


class Opened(NamedTuple):
    """Whose page it is, which form, about what; the page carries it signed, so that it
    finds its writer even after her session has ended."""

    user: int
    address: str
    about: str = ""


def key_of(opened: Opened) -> str:
    return signing.dumps(list(opened), salt=__name__)


def opened_by(key: str) -> Opened | None:
    """None for what we never signed, or longer than a day ago."""
    try:
        return Opened(*signing.loads(key, salt=__name__, max_age=OPEN_FOR))
    except signing.BadSignature:
        return None


def keep_draft(*, opened: Opened, sent: QueryDict) -> Draft | None:
    """Keep what was typed so far in place of what was kept before, for seven days.

    None where there is more text than can be kept, or no such user any more.
    """
    typed = sent.copy()
    for name in NOT_TYPED:
        typed.pop(name, None)
    text, now = typed.urlencode(), timezone.now()
    if len(text) > MOST_TYPED or not User.objects.filter(pk=opened.user).exists():
        return None
    draft, _new = Draft.objects.update_or_create(
        user_id=opened.user,
        address=opened.address,
        defaults={
            "about": opened.about[:40],
            "typed": text,
            "saved_at": now,
            "expires_at": now + KEPT,
        },
    )
    return draft


@transaction.atomic
def drop_draft(*, user: User, address: str) -> None:
    """It was sent, or its writer begins afresh."""
    Draft.objects.filter(user=user, address=address).delete()


@transaction.atomic
def forget_drafts(*, at: datetime) -> int:
    """Those whose days are over; how many."""
    return Draft.objects.filter(expires_at__lte=at).delete()[0]
