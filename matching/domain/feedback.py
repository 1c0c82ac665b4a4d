"""Personal links for people without an account, what they say, and who rings them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse, stale, wrong_state
from matching.domain.step import record, take, tell
from matching.enums import (
    BAD_GRADES,
    Lane,
    NeedState,
    PackState,
    SessionState,
    Stage,
    Track,
)
from matching.models import CallBack, Feedback, Need, Pack, Seat, Session
from matching.models.call_back import MOST_TRIES
from matching.queries import deadline, link_key_of
from matching.queries.clock import reminder, stage_limit
from matching.queries.danger import families_in
from organisations.enums import Role
from organisations.models import User
from organisations.queries import holders, station_managers_of
from records import links
from records.domain.job import enqueue
from records.models import Link

LINK_DAYS = 14
FEEDBACK_LINK = "matching.give_feedback"
CONFIRM_LINK = "matching.confirm_pack"
KEY_LINK = "matching.second_key"


def _issue(purpose: str, need: Need, payload: dict[str, Any], by: User | None) -> str:
    _link, token = links.issue(
        purpose=purpose,
        subject=need.subject,
        payload=payload,
        expires_at=timezone.now() + timedelta(days=LINK_DAYS),
        by=by,
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
def issue_feedback_link(*, need: Need, by: User | None) -> str:
    """A token for the person served; shown once, then only its digest is known. By
    nobody where the person asks for it from the link that follows the case."""
    if need.state not in (NeedState.COMPLETED, NeedState.CLOSED):
        raise wrong_state(need.get_state_display())
    return _issue(FEEDBACK_LINK, need, {"need": need.pk}, by)


@transaction.atomic
def issue_confirmation_link(*, pack: Pack, kind: str, by: User | None) -> str:
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

    The worst two grades are told to the station manager, whose clock to call back
    begins now. A sentence with words of danger is kept whatever was chosen, and goes
    to the station manager and the worker at once.
    """
    redeem(link, FEEDBACK_LINK, need=need.pk)
    now, found = timezone.now(), families_in(sentence)
    answer = Feedback(
        need=need,
        link=link,
        grade="" if declined else grade,
        declined=declined,
        sentence=sentence.strip(),
        danger=found[0] if found else "",
        at=now,
    )
    bad = answer.grade in BAD_GRADES
    if found:
        answer.call_back_by = deadline(Stage.RECEIVE, Lane.URGENT, now) or now
    elif bad:
        answer.call_back_by = deadline(Stage.CALL_BACK, need.lane, now)
    answer.full_clean()
    answer.save()
    if found:
        _tell_danger(need, answer)
    elif bad:
        _ask_to_call_back(need, answer)
    record(need, "give_feedback", None, grade=answer.grade or "declined")
    return answer


# --- calling back ----------------------------------------------------------------------


def _tell_danger(need: Need, answer: Feedback) -> None:
    """To a person at once: the station manager and the worker; the street, too, when
    nobody has acted by the time that a new urgent need may wait."""
    told = dict.fromkeys(station_managers_of(need.community.street_code))
    for user in [*told, *({need.worker} - {None, *told})]:
        tell(user, "matching.danger_said", need)
    _chase_at(answer, answer.call_back_by or answer.at, late=True)


def _ask_to_call_back(need: Need, answer: Feedback) -> None:
    """Tell the station manager now, at three quarters of the time, and at its end."""
    for manager in station_managers_of(need.community.street_code):
        tell(manager, "matching.bad_grade", need)
    limit = stage_limit(Stage.CALL_BACK, need.lane)
    if limit is None or answer.call_back_by is None:
        return
    due = answer.call_back_by
    _chase_at(answer, reminder(limit, due), late=False)
    _chase_at(answer, due, late=True)


def _chase_at(answer: Feedback, moment: datetime, *, late: bool) -> None:
    enqueue(
        kind="matching.chase_call_back",
        key=f"call_back:{answer.pk}:{'late' if late else 'soon'}",
        payload={"feedback": answer.pk, "late": late},
        due_at=moment,
    )


@transaction.atomic
def chase_call_back(*, feedback_id: int, late: bool) -> bool:
    """Nobody has rung yet: remind the station manager, and tell the street when the time
    is up, but of a confidential case the station alone. False where somebody rang."""
    answer = Feedback.objects.to_call_back().filter(pk=feedback_id).first()
    if answer is None:
        return False
    need = take(answer.need_id)
    told = list(station_managers_of(need.community.street_code))
    if late and need.track != Track.CONFIDENTIAL:
        told += holders(Role.STREET_OFFICER, need.community.code)
    for user in told:
        kind = "matching.call_back_late" if late else "matching.call_back_waits"
        tell(user, kind, need)
    record(need, "chase_call_back", None, told=[user.pk for user in told])
    return True


@transaction.atomic
def record_call_back(*, need: Need, version: int, note: str, by: User) -> None:
    """The person was rung, and said this; it settles every bad grade of the need,
    and the call that was drawn by lot.

    Without a note nobody answered, and the third such try settles it, but where
    somebody may be in danger. Raises ValidationError `no_note` (in danger), `called`
    (nobody waits for a call), `stale`.
    """
    need = take(need.pk)
    if version != need.version:
        raise stale()
    waiting = list(need.feedback.to_call_back())
    if not waiting:
        raise refuse("called", _("Nobody waits for a call any more."))
    said = note.strip()
    if not said and any(answer.danger for answer in waiting):
        raise refuse(
            "no_note",
            _("Somebody may be in danger: write what was done, by a visit if need be."),
            field="note",
        )
    for answer in waiting:
        _keep_call(answer, said, by)
    if said:
        CallBack.objects.waiting().filter(need=need).update(
            settled_at=timezone.now(), settled_by=by, note=said
        )
    record(need, "call_back", by, answers=len(waiting), answered=bool(said))


def _keep_call(answer: Feedback, said: str, by: User) -> None:
    """One try: what was said, or that nobody answered."""
    answer.tries = min(answer.tries + (not said), MOST_TRIES)
    answer.call_note = said
    if said or answer.tries == MOST_TRIES:
        answer.called_at, answer.called_by = timezone.now(), by
    answer.full_clean()
    answer.save()
