"""A meeting of the committee: who is there, what is on its agenda, when it is over."""

from __future__ import annotations

import pytest
from django.utils import timezone

from evaluation.domain.ballot import (
    cast_ballot,
    correct_points,
    open_vote,
    record_look,
)
from evaluation.domain.meeting import (
    call_meeting,
    close_meeting,
    note_arrival,
    open_meeting,
)
from evaluation.enums import AssessmentState
from evaluation.enums.decision import Choice, ItemState, MeetingState
from evaluation.models import RuleSet, Score
from records.models import Message
from tests.evaluation.court import Court
from tests.evaluation.refused import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def court() -> Court:
    found = Court()
    found.house = found.committee()
    return found


def called(court, cases):
    return {
        "committee": court.house,
        "held_on": timezone.localdate(),
        "cases": cases,
        "seed": 7,
        "by": court.secretary,
    }


def test_only_cases_that_are_ready_are_called(court) -> None:
    early = court.case(state=AssessmentState.FEEDBACK_SENT)
    refused("not_ready", call_meeting, **called(court, [early]))
    refused("not_ready", call_meeting, **called(court, []))
    bare = court.case()
    Score.objects.filter(assessment=bare, indicator__code="2.1").delete()
    refused("unscored", call_meeting, "2.1", **called(court, [bare]))
    ready = court.case()
    call_meeting(**called(court, [ready]))
    refused("not_ready", call_meeting, **called(court, [ready]))
    told = Message.objects.filter(kind="evaluation.meeting_called")
    assert told.count() == 13


def test_where_the_rules_know_no_grade_none_is_proposed(court) -> None:
    case = court.case()
    facts = court.rule_set.facts | {
        "bands": {"value": None, "source": "", "status": "gap"}
    }
    RuleSet.objects.filter(pk=court.rule_set.pk).update(facts=facts)
    refused("gap", call_meeting, **called(court, [case]))


def test_members_alone_are_there_and_each_once(court) -> None:
    meeting = call_meeting(**called(court, [court.case()]))
    by = court.secretary
    refused("attendance", open_meeting, meeting=meeting, present=[], by=by)
    foreign = court.seats[12]
    foreign.left_on = timezone.localdate()
    foreign.save()
    refused("attendance", open_meeting, meeting=meeting, present=[foreign], by=by)
    late = court.seats[10]
    refused("wrong_state", note_arrival, meeting=meeting, seat=late, by=by)
    open_meeting(meeting=meeting, present=court.seats[:9], by=by)
    note_arrival(meeting=meeting, seat=late, by=by)
    assert meeting.attendance.count() == 10


def test_a_meeting_is_not_closed_while_a_vote_is_open(court) -> None:
    meeting = court.meeting(court.house, [court.case()])
    item = meeting.items.get()
    record_look(item=item, look="看过台账", by=court.secretary)
    open_vote(item=item, by=court.secretary)
    closing = {"meeting": meeting, "minutes": "记录", "by": court.secretary}
    refused("voting", close_meeting, **closing)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.OPEN


def test_once_the_vote_is_open_neither_points_nor_looks_change(court) -> None:
    meeting = court.meeting(court.house, [court.case()])
    item, leaf = meeting.items.get(), court.leaves()[0]
    change = {"item": item, "indicator": leaf, "points": 250, "by": court.secretary}
    refused("required", correct_points, reason=" ", **change)
    refused("required", record_look, item=item, look=" ", by=court.secretary)
    record_look(item=item, look="看过台账", by=court.secretary)
    open_vote(item=item, by=court.secretary)
    refused("wrong_state", correct_points, reason="台账不全", **change)
    refused("wrong_state", record_look, item=item, look="再看", by=court.secretary)


def test_who_is_not_noted_as_present_or_has_voted_does_not_vote(court) -> None:
    meeting = court.meeting(court.house, [court.case()])
    item = meeting.items.get()
    refused("wrong_state", cast_ballot, item=item, choice=Choice.YES, by=court.chair)
    record_look(item=item, look="看过台账", by=court.secretary)
    open_vote(item=item, by=court.secretary)
    absent, stranger = court.members[11], court.office
    refused("absent", cast_ballot, item=item, choice=Choice.YES, by=absent)
    refused("no_seat", cast_ballot, item=item, choice=Choice.YES, by=stranger)
    cast_ballot(item=item, choice=Choice.NO, by=court.chair)
    refused("voted", cast_ballot, item=item, choice=Choice.YES, by=court.chair)


def test_after_a_failed_vote_the_case_may_come_again(court) -> None:
    case = court.case()
    meeting = court.meeting(court.house, [case])
    tally = court.vote(meeting.items.get(), yes=6, no=3)
    assert not tally.carried
    item = meeting.items.get()
    assert (item.state, item.yes, item.no) == (ItemState.FAILED, 6, 3)
    close_meeting(meeting=meeting, minutes="未通过", by=court.secretary)
    again = court.meeting(court.house, [case], seed=8)
    court.vote(again.items.get(), yes=9)
    case.refresh_from_db()
    assert (case.state, case.grade) == (AssessmentState.GRADED, "5A")
