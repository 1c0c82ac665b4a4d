"""What is refused after the vote: reports without a notice, draws without a seed, plaques
that nobody gave, steps below the lowest."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from evaluation.domain.admission import admit, refuse_admission, send_back
from evaluation.domain.award import cancel, lower
from evaluation.domain.findings import file_report, send_feedback
from evaluation.domain.follow_up import (
    close_follow_up,
    draw_tracking,
    open_verification,
    tracked_awards,
)
from evaluation.domain.plaque import give_plaque, take_plaque_back, void_plaque
from evaluation.domain.report import (
    LONGEST,
    begin_verification,
    report_facts,
    rule_on_report,
)
from evaluation.enums import AssessmentState
from evaluation.enums.decision import AwardState, FollowUpResult, ReportState
from evaluation.models import Assessment, Award, Findings, Report, RuleSet
from evaluation.scoring.eligibility import Standing
from records.models import LedgerEntry
from tests.evaluation.court import Court
from tests.evaluation.district import CLEAN, SHORT, District
from tests.evaluation.refused import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def court() -> Court:
    return Court()


def awarded(court, level=5, **more) -> Award:
    """A grade in force, without the way to it."""
    case = court.case(state=AssessmentState.IN_FORCE, grade=f"{level}A")
    year = timezone.localdate().year
    given = {
        "assessment": case,
        "level": level,
        "state": AwardState.IN_FORCE,
        "since": date(year, 1, 1),
        "until": date(year + 4, 12, 31),
        "announced_on": date(year - 1, 12, 1),
    }
    return Award.objects.create(**(given | more))


def test_facts_are_reported_of_what_is_public_and_in_few_words(court) -> None:
    refused("wrong_state", report_facts, assessment=court.case(), text="账目有假")
    case = court.noticed()
    refused("required", report_facts, assessment=case, text=" ")
    refused("long", report_facts, assessment=case, text="假" * (LONGEST + 1))
    assert not Report.objects.exists()
    report = report_facts(assessment=case, text="假" * LONGEST, contact="9" * 200)
    assert (len(report.contact), len(report.code)) == (80, 6)
    entry = LedgerEntry.objects.get(action="evaluation.report_facts")
    assert "假" not in str(entry.facts)


def test_a_report_is_taken_up_then_ruled_on_once(court) -> None:
    report = report_facts(assessment=court.noticed(), text="账目有假")
    ruling = {"report": report, "proven": False, "by": court.office}
    refused("wrong_state", rule_on_report, ruling="无据", **ruling)
    begin_verification(report=report, by=court.office)
    refused("wrong_state", begin_verification, report=report, by=court.office)
    refused("required", rule_on_report, ruling=" ", **ruling)
    rule_on_report(ruling="无据", **ruling)
    report.refresh_from_db()
    assert report.state == ReportState.UNPROVEN
    refused("wrong_state", rule_on_report, ruling="再议", **ruling)


def test_a_draw_needs_a_seed_and_a_number(court) -> None:
    draw = {"district": court.district, "by": court.bureau}
    refused("draw", draw_tracking, seed=" ", number=1, **draw)
    refused("draw", draw_tracking, seed="2026", number=0, **draw)
    tracked = awarded(court, 4)
    awarded(court, 3)
    awarded(court, 5, state=AwardState.CANCELLED)
    assert tracked_awards(court.district) == [tracked]
    (row,) = draw_tracking(seed=" 2026 ", number=5, **draw)
    assert (row.award, row.seed) == (tracked, "2026")
    assert draw_tracking(seed="2027", number=5, **draw) == []


def test_where_the_rules_name_no_level_nothing_is_tracked(court) -> None:
    awarded(court, 5)
    facts = court.rule_set.facts | {
        "tracking_from": {"value": None, "source": "", "status": "gap"}
    }
    RuleSet.objects.filter(pk=court.rule_set.pk).update(facts=facts)
    assert tracked_awards(court.district) == []


def test_a_look_is_closed_once_and_with_its_finding(court) -> None:
    award = awarded(court)
    look = open_verification(award=award, reason="举报查实", by=court.bureau)
    closing = {"follow_up": look, "by": court.bureau}
    keep, off = FollowUpResult.KEEP, FollowUpResult.CANCEL
    refused("required", close_follow_up, result=keep, finding=" ", **closing)
    close_follow_up(result=keep, finding="情况属实，已整改", **closing)
    award.refresh_from_db()
    assert (award.level, award.state) == (5, AwardState.IN_FORCE)
    refused("wrong_state", close_follow_up, result=off, finding="再看", **closing)


def test_below_the_lowest_grade_there_is_none(court) -> None:
    award = awarded(court, 1)
    by = {"award": award, "by": court.bureau}
    refused("required", lower, reason=" ", **by)
    refused("lowest", lower, reason="年检不合格", **by)
    cancel(reason="年检不合格", **by)
    award.refresh_from_db()
    assert award.state == AwardState.CANCELLED
    refused("wrong_state", lower, reason="再次", **by)


def test_a_plaque_that_was_not_given_is_not_due(court) -> None:
    award, by = awarded(court), court.bureau
    refused("wrong_state", give_plaque, award=award, by=by)
    refused("not_due", take_plaque_back, award=award, by=by)
    refused("not_due", void_plaque, award=award, by=by)


def test_a_plaque_comes_back_or_is_void_after_its_days(court) -> None:
    today = timezone.localdate()
    award = awarded(court, plaque_given_on=today, plaque_due_on=today)
    by = {"award": award, "by": court.bureau}
    refused("early", void_plaque, **by)
    Award.objects.update(plaque_due_on=today - timedelta(days=1))
    award.refresh_from_db()
    void_plaque(**by)
    award.refresh_from_db()
    assert award.plaque_void_on == today
    refused("wrong_state", void_plaque, **by)
    take_plaque_back(**by)
    refused("not_due", void_plaque, **by)


# --- before the vote ----------------------------------------------------------------------


def test_what_is_sent_back_says_what_is_missing() -> None:
    district = District(rows=SHORT)
    case = district.begun(level=2)
    Assessment.objects.filter(pk=case.pk).update(state=AssessmentState.SELF_SCORED)
    case.refresh_from_db()
    by = {"assessment": case, "version": case.version, "by": district.office}
    refused("no_note", send_back, note=" ", **by)
    young = Standing(registered_on=district.today)
    refused("barred", admit, standing=young, **by)
    refused("no_bar", refuse_admission, standing=CLEAN, **by)
    back = send_back(note="缺少审计报告", **by)
    assert back.state == AssessmentState.DRAFT
    refused("stale", send_back, note="再补", **by)


def test_a_report_needs_points_and_a_grade_for_them() -> None:
    district = District(rows=SHORT)
    case = district.begun(level=2)
    Assessment.objects.filter(pk=case.pk).update(state=AssessmentState.SOCIAL_SCORED)
    Findings.objects.create(
        assessment=case,
        opinion="管理规范",
        suggestions="",
        signed_by=district.experts[0],
        signed_at=timezone.now(),
    )
    district.moved(send_feedback, case, by=district.office)
    by = {"assessment": case, "version": case.version, "by": district.office}
    refused("unscored", file_report, "1.1", **by)
    assert Assessment.objects.get().state == AssessmentState.FEEDBACK_SENT
