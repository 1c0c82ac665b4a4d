"""Personal links for people without an account, and what they say with them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse, wrong_state
from matching.domain.step import record
from matching.enums import BAD_GRADES, NeedState, PackState, SessionState, Track
from matching.models import Feedback, Need, Pack, Seat, Session
from matching.queries import link_key_of
from organisations.models import User
from organisations.queries import station_managers_of
from records import links
from records.domain.message import send
from records.models import Link

LINK_DAYS = 14
FEEDBACK_LINK = "matching.give_feedback"
CONFIRM_LINK = "matching.confirm_pack"
KEY_LINK = "matching.second_key"


def _issue(purpose: str, need: Need, payload: dict[str, Any], by: User) -> str:
    _link, token = links.issue(
        purpose=purpose,
        subject=need.subject,
        payload=payload,
        expires_at=timezone.now() + timedelta(days=LINK_DAYS),
    )
    record(need, "issue_link", by, purpose=purpose)
    return token


def redeem(link: Link, purpose: str, **named: object) -> None:
    """Use a link, in the act's transaction, for that act and thing alone.

    Raises ValidationError `link_other` for one that was made for something else.
    """
    fits = all(link.payload.get(name) == value for name, value in named.items())
    if link.purpose != purpose or not fits:
        raise refuse("link_other", _("This link was made for something else."))
    links.use(link)


@transaction.atomic
def issue_feedback_link(*, need: Need, by: User) -> str:
    """A token for the person served; shown once, then only its digest is known."""
    if need.state not in (NeedState.COMPLETED, NeedState.CLOSED):
        raise wrong_state(need.get_state_display())
    return _issue(FEEDBACK_LINK, need, {"need": need.pk}, by)


@transaction.atomic
def issue_confirmation_link(*, pack: Pack, kind: str, by: User) -> str:
    """A token for the person concerned, or for a resident's seat without an account."""
    need = pack.need
    if pack.state != PackState.PROPOSED:
        raise wrong_state(need.get_state_display())
    person = need.person
    if need.track == Track.PROJECT:
        seats = Seat.objects.current().filter(team=need.team_id, kind=kind)
        seat = seats.filter(person__isnull=False).select_related("person").first()
        person = seat.person if seat else None
    if person is None:
        raise refuse("no_person", _("There is no person without an account to ask."))
    payload = {"pack": pack.pk, "kind": kind, "person": person.pk}
    return _issue(CONFIRM_LINK, need, payload, by)


@transaction.atomic
def issue_key_link(*, session: Session, by: User) -> str:
    """A token with which the person served, or the resident of the team who has no
    account, confirms a delivered session."""
    if session.state != SessionState.DELIVERED:
        raise wrong_state(session.get_state_display())
    person, _kind = link_key_of(session.engagement.need)
    if person is None:
        raise refuse("no_person", _("There is no person without an account to ask."))
    return _issue(KEY_LINK, session.engagement.need, {"session": session.pk}, by)


@transaction.atomic
def give_feedback(
    *,
    need: Need,
    link: Link,
    grade: str = "",
    declined: bool = False,
    sentence: str = "",
) -> Feedback:
    """Keep a grade with one optional sentence, or "I would rather not".

    The worst two grades are told to the station manager, who calls back.
    """
    redeem(link, FEEDBACK_LINK, need=need.pk)
    answer = Feedback(
        need=need,
        link=link,
        grade="" if declined else grade,
        declined=declined,
        sentence=sentence.strip(),
    )
    answer.full_clean()
    answer.save()
    if answer.grade in BAD_GRADES:
        for manager in station_managers_of(need.community.street_code):
            send(
                recipient=manager,
                kind="matching.bad_grade",
                params={"number": need.number},
                subject=need.subject,
                url=f"/desk/needs/{need.public_id}/",
            )
    record(need, "give_feedback", None, grade=answer.grade or "declined")
    return answer
