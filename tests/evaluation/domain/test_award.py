"""From the confirmation to the end of a grade; what the matcher reads of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from evaluation.domain.award import cancel, confirm, expire, lower
from evaluation.domain.follow_up import (
    close_follow_up,
    draw_tracking,
    open_verification,
)
from evaluation.domain.plaque import give_plaque, take_plaque_back, void_plaque
from evaluation.domain.report import begin_verification, report_facts, rule_on_report
from evaluation.enums import AssessmentState
from evaluation.enums.decision import AwardState, FollowUpResult
from evaluation.models import Award, SupervisionCase
from evaluation.queries.award import due_awards
from evaluation.scoring.lot import drawn
from evaluation.tasks import plan_awards
from organisations.models import Grade
from records.domain.certificate import agrees
from records.enums import CertificateState
from tests.evaluation.court import Court

pytestmark = pytest.mark.django_db
ANNIVERSARY = {"years": 5, "calendar": False}


class Days:
    """A day that a test sets."""

    def __init__(self, monkeypatch):
        self.real = self.today = timezone.localdate()
        monkeypatch.setattr(timezone, "localdate", lambda *_: self.today)


@pytest.fixture
def days(monkeypatch):
    return Days(monkeypatch)


def confirmed(court, days, **how):
    case = court.noticed(**how)
    days.today = case.public_notices.get().until + timedelta(days=1)
    award = confirm(assessment=case, version=case.version, by=court.bureau)
    return Award.objects.get(pk=award.pk)


def levels(award):
    provider = award.assessment.provider
    held = Grade.objects.in_force(timezone.localdate()).filter(provider=provider)
    return [grade.level for grade in held]


def test_a_grade_by_calendar_years_begins_on_its_first_day_and_ends(days):
    award = confirmed(Court(), days)
    year = days.today.year
    assert (award.since, award.until) == (date(year + 1, 1, 1), date(year + 5, 12, 31))
    assert (award.state, levels(award)) == (AwardState.COMING, [])
    days.today = date(year, 12, 31)
    assert due_awards(days.today) == []
    days.today = award.since
    assert plan_awards({}) == 1
    award.refresh_from_db()
    assert (award.state, levels(award)) == (AwardState.IN_FORCE, [5])
    days.today = award.until
    assert plan_awards({}) == 0
    expire(award=award)
    assert levels(award) == [5]
    award.refresh_from_db()
    assert award.state == AwardState.IN_FORCE
    days.today = award.until + timedelta(days=1)
    assert plan_awards({}) == 1
    award.refresh_from_db()
    assert (award.state, levels(award)) == (AwardState.EXPIRED, [])
    assert award.assessment.state == AssessmentState.EXPIRED


def test_a_grade_to_its_anniversary_is_in_force_at_once_with_its_paper(days):
    award = confirmed(Court(validity=ANNIVERSARY), days)
    assert (award.state, levels(award)) == (AwardState.IN_FORCE, [5])
    assert agrees(award.certificate) is True
    assert award.certificate.title == "社会组织评估等级证书：5A"


def test_a_grade_below_the_third_has_no_certificate(days):
    court = Court()
    case = court.noticed(lost=300)
    assert case.grade == "1A"
    days.today = case.public_notices.get().until + timedelta(days=1)
    award = confirm(assessment=case, version=case.version, by=court.bureau)
    assert award.certificate is None


def test_lowered_then_cancelled_with_paper_and_plaque(days):
    court = Court(validity=ANNIVERSARY)
    award = confirmed(court, days)
    give_plaque(award=award, by=court.bureau)
    paper = award.certificate
    award.refresh_from_db()
    lower(award=award, reason="上年度年检不合格", by=court.bureau)
    award.refresh_from_db()
    paper.refresh_from_db()
    assert (award.level, award.state, levels(award)) == (4, AwardState.LOWERED, [4])
    assert paper.state == CertificateState.REVOKED
    assert award.certificate != paper
    assert award.assessment.grade == "5A"
    assert award.plaque_due_on == days.real + timedelta(days=15)
    days.today = award.plaque_due_on
    with pytest.raises(ValidationError) as caught:
        void_plaque(award=award, by=court.bureau)
    assert caught.value.code == "early"
    take_plaque_back(award=award, by=court.bureau)
    cancel(award=award, reason="分支机构下设分支", by=court.bureau)
    award.refresh_from_db()
    assert (award.state, levels(award)) == (AwardState.CANCELLED, [])
    with pytest.raises(ValidationError):
        cancel(award=award, reason="再次", by=court.bureau)
    expire(award=award)
    award.refresh_from_db()
    assert award.state == AwardState.CANCELLED


def test_tracking_is_drawn_from_a_public_seed_among_4a_and_up(days):
    court = Court(validity=ANNIVERSARY)
    awards = [confirmed(court, days, lost=lost) for lost in (10, 60, 70, 130)]
    names = [award.public_id for award in awards[:3]]
    rows = draw_tracking(district=court.district, seed="2026年第1期", number=2, by=None)
    assert [row.award.public_id for row in rows] == drawn("2026年第1期", names, 2)
    result = FollowUpResult.LOWER
    close_follow_up(
        follow_up=rows[0], result=result, finding="活动停滞", by=court.bureau
    )
    award = Award.objects.get(pk=rows[0].award_id)
    assert award.state == AwardState.LOWERED


def test_a_proven_report_opens_a_case_and_a_look_at_the_grade(days):
    court = Court(validity=ANNIVERSARY)
    award = confirmed(court, days)
    report = report_facts(assessment=award.assessment, text="账目有假")
    begin_verification(report=report, by=court.office)
    rule_on_report(report=report, proven=True, ruling="属实", by=court.office)
    assert report.number in award.follow_ups.get().reason
    cases = SupervisionCase.objects.filter(provider=award.assessment.provider)
    assert report.number in cases.get().about


def test_an_event_opens_one_verification_at_a_time(days):
    court = Court(validity=ANNIVERSARY)
    award = confirmed(court, days)
    first = open_verification(award=award, reason="受到行政处罚", by=court.bureau)
    again = open_verification(award=award, reason="列入异常名录", by=court.bureau)
    assert first == again
    close_follow_up(
        follow_up=first, result=FollowUpResult.KEEP, finding="已整改", by=court.bureau
    )
    assert levels(award) == [5]
