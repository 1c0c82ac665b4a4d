"""Ties lifted by others only; challenges stop the clock until they are ruled on."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from evaluation.domain.recusal import (
    challenge,
    declare_tie,
    lift_tie,
    rule_on_challenge,
)
from evaluation.enums.recusal import TieKind
from evaluation.models import Assessment, Challenge
from evaluation.queries.recusal import barred
from records.queries import add_workdays, trail
from tests.evaluation.court import Court

pytestmark = pytest.mark.django_db


@pytest.fixture
def court():
    return Court()


def test_nobody_lifts_her_own(court):
    case = court.case()
    tie = declare_tie(
        user=court.office, provider=case.provider, kind=TieKind.KIN, by=court.office
    )
    assert barred(case, court.office) is not None
    with pytest.raises(ValidationError) as caught:
        lift_tie(tie=tie, reason="没有了", by=court.office)
    assert caught.value.code == "own_tie"
    lift_tie(tie=tie, reason="核对属误报", by=court.bureau)
    assert barred(case, court.office) is None


def test_a_challenge_stops_the_clock_until_it_is_ruled_on(court):
    case = court.case(due_on=add_workdays(timezone.now(), 10))
    admin, expert = court.admin(case.provider), court.experts[0]
    made = challenge(assessment=case, user=expert, reason="曾为竞争单位顾问", by=admin)
    assert barred(case, expert).kinds == ["challenge"]
    assert not Assessment.objects.visible_to(expert).exists()
    since = timezone.now() - timedelta(days=7)
    Challenge.objects.filter(pk=made.pk).update(made_at=since)
    Assessment.objects.filter(pk=case.pk).update(state_since=since)
    made.refresh_from_db()
    with pytest.raises(ValidationError) as caught:
        rule_on_challenge(challenge=made, upheld=False, ruling="无据", by=expert)
    assert caught.value.code == "own_tie"
    rule_on_challenge(challenge=made, upheld=False, ruling="无据", by=court.office)
    due = case.due_on
    case.refresh_from_db()
    assert case.due_on == add_workdays(due, 5)
    assert barred(case, expert) is None
    assert trail(case.subject).last().action == "evaluation.rule_on_challenge"
    with pytest.raises(ValidationError) as caught:
        challenge(assessment=case, user=expert, reason="再次", by=admin)
    assert caught.value.code == "twice"


def test_an_expert_whose_challenge_is_upheld_leaves_the_panel(court):
    case = court.case()
    expert = court.experts[1]
    made = challenge(
        assessment=case, user=expert, reason="亲属任职", by=court.admin(case.provider)
    )
    rule_on_challenge(challenge=made, upheld=True, ruling="属实", by=court.office)
    assert expert.panel_seats.get().left_at is not None
    assert barred(case, expert) is not None


def test_somebody_without_a_part_cannot_be_challenged(court):
    case = court.case()
    with pytest.raises(ValidationError) as caught:
        challenge(
            assessment=case,
            user=court.bureau,
            reason="不熟",
            by=court.admin(case.provider),
        )
    assert caught.value.code == "no_part"
