"""Reads of the committee: who sits, who is there, what it takes to decide."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from evaluation.enums import AssessmentState
from evaluation.enums.decision import (
    Choice,
    CommitteeKind,
    ItemKind,
    ItemState,
    ReviewState,
    SeatPost,
)
from evaluation.models import (
    Assessment,
    Committee,
    CommitteeSeat,
    Meeting,
    MeetingItem,
    ReviewRequest,
    RuleSet,
)
from evaluation.queries.recusal import barred_of
from evaluation.scoring.rulebook import Rulebook
from organisations.enums import Role
from organisations.models import Appointment, Territory, User

MINUTING = (SeatPost.SECRETARY, SeatPost.CHAIR)


@dataclass(frozen=True, slots=True)
class Tally:
    """A vote as it stands: counted from the ballots, judged by the case's rules."""

    seats: int
    present: int
    recused: int
    quorum: int
    majority: int
    yes: int
    no: int
    abstained: int

    @property
    def quorate(self) -> bool:
        return self.present >= self.quorum

    @property
    def carried(self) -> bool:
        """More than half of all members, there or not."""
        return self.quorate and self.yes >= self.majority


def districts_appointed_by(user: User) -> QuerySet[Territory]:
    """The districts in which this user appoints the committee: those she reviews."""
    held = user.appointments.current().filter(role=Role.BUREAU_REVIEWER)
    return Territory.objects.filter(pk__in=held.values("territory_id"))


def seatable(committee: Committee) -> QuerySet[User]:
    """Committee members of the district who have no seat in it yet."""
    seated = committee.seats.filter(left_on__isnull=True).values("user_id")
    held = Appointment.objects.current().over(committee.district.code)
    members = held.filter(role=Role.COMMITTEE_MEMBER).values("user_id")
    people = User.objects.filter(pk__in=members, is_active=True)
    return people.exclude(pk__in=seated).order_by("username")


def tally_of(item: MeetingItem) -> Tally:
    """Recused members do not vote and are not counted as present, nor is a ballot that
    one of them cast before she was; the number of seats stays as it is. Raises Gap where
    the rules do not say quorum or majority."""
    committee = item.meeting.committee
    rules = Rulebook(item.assessment.rule_set.facts)
    there = [each.seat.user for each in _attendance(item.meeting)]
    away = barred_of(item.assessment, there)
    counted = item.ballots.exclude(seat__user__in=away)
    votes = Counter(counted.values_list("choice", flat=True))
    return Tally(
        seats=committee.size,
        present=len(there) - len(away),
        recused=len(away),
        quorum=rules.quorum(committee.size),
        majority=rules.majority(committee.size),
        yes=votes[Choice.YES],
        no=votes[Choice.NO],
        abstained=votes[Choice.ABSTAIN],
    )


def body_of(kind: ItemKind, rule_set: RuleSet) -> CommitteeKind:
    """Who decides: grades the evaluation committee; reviews the body that the case's
    own rules name (R39 art. 22: a review committee; R26: the evaluation committee),
    the evaluation committee where they name none."""
    rules = Rulebook(rule_set.facts)
    if kind == ItemKind.REVIEW and rules.knows("review_body"):
        return CommitteeKind(rules.says("review_body"))
    return CommitteeKind.EVALUATION


def seat_of(committee: Committee, user: User) -> CommitteeSeat | None:
    """The seat this user holds here today; of a reader read once a page."""
    seats = CommitteeSeat.objects.current().filter(committee=committee, user=user)
    return user.read(f"committee seat {committee.pk}", seats.first)


def votes_waiting_for(
    user: User, judged: QuerySet[Assessment] | None = None
) -> QuerySet[MeetingItem]:
    """Open votes at which this member is present and has not voted, in the order of the
    agenda; none of a case from which she stays away."""
    items = MeetingItem.objects.visible_to(user, judged).filter(
        state=ItemState.VOTING, meeting__attendance__seat__user=user
    )
    return items.exclude(ballots__seat__user=user)


def minutes_taker(meeting: Meeting, user: User) -> bool:
    """The secretary, or the chair in her place."""
    seat = seat_of(meeting.committee, user)
    return seat is not None and seat.post in MINUTING


def to_be_decided(committee: Committee) -> list[tuple[Assessment, ItemKind]]:
    """What may be put on the agenda of this committee: reports that are ready, reviews
    that were looked at again; nothing that is on an open agenda already."""
    waiting = MeetingItem.objects.filter(closed_at__isnull=True)
    cases = Assessment.objects.filter(round__district=committee.district_id).exclude(
        pk__in=waiting.values("assessment_id")
    )
    ready = cases.filter(state=AssessmentState.REPORT_READY)
    looked = cases.filter(
        state=AssessmentState.REVIEW_REQUESTED, review__state=ReviewState.LOOKED
    )
    related = ("provider", "round", "sheet", "rule_set")
    found = [
        *((case, ItemKind.GRADE) for case in ready.select_related(*related)),
        *((case, ItemKind.REVIEW) for case in looked.select_related(*related)),
    ]
    return [
        (case, kind)
        for case, kind in found
        if body_of(kind, case.rule_set) == committee.kind
    ]


def review_of(assessment: Assessment) -> ReviewRequest | None:
    return ReviewRequest.objects.filter(assessment=assessment).first()


def _attendance(meeting: Meeting) -> QuerySet:
    return meeting.attendance.select_related("seat__user").order_by("seat_id")
