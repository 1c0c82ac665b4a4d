"""An organisation's way from the notice to the report, verb by verb."""

from datetime import timedelta

import pytest

from evaluation.domain.findings import file_report, send_feedback
from evaluation.domain.poll import answer_poll, close_poll, open_poll
from evaluation.enums import AssessmentState, Route
from evaluation.models import Findings, Score
from records.links import open_link
from tests.evaluation.district import District, state_of

pytestmark = pytest.mark.django_db


def test_from_notice_to_report() -> None:
    district = District()
    case = district.opined(lost="6.5")
    assert case.route == Route.SITE
    poll, sent = open_poll(
        assessment=case,
        lists={"member": 5, "beneficiary": 20},
        closes_on=district.today + timedelta(days=5),
        seed=11,
        by=district.office,
    )
    assert [len(numbers) for numbers in poll.drawn.values()] == [6, 4]
    for n, each in enumerate(sent):
        answer_poll(link=open_link(each.token), grade=5 if n % 3 else 2)
    result = district.act(close_poll, case, by=district.office)
    assert result.answers == 10
    assert result.share.limit_denominator() == result.share
    district.moved(send_feedback, case, by=district.office)
    district.moved(file_report, case, by=district.office)
    assert state_of(case) == AssessmentState.REPORT_READY
    assert (case.proposed_grade, case.grade) == ("4A", "")
    assert Findings.objects.get(assessment=case).points == 86
    assert (
        Score.objects.get(
            assessment=case, indicator__code="2.3", column="expert"
        ).points
        == 12.5
    )
