"""The vote: quorum, majority of all members, named ballots that never change."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from evaluation.domain.assessment import withdraw
from evaluation.domain.ballot import (
    cast_ballot,
    close_vote,
    correct_points,
    open_vote,
    record_look,
)
from evaluation.domain.meeting import close_meeting, note_arrival
from evaluation.domain.recusal import declare_tie
from evaluation.enums import AssessmentState
from evaluation.enums.decision import Choice, ItemState, MeetingState
from evaluation.enums.recusal import TieKind
from evaluation.models import Ballot
from evaluation.queries.committee import tally_of
from tests.evaluation.court import Court
from tests.evaluation.refused import refused

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]


def code_of(caught):
    return caught.value.code


@pytest.fixture
def court():
    return Court()


@pytest.fixture
def item(court):
    case = court.case()
    meeting = court.meeting(court.committee(), [case])
    return meeting.items.get()


def looked(court, item):
    record_look(item=item, look="复查一致", by=court.secretary)


def test_eight_of_thirteen_are_no_quorum(court):
    case = court.case()
    meeting = court.meeting(court.committee(), [case], present=8)
    item = meeting.items.get()
    looked(court, item)
    with pytest.raises(ValidationError) as caught:
        open_vote(item=item, by=court.secretary)
    assert code_of(caught) == "quorum"
    note_arrival(meeting=meeting, seat=court.seats[8], by=court.secretary)
    open_vote(item=item, by=court.secretary)


@pytest.mark.parametrize(
    ("yes", "state", "grade"),
    [(6, ItemState.FAILED, ""), (7, ItemState.CARRIED, "5A")],
)
def test_more_than_half_of_all_members_must_say_yes(court, item, yes, state, grade):
    tally = court.vote(item, yes=yes, no=9 - yes)
    item.refresh_from_db()
    item.assessment.refresh_from_db()
    assert (tally.present, tally.seats, tally.quorum, tally.majority) == (9, 13, 9, 7)
    assert (item.state, item.yes, item.no) == (state, yes, 9 - yes)
    assert item.assessment.grade == grade
    decided = item.assessment.state == AssessmentState.GRADED
    assert decided == bool(grade)


def test_a_recused_member_is_not_there_and_the_seats_stay_thirteen(court):
    case = court.case()
    committee = court.committee()
    for n in (0, 1):
        declare_tie(
            user=court.members[n],
            provider=case.provider,
            kind=TieKind.DIRECTOR,
            by=court.members[n],
        )
    item = court.meeting(committee, [case], present=10).items.get()
    tally = tally_of(item)
    assert (tally.seats, tally.present, tally.recused) == (13, 8, 2)
    looked(court, item)
    with pytest.raises(ValidationError) as caught:
        open_vote(item=item, by=court.secretary)
    assert code_of(caught) == "quorum"
    note_arrival(meeting=item.meeting, seat=court.seats[10], by=court.secretary)
    open_vote(item=item, by=court.secretary)
    with pytest.raises(ValidationError) as caught:
        cast_ballot(item=item, choice=Choice.YES, by=court.members[0])
    assert code_of(caught) == "recused"


def test_a_ballot_of_who_is_recused_afterwards_is_not_counted(court, item):
    looked(court, item)
    open_vote(item=item, by=court.secretary)
    for user in court.members[:9]:
        cast_ballot(item=item, choice=Choice.YES, by=user)
    late = court.members[8]
    provider = item.assessment.provider
    declare_tie(user=late, provider=provider, kind=TieKind.KIN, by=late)
    tally = tally_of(item)
    assert (tally.present, tally.recused, tally.yes) == (8, 1, 8)
    close_vote(item=item, by=court.secretary)
    item.refresh_from_db()
    assert (item.state, item.yes, item.ballots.count()) == (ItemState.NO_QUORUM, 8, 9)


def test_who_may_not_vote(court, item):
    looked(court, item)
    open_vote(item=item, by=court.secretary)
    cast_ballot(item=item, choice=Choice.NO, by=court.chair)
    for user, code in (
        (court.office, "no_seat"),
        (court.members[12], "absent"),
        (court.chair, "voted"),
    ):
        with pytest.raises(ValidationError) as caught:
            cast_ballot(item=item, choice=Choice.YES, by=user)
        assert code_of(caught) == code


def test_a_ballot_is_never_changed(court, item):
    looked(court, item)
    open_vote(item=item, by=court.secretary)
    ballot = cast_ballot(item=item, choice=Choice.NO, by=court.chair)
    for act in (
        lambda: Ballot.objects.filter(pk=ballot.pk).update(choice=Choice.YES),
        ballot.delete,
    ):
        with (
            pytest.raises(DatabaseError, match="a ballot is never changed"),
            transaction.atomic(),
        ):
            act()


def test_a_fragile_case_needs_a_further_look(court):
    case = court.case(lost=48)
    item = court.meeting(court.committee(), [case]).items.get()
    with pytest.raises(ValidationError) as caught:
        open_vote(item=item, by=court.secretary)
    assert code_of(caught) == "look"
    looked(court, item)
    open_vote(item=item, by=court.secretary)


def test_points_of_the_committee_need_a_reason_and_change_what_is_proposed(court, item):
    leaf = court.leaves()[0]
    for points, reason, code in (
        (Decimal(301), "超", "above"),
        (Decimal("200.3"), "不在档", "above"),
        (Decimal(200), " ", "required"),
    ):
        with pytest.raises(ValidationError) as caught:
            correct_points(
                item=item,
                indicator=leaf,
                points=points,
                reason=reason,
                by=court.secretary,
            )
        assert code_of(caught) == code
    correct_points(
        item=item,
        indicator=leaf,
        points=Decimal(200),
        reason="年报缺两项",
        by=court.secretary,
    )
    item.refresh_from_db()
    assert item.grade == "3A"
    court.vote(item)
    item.assessment.refresh_from_db()
    assert item.assessment.grade == "3A"


def test_minutes_close_the_meeting_and_what_is_left_may_come_again(court):
    cases = [court.case(), court.case(lost=120)]
    committee = court.committee()
    meeting = court.meeting(committee, cases)
    first = meeting.items.first()
    court.vote(first)
    with pytest.raises(ValidationError) as caught:
        close_meeting(meeting=meeting, minutes=" ", by=court.secretary)
    assert code_of(caught) == "required"
    close_meeting(meeting=meeting, minutes="到会九人", by=court.secretary)
    assert meeting.state == MeetingState.CLOSED
    left = next(case for case in cases if case.pk != first.assessment_id)
    again = court.meeting(committee, [left]).items.get()
    court.vote(again)
    left.refresh_from_db()
    assert left.state == AssessmentState.GRADED


def test_a_late_vote_is_refused(court, item):
    court.vote(item)
    with pytest.raises(ValidationError) as caught:
        cast_ballot(item=item, choice=Choice.YES, by=court.members[10])
    assert code_of(caught) == "wrong_state"
    with pytest.raises(ValidationError) as caught:
        close_vote(item=item, by=court.secretary)
    assert code_of(caught) == "wrong_state"


def test_nobody_withdraws_while_the_vote_is_open(court, item):
    case = item.assessment
    going = {
        "assessment": case,
        "version": case.version,
        "reason": "",
        "by": court.chair,
    }
    looked(court, item)
    open_vote(item=item, by=court.secretary)
    refused("voting", withdraw, **going)
    close_vote(item=item, by=court.secretary)
    close_meeting(meeting=item.meeting, minutes="无人表决", by=court.secretary)
    assert withdraw(**going).state == AssessmentState.WITHDRAWN


def writers_of_grade():
    """Places that pass `grade=` to a move, or set `.grade` of an assessment."""
    found = []
    for path in sorted((ROOT / "evaluation").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if _moves_grade(node) or _sets_grade(node):
                found.append(f"{path.parent.name}/{path.stem}")
    return found


def _moves_grade(node):
    named = isinstance(node, ast.Call) and any(k.arg == "grade" for k in node.keywords)
    verb = getattr(getattr(node, "func", None), "id", "")
    return named and verb in ("move", "keep")


def _sets_grade(node):
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(
        isinstance(t, ast.Attribute)
        and t.attr == "grade"
        and "assessment" in ast.unparse(t.value)
        for t in targets
    )


def test_only_the_count_of_a_vote_writes_a_grade():
    assert writers_of_grade() == ["domain/ballot"]
