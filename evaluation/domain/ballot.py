"""The vote: points corrected with reasons, a further look, named ballots, the count.

Here, and nowhere else, a grade is written into an assessment: by a quorate ballot.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.domain.meeting import proposed
from evaluation.domain.move import move, record, take
from evaluation.domain.review import note_decided, refuse_fall
from evaluation.domain.second_look import refuse_points
from evaluation.enums import AssessmentState, Column
from evaluation.enums.decision import Choice, ItemKind, ItemState, MeetingState
from evaluation.models import Ballot, Indicator, MeetingItem, Score
from evaluation.queries.committee import Tally, seat_of, tally_of
from evaluation.queries.recusal import barred
from evaluation.snapshot.result import result_of
from matching.domain.faults import refuse, wrong_state
from organisations.models import User

FROM_STATE = {
    ItemKind.GRADE: AssessmentState.REPORT_READY,
    ItemKind.REVIEW: AssessmentState.REVIEW_REQUESTED,
}
TO_STATE = {
    ItemKind.GRADE: AssessmentState.GRADED,
    ItemKind.REVIEW: AssessmentState.REVIEWED,
}


@transaction.atomic
def correct_points(
    *, item: MeetingItem, indicator: Indicator, points: Decimal, reason: str, by: User
) -> Score:
    """The committee's own column: other points for a leaf, with the reason. What the
    experts scored stays beside it; the proposed grade is that of the new points.

    Raises ValidationError `above` (also below or between the steps of the leaf),
    `required` without a reason, and once the vote is open.
    """
    item = _take(item, ItemState.WAITING)
    if not reason.strip():
        raise refuse("required", _("Give the reason."), field="reason")
    refuse_points(item.assessment, indicator, points)
    score, _new = Score.objects.update_or_create(
        assessment=item.assessment,
        indicator=indicator,
        column=Column.COMMITTEE,
        defaults={
            "points": points,
            "reason": reason.strip(),
            "by": by,
            "at": timezone.now(),
        },
    )
    item.grade = proposed(item.assessment)
    item.save(update_fields=["grade"])
    record(
        item.assessment,
        "correct_points",
        by,
        indicator=indicator.code,
        points=str(points),
        proposed=item.grade,
    )
    return score


@transaction.atomic
def record_look(*, item: MeetingItem, look: str, by: User) -> None:
    """What a further look at a fragile or split case found; before the vote."""
    item = _take(item, ItemState.WAITING)
    if not look.strip():
        raise refuse("required", _("Write what was looked at and found."), field="look")
    item.look, item.looked_by = look.strip(), by
    item.full_clean(validate_constraints=False)
    item.save(update_fields=["look", "looked_by"])
    record(item.assessment, "record_look", by, item=item.public_id)


@transaction.atomic
def open_vote(*, item: MeetingItem, by: User) -> None:
    """Put the proposed grade to the vote.

    Raises ValidationError `quorum` while too few are there, `look` for a fragile or
    split case without a further look, `fall` where a review would lower the grade.
    """
    item = _take(item, ItemState.WAITING)
    tally = tally_of(item)
    if not tally.quorate:
        raise refuse(
            "quorum",
            _("%(present)d of %(seats)d are there, %(quorum)d are needed."),
            present=tally.present,
            seats=tally.seats,
            quorum=tally.quorum,
        )
    result = result_of(item.assessment)
    if (result.fragility.fragile or result.split) and not item.look:
        raise refuse(
            "look",
            _("This grade hangs on one part alone: record a further look first."),
        )
    if item.kind == ItemKind.REVIEW:
        refuse_fall(item.assessment, item.grade)
    item.state = ItemState.VOTING
    item.save(update_fields=["state"])
    record(item.assessment, "open_vote", by, item=item.public_id, grade=item.grade)


@transaction.atomic
def cast_ballot(*, item: MeetingItem, choice: Choice, by: User) -> Ballot:
    """One member's named vote, once and for ever.

    Raises ValidationError for who has no seat, is not noted as present, stays away
    from this case, or has voted.
    """
    item = _take(item, ItemState.VOTING)
    seat = seat_of(item.meeting.committee, by)
    if seat is None:
        raise refuse("no_seat", _("Only members of this committee vote."))
    if not item.meeting.attendance.filter(seat=seat).exists():
        raise refuse("absent", _("You are not noted as present: tell the secretary."))
    if barred(item.assessment, by) is not None:
        raise refuse("recused", _("You stay away from this case and do not vote."))
    if item.ballots.filter(seat=seat).exists():
        raise refuse("voted", _("You have voted: a ballot is never changed."))
    ballot = Ballot(item=item, seat=seat, choice=choice)
    ballot.full_clean()
    ballot.save()
    record(item.assessment, "cast_ballot", by, item=item.public_id, choice=str(choice))
    return ballot


@transaction.atomic
def close_vote(*, item: MeetingItem, by: User) -> Tally:
    """Count. With a quorum and more than half of all members the grade is decided."""
    item = _take(item, ItemState.VOTING)
    tally = tally_of(item)
    if not tally.quorate:
        item.state = ItemState.NO_QUORUM
    else:
        item.state = ItemState.CARRIED if tally.carried else ItemState.FAILED
    item.present, item.closed_at = tally.present, timezone.now()
    item.yes, item.no, item.abstained = tally.yes, tally.no, tally.abstained
    item.save()
    if tally.carried:
        _decide(item)
    record(
        item.assessment,
        "close_vote",
        by,
        item=item.public_id,
        outcome=str(item.state),
        grade=item.grade,
        votes=[tally.yes, tally.no, tally.abstained, tally.present, tally.seats],
    )
    return tally


def _decide(item: MeetingItem) -> None:
    """The only writer of a grade: the item was carried just now, by ballots."""
    kind = ItemKind(item.kind)
    if kind == ItemKind.REVIEW:
        refuse_fall(item.assessment, item.grade)
    move(item.assessment, TO_STATE[kind], grade=item.grade)
    if kind == ItemKind.REVIEW:
        note_decided(item.assessment)


def _take(item: MeetingItem, state: ItemState) -> MeetingItem:
    """The item as it is now, its case held, in an open meeting."""
    assessment = take(item.assessment_id)
    found = MeetingItem.objects.select_related(
        "meeting__committee__district", "assessment"
    ).get(pk=item.pk)
    found.assessment = assessment
    if found.meeting.state != MeetingState.OPEN:
        raise wrong_state(found.meeting.get_state_display())
    if found.state != state:
        raise wrong_state(found.get_state_display())
    if assessment.state != FROM_STATE[ItemKind(found.kind)]:
        raise wrong_state(assessment.get_state_display())
    return found
