"""Limits beside the clock of a case: who is reminded when, who is told it is late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from evaluation.domain.case_clock import tell_what_is_due
from evaluation.domain.limit import tell_of_limits
from evaluation.domain.recusal import challenge, declare_tie
from evaluation.domain.report import report_facts
from evaluation.enums import AssessmentState
from evaluation.enums.decision import AwardState, ReviewState
from evaluation.enums.recusal import TieKind
from evaluation.enums.supervision import ReportStatus
from evaluation.models import AnnualReport, Award, LimitNotice, ReviewRequest
from evaluation.queries.limit import running_limits
from evaluation.tasks import plan_tick
from organisations.enums import Role
from records.models import LedgerEntry, Message
from tests.evaluation.court import Court

pytestmark = pytest.mark.django_db
CLOCKS = {
    "clock_report_ruling": {"days": 20, "working": False},
    "clock_challenge_ruling": {"days": 8, "working": False},
}


def told() -> list[tuple[str, str]]:
    rows = Message.objects.values_list("recipient__username", "kind")
    return sorted((user, kind.removeprefix("evaluation.")) for user, kind in rows)


def rung(limit, *days):
    """How many notices are written on each of these days after its beginning."""
    Message.objects.all().delete()
    return [tell_of_limits(today=limit.begun + timedelta(days=n)) for n in days]


def decided(court):
    case = court.case(state=AssessmentState.REVIEWED)
    today = timezone.localdate()
    return ReviewRequest.objects.create(
        assessment=case,
        text="台账",
        asked_by=court.office,
        before="4A",
        state=ReviewState.DECIDED,
        decided_at=timezone.now(),
        serve_by=today + timedelta(days=15),
    )


def test_a_decision_is_to_be_served_in_its_days() -> None:
    court = Court()
    decided(court)
    (limit,) = running_limits()
    assert rung(limit, 10, 11, 11, 15) == [0, 1, 0, 0]
    assert told() == [("bureau", "serving_near")]
    assert rung(limit, 16, 30) == [1, 0]
    assert told() == [("bureau", "serving_late"), ("office", "serving_late")]
    actions = LedgerEntry.objects.filter(subject=limit.subject).order_by("seq")
    assert [row.action for row in actions] == [
        "evaluation.remind",
        "evaluation.escalate",
    ]
    served = {"state": ReviewState.SERVED, "decision": "维持"}
    ReviewRequest.objects.update(served_at=timezone.now(), **served)
    assert list(running_limits()) == []


def test_a_report_is_to_be_ruled_on_in_its_days() -> None:
    court = Court(**CLOCKS)
    case = court.noticed()
    report_facts(assessment=case, text="账目有假")
    limits = [each for each in running_limits() if each.kind == "ruling"]
    assert rung(limits[0], 14, 15, 20, 21) == [0, 1, 0, 1]
    assert told() == [
        ("bureau", "ruling_late"),
        ("office", "ruling_late"),
        ("office", "ruling_near"),
    ]


def test_a_request_for_recusal_is_to_be_ruled_on_and_the_case_waits() -> None:
    court = Court(**CLOCKS)
    case = court.case(state=AssessmentState.SITE_VISITED)
    today = timezone.localdate()
    case.due_on = today + timedelta(days=5)
    case.save()
    challenge(
        assessment=case,
        user=court.experts[0],
        reason="曾有争议",
        by=court.admin(case.provider),
    )
    (limit,) = running_limits()
    assert rung(limit, 5, 6, 9) == [0, 1, 1]
    assert told() == [
        ("bureau", "recusal_late"),
        ("office", "recusal_late"),
        ("office", "recusal_near"),
    ]
    assert tell_what_is_due(today=today + timedelta(days=90)) == 0
    case.challenges.update(
        ruled_at=timezone.now(), upheld=False, ruling="无据", ruled_by=court.office
    )
    assert list(running_limits()) == []
    assert tell_what_is_due(today=today + timedelta(days=90)) == 1


def test_without_a_rule_a_request_for_recusal_has_no_limit() -> None:
    court = Court()
    case = court.case(state=AssessmentState.SITE_VISITED)
    challenge(
        assessment=case,
        user=court.experts[0],
        reason="曾有争议",
        by=court.admin(case.provider),
    )
    assert list(running_limits()) == []


def test_a_plaque_is_asked_back_and_then_told_to_the_bureau() -> None:
    court = Court()
    case = court.case(state=AssessmentState.LOWERED, grade="5A")
    today = timezone.localdate()
    admin = court.admin(case.provider)
    Award.objects.create(
        assessment=case,
        level=4,
        state=AwardState.LOWERED,
        since=date(2025, 1, 1),
        until=date(2029, 12, 31),
        announced_on=date(2024, 12, 1),
        plaque_given_on=date(2025, 1, 1),
        plaque_due_on=today + timedelta(days=15),
    )
    (limit,) = running_limits()
    assert rung(limit, 0, 11, 16) == [0, 1, 1]
    assert told() == sorted(
        [("bureau", "plaque_late"), (admin.username, "plaque_near")]
    )
    Award.objects.update(plaque_back_on=today)
    assert list(running_limits()) == []


def test_a_yearly_report_is_reminded_of_and_overdue_is_told_elsewhere() -> None:
    court = Court()
    provider = court.case().provider
    admin = court.admin(provider)
    row = AnnualReport.objects.create(
        provider=provider, year=2025, due_on=date(2026, 5, 31)
    )
    (limit,) = running_limits()
    assert limit.remind_on == date(2026, 4, 23)
    assert rung(limit, 111, 112, 160) == [0, 1, 0]
    assert told() == [(admin.username, "yearly_near")]
    row.status, row.filed_on = ReportStatus.FILED, date(2026, 5, 1)
    row.save()
    assert list(running_limits()) == []


def test_whoever_stays_away_is_not_told() -> None:
    court = Court()
    review = decided(court)
    provider = review.assessment.provider
    for user in (court.office, court.bureau):
        declare_tie(user=user, provider=provider, kind=TieKind.KIN, by=user)
    free = court.person(Role.EVALUATION_OFFICE, "free")
    (limit,) = running_limits()
    assert (limit.hands, limit.above) == ((), (free,))
    assert rung(limit, 12, 16) == [0, 1]
    assert told() == [("free", "serving_late")]


def test_the_tick_rings_both_kinds_of_clock() -> None:
    court = Court()
    review = decided(court)
    review.serve_by = timezone.localdate() - timedelta(days=1)
    review.save()
    case = court.case(state=AssessmentState.SITE_VISITED)
    case.due_on = timezone.localdate() - timedelta(days=1)
    case.save()
    assert [plan_tick({}), plan_tick({})] == [2, 0]
    assert LimitNotice.objects.count() == 1
