"""A meeting of the committee: called with an agenda, opened, minuted, closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.enums.decision import ItemState, MeetingState
from evaluation.models import (
    Assessment,
    Attendance,
    Committee,
    CommitteeSeat,
    Meeting,
    MeetingItem,
)
from evaluation.queries.committee import to_be_decided
from evaluation.scoring.grades import BandUnknown
from evaluation.scoring.lot import in_order
from evaluation.scoring.rulebook import Gap
from evaluation.scoring.totals import ScoreRefused
from evaluation.snapshot.result import result_of
from matching.domain.faults import refuse, wrong_state
from organisations.models import User
from records.domain.ledger import append
from records.domain.message import send


@transaction.atomic
def call_meeting(
    *,
    committee: Committee,
    held_on: date,
    cases: Iterable[Assessment],
    seed: int,
    by: User,
) -> Meeting:
    """Call the committee for a day; the order of the cases is drawn by the seed, so
    that nobody chooses who comes first. Tells every member.

    Raises ValidationError for a case that is not ready or another body's, and where the points leave the
    grade unknown.
    """
    ready = {case.pk: (case, kind) for case, kind in to_be_decided(committee)}
    wanted = {case.public_id: case.pk for case in cases}
    if not wanted or not set(wanted.values()) <= ready.keys():
        raise refuse("not_ready", _("Choose cases that are ready for the committee."))
    meeting = Meeting(committee=committee, held_on=held_on, seed=seed, called_by=by)
    meeting.full_clean()
    meeting.save()
    order = in_order(str(seed), wanted)
    for place, public_id in enumerate(order, start=1):
        case, kind = ready[wanted[public_id]]
        MeetingItem.objects.create(
            meeting=meeting,
            assessment=case,
            kind=kind,
            place=place,
            grade=proposed(case),
        )
    _invite(meeting)
    append(
        chain=meeting.chain,
        action="evaluation.call_meeting",
        actor=by,
        subject=meeting.subject,
        facts={"held_on": held_on.isoformat(), "seed": seed, "cases": order},
    )
    return meeting


def proposed(case: Assessment) -> str:
    """The grade that the points come to; it is proposed, the committee decides.
    Raises ValidationError `gap`, `unscored`."""
    try:
        return result_of(case).grade
    except (BandUnknown, Gap) as error:
        raise refuse(
            "gap", _("The rules do not say which grade these points come to.")
        ) from error
    except ScoreRefused as error:
        raise refuse(
            "unscored",
            _("The indicator %(code)s has no points."),
            code=error.code,
        ) from error


@transaction.atomic
def open_meeting(
    *, meeting: Meeting, present: Iterable[CommitteeSeat], by: User
) -> None:
    """Note who is there and open the session."""
    seats = list(present)
    known = meeting.committee.seats.current().values_list("pk", flat=True)
    if not seats or not {seat.pk for seat in seats} <= set(known):
        raise refuse("attendance", _("Note who is there: members of this committee."))
    _step(meeting, MeetingState.CALLED, state=MeetingState.OPEN)
    Attendance.objects.bulk_create(
        [Attendance(meeting=meeting, seat=seat) for seat in seats]
    )
    append(
        chain=meeting.chain,
        action="evaluation.open_meeting",
        actor=by,
        subject=meeting.subject,
        facts={"present": sorted(seat.user_id for seat in seats)},
    )


@transaction.atomic
def note_arrival(*, meeting: Meeting, seat: CommitteeSeat, by: User) -> None:
    """Somebody came later; she votes on what is still open."""
    if meeting.state != MeetingState.OPEN:
        raise wrong_state(meeting.get_state_display())
    row = Attendance(meeting=meeting, seat=seat)
    row.full_clean()
    row.save()
    append(
        chain=meeting.chain,
        action="evaluation.note_arrival",
        actor=by,
        subject=meeting.subject,
        facts={"user": seat.user_id},
    )


@transaction.atomic
def close_meeting(*, meeting: Meeting, minutes: str, by: User) -> None:
    """The secretary's minutes close the session; what was not voted on goes to another
    meeting."""
    if not minutes.strip():
        raise refuse("required", _("Write the minutes."), field="minutes")
    if meeting.items.filter(state=ItemState.VOTING).exists():
        raise refuse("voting", _("A vote is still open: close it first."))
    _step(
        meeting,
        MeetingState.OPEN,
        state=MeetingState.CLOSED,
        minutes=minutes.strip(),
        closed_at=timezone.now(),
    )
    left = meeting.items.filter(state=ItemState.WAITING)
    left.update(state=ItemState.FAILED, closed_at=timezone.now())
    append(
        chain=meeting.chain,
        action="evaluation.close_meeting",
        actor=by,
        subject=meeting.subject,
    )


def _step(meeting: Meeting, before: str, **changes: object) -> None:
    """By a conditional update: who comes second is refused."""
    if changes["state"] == MeetingState.OPEN:
        changes["opened_at"] = timezone.now()
    if not Meeting.objects.filter(pk=meeting.pk, state=before).update(**changes):
        now = Meeting.objects.get(pk=meeting.pk)
        raise wrong_state(now.get_state_display())
    for name, value in changes.items():
        setattr(meeting, name, value)


def _invite(meeting: Meeting) -> None:
    for seat in meeting.committee.seats.current().select_related("user"):
        send(
            recipient=seat.user,
            kind="evaluation.meeting_called",
            params={"day": meeting.held_on.isoformat()},
            subject=meeting.subject,
            url=f"/desk/evaluation/meetings/{meeting.public_id}/",
        )
