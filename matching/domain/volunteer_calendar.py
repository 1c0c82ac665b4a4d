"""The address of a volunteer's own calendar: read again and again, for a year."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from organisations.models import User, Volunteer
from records import links
from records.domain.ledger import append

CALENDAR_LINK = "matching.read_calendar"
CALENDAR_DAYS = 365


@transaction.atomic
def give_calendar(*, volunteer: Volunteer, by: User) -> str:
    """A new token; the address that was given before ends at once."""
    links.end(purpose=CALENDAR_LINK, subject=volunteer.subject)
    _link, token = links.issue(
        purpose=CALENDAR_LINK,
        subject=volunteer.subject,
        payload={"volunteer": volunteer.pk},
        expires_at=timezone.now() + timedelta(days=CALENDAR_DAYS),
        by=by,
    )
    append(
        chain=volunteer.chain,
        action="matching.give_calendar",
        actor=by,
        subject=volunteer.subject,
    )
    return token
