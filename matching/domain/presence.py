"""I am here: a code on the spot by which volunteers on the list say that they came.

It helps whoever keeps the list to turn the first key. It confirms nothing: no second
key comes by it, and whoever gave it gives no second key.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse, wrong_state
from matching.domain.step import record, take
from matching.enums import SessionState
from matching.models import Presence, Session
from matching.queries.slot import who_accepted
from organisations.models import User, Volunteer
from records import links
from records.models import Link

HERE_LINK = "matching.say_here"
BEFORE = timedelta(minutes=60)
AFTER = timedelta(minutes=30)


def opens_at(session: Session) -> datetime:
    """From when on the code can be shown."""
    return session.starts_at - BEFORE


def closes_at(session: Session) -> datetime:
    """Until when the code is good."""
    return session.ends_at + AFTER


@transaction.atomic
def issue_here_link(*, session: Session, by: User) -> str:
    """A token for the code of a session, good until half an hour after its end.

    Raises ValidationError `wrong_state`, `too_early`, `too_late`.
    """
    need = take(session.engagement.need_id)
    _check_time(session)
    _link, token = links.issue(
        purpose=HERE_LINK,
        subject=need.subject,
        payload={"session": session.pk},
        expires_at=closes_at(session),
        by=by,
    )
    record(need, "issue_link", by, purpose=HERE_LINK)
    return token


@transaction.atomic
def say_here(
    *, session: Session, link: Link, volunteer: Volunteer, by: User | None = None
) -> Presence:
    """One of those who said yes is there; a second time changes nothing.

    Many come by one code, so the link is not used up. Raises ValidationError
    `link_other`, `not_listed`, `wrong_state`, `too_early`, `too_late`.
    """
    need = take(session.engagement.need_id)
    if link.purpose != HERE_LINK or link.payload.get("session") != session.pk:
        raise refuse("link_other", _("This link was made for something else."))
    _check_time(session)
    if volunteer not in who_accepted(session):
        raise refuse(
            "not_listed",
            _("You are not on the list of this time: tell whoever keeps it."),
        )
    presence, new = Presence.objects.get_or_create(
        session=session, person=volunteer.person
    )
    if new:
        record(need, "say_here", by, session=session.public_id)
    return presence


def _check_time(session: Session) -> None:
    session.refresh_from_db(fields=["state", "starts_at", "ends_at"])
    if session.state != SessionState.PLANNED:
        raise wrong_state(session.get_state_display())
    now = timezone.now()
    if now < opens_at(session):
        raise refuse("too_early", _("The code is shown from an hour before."))
    if now >= closes_at(session):
        raise refuse("too_late", _("The time of this code is over."))
