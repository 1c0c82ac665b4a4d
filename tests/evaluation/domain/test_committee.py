"""Committees of two kinds: formed, seated, left; which of them decides on what."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluation.domain.ballot import cast_ballot, close_vote, open_vote
from evaluation.domain.committee import (
    form_committee,
    leave_committee_seat,
    take_committee_seat,
)
from evaluation.domain.meeting import call_meeting, close_meeting, open_meeting
from evaluation.domain.review import form_review_panel, request_review
from evaluation.domain.second_look import finish_look, score_again
from evaluation.enums import AssessmentState
from evaluation.enums.decision import Choice, CommitteeKind, ItemKind, SeatPost
from evaluation.models import Committee, RuleSet
from evaluation.queries.committee import body_of, seatable, to_be_decided
from organisations.enums import Role
from records.models import LedgerEntry
from tests.evaluation.court import Court, facts

pytestmark = pytest.mark.django_db


def refused(code, verb, **arguments):
    with pytest.raises(ValidationError) as caught:
        verb(**arguments)
    assert caught.value.code == code


def formed(court, kind=CommitteeKind.REVIEW, size=3, days=700):
    today = timezone.localdate()
    return form_committee(
        district=court.district,
        name="复核委员会",
        kind=kind,
        size=size,
        since=today,
        until=today + timedelta(days=days),
        by=court.bureau,
    )


def looked_at(court):
    """A case whose review was looked at again, waiting for the vote."""
    case = court.noticed(lost=60)
    review = request_review(
        assessment=case,
        leaves=court.leaves()[:1],
        text="台账在三楼",
        by=court.admin(case.provider),
    )
    expert = court.person(Role.EXPERT, "another")
    form_review_panel(review=review, experts=[expert], by=court.office)
    score_again(
        review=review,
        indicator=review.leaves.get(),
        points=Decimal(290),
        reason="补看了台账",
        by=expert,
    )
    finish_look(review=review, hearing="双方都说明了", by=expert)
    return case


def test_a_review_goes_to_the_body_that_the_rules_name() -> None:
    for body, kind in (
        ("review_committee", CommitteeKind.REVIEW),
        ("committee", CommitteeKind.EVALUATION),
    ):
        rules = RuleSet(facts=facts(review_body=body))
        assert body_of(ItemKind.REVIEW, rules) == kind
        assert body_of(ItemKind.GRADE, rules) == CommitteeKind.EVALUATION
        rules = RuleSet(facts={})
        assert body_of(ItemKind.REVIEW, rules) == CommitteeKind.EVALUATION


def test_under_the_rules_of_2011_the_review_committee_votes() -> None:
    court = Court(review_body="review_committee")
    case = looked_at(court)
    evaluation, review = Committee.objects.get(), formed(court)
    assert to_be_decided(evaluation) == []
    assert to_be_decided(review) == [(case, ItemKind.REVIEW)]
    today, by = timezone.localdate(), court.secretary
    called = {"held_on": today, "cases": [case], "seed": 1, "by": by}
    refused("not_ready", call_meeting, committee=evaluation, **called)
    seats = [
        take_committee_seat(committee=review, user=user, by=court.bureau)
        for user in court.members[5:8]
    ]
    meeting = call_meeting(committee=review, **called)
    open_meeting(meeting=meeting, present=seats, by=by)
    item = meeting.items.get()
    open_vote(item=item, by=by)
    refused("no_seat", cast_ballot, item=item, choice=Choice.YES, by=court.chair)
    for seat in seats[:2]:
        cast_ballot(item=item, choice=Choice.YES, by=seat.user)
    tally = close_vote(item=item, by=by)
    case.refresh_from_db()
    assert (tally.seats, tally.majority, tally.yes) == (3, 2, 2)
    assert (case.state, case.grade) == (AssessmentState.REVIEWED, "5A")


def test_under_the_rules_of_2026_the_evaluation_committee_votes() -> None:
    court = Court(review_body="committee")
    case = looked_at(court)
    assert to_be_decided(formed(court)) == []
    assert to_be_decided(Committee.objects.get(kind=CommitteeKind.EVALUATION)) == [
        (case, ItemKind.REVIEW)
    ]


def test_one_of_a_kind_at_a_time() -> None:
    court = Court()
    court.committee()
    refused("same_time", formed, court=court, kind=CommitteeKind.EVALUATION)
    formed(court)
    refused("same_time", formed, court=court)
    with pytest.raises(ValidationError):
        formed(court, size=2)
    kinds = LedgerEntry.objects.filter(action="evaluation.form_committee")
    assert [row.facts["kind"] for row in kinds.order_by("seq")] == [
        "committee",
        "review_committee",
    ]


def test_seats_are_taken_by_members_and_never_more_than_there_are() -> None:
    court = Court()
    committee = formed(court)
    people = [court.person(Role.COMMITTEE_MEMBER, f"m{n}") for n in range(4)]
    by = {"committee": committee, "by": court.bureau}
    refused("no_member", take_committee_seat, user=court.office, **by)
    take_committee_seat(user=people[0], post=SeatPost.CHAIR, **by)
    for post, fault in ((SeatPost.CHAIR, "taken"), (SeatPost.MEMBER, "sits here")):
        user = people[1] if post == SeatPost.CHAIR else people[0]
        with pytest.raises(ValidationError):
            take_committee_seat(user=user, post=post, **by)
        assert committee.seats.count() == 1, fault
    for user in people[1:3]:
        take_committee_seat(user=user, **by)
    refused("full_committee", take_committee_seat, user=people[3], **by)
    assert list(seatable(committee)) == [people[3]]
    leave_committee_seat(seat=committee.seats.get(user=people[0]), by=court.bureau)
    take_committee_seat(user=people[3], post=SeatPost.CHAIR, **by)
    assert committee.seats.current().count() == 3
    assert list(seatable(committee)) == [people[0]]


def test_the_bureau_says_what_a_committee_decides() -> None:
    court = Court()
    client = Client()
    client.force_login(court.bureau)
    today = timezone.localdate()
    form = {
        "district": court.district.code,
        "kind": "review_committee",
        "name": "复核委员会",
        "size": 5,
        "since": today.isoformat(),
        "until": (today + timedelta(days=9)).isoformat(),
    }
    address = reverse("evaluation:committee_new")
    assert client.post(address, {**form, "kind": "court"}).status_code == 422
    assert client.post(address, form).status_code == 302
    made = Committee.objects.get()
    assert (made.kind, made.size) == (CommitteeKind.REVIEW, 5)
    court.committee()
    text = client.get(reverse("evaluation:committees")).text
    assert [text.count(str(kind.label)) > 0 for kind in CommitteeKind] == [True, True]


def test_what_was_not_voted_on_goes_to_another_meeting() -> None:
    court = Court()
    case, committee = court.case(), court.committee()
    meeting = court.meeting(committee, [case])
    assert to_be_decided(committee) == []
    refused("required", close_meeting, meeting=meeting, minutes=" ", by=court.secretary)
    close_meeting(meeting=meeting, minutes="改期", by=court.secretary)
    assert to_be_decided(committee) == [(case, ItemKind.GRADE)]
    again = {"present": court.seats[:9], "by": court.secretary}
    with pytest.raises(ValidationError):
        open_meeting(meeting=meeting, **again)
