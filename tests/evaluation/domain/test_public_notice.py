"""Public notice, review, reports: what is refused, and what is never changed."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from evaluation.domain.award import confirm
from evaluation.domain.ballot import correct_points
from evaluation.domain.public_notice import publish_notice
from evaluation.domain.report import begin_verification, report_facts, rule_on_report
from evaluation.domain.review import (
    form_review_panel,
    request_review,
    serve_decision,
)
from evaluation.domain.second_look import finish_look, score_again
from evaluation.enums import AssessmentState, Publicity
from evaluation.enums.decision import ReportState, ReviewState
from evaluation.models import Committee, PublicNotice, Report, Score
from evaluation.models.public_notice import digest_of
from evaluation.queries.review import find_report, review_experts
from organisations.enums import Role
from records.models import LedgerEntry
from records.queries import trail
from tests.evaluation.court import Court, days_ago
from tests.factories.organisations import AppointmentFactory

pytestmark = pytest.mark.django_db


def refused(act, code):
    with pytest.raises(ValidationError) as caught:
        act()
    assert caught.value.code == code


def asked(court, case, code="1.1"):
    return request_review(
        assessment=case,
        leaves=[leaf for leaf in court.leaves() if leaf.code == code],
        text="台账在三楼，当日未看",
        by=court.admin(case.provider),
    )


def looked(court, review, points, fraud=""):
    expert = court.person(Role.EXPERT, "another")
    form_review_panel(review=review, experts=[expert], by=court.office)
    score_again(
        review=review,
        indicator=review.leaves.get(),
        points=Decimal(points),
        reason="补看了台账",
        by=expert,
    )
    finish_look(review=review, hearing="双方都说明了", fraud=fraud, by=expert)
    return expert


def voted(court, case):
    meeting = court.meeting(Committee.objects.get(), [case], seed=8)
    return court.vote(meeting.items.get())


@pytest.mark.parametrize(
    ("level", "keys"),
    [
        (Publicity.GRADE, set()),
        (Publicity.HEADS, {"points", "of", "votes", "heads"}),
        (Publicity.FULL, {"points", "of", "votes", "heads", "leaves"}),
    ],
)
def test_a_notice_shows_what_the_round_allows_and_adds_up(level, keys):
    court = Court(publicity=level)
    case = court.noticed(lost=40)
    notice = case.public_notices.get()
    always = {"name", "name_en", "round", "round_en", "rules", "sheet", "sheet_en"}
    assert set(notice.content) == always | {"grade"} | keys
    for shown in ("heads", "leaves"):
        lost = sum(Decimal(row["lost"]) for row in notice.content.get(shown, ()))
        assert lost == (40 if shown in keys else 0)
    entry = trail(case.subject).get(action="evaluation.publish_notice")
    assert entry.facts["digest"] == notice.digest == digest_of(notice.content)


def test_a_shown_deduction_without_a_reason_or_with_a_number_is_refused():
    court = Court(publicity=Publicity.FULL)
    case = court.decided()
    loss = Score.objects.filter(assessment=case, indicator__code="1.1")

    def publish():
        publish_notice(assessment=case, version=case.version, by=court.bureau)

    loss.update(reason="")
    refused(publish, "unexplained")
    loss.update(reason="联系人 13800001234 未回复")
    refused(publish, "personal")
    loss.update(reason="台账不全")
    publish()


def test_the_first_publication_is_never_changed():
    case = Court().noticed()
    rows = PublicNotice.objects.filter(assessment=case)
    for act in (lambda: rows.update(grade="1A"), rows.delete):
        with (
            pytest.raises(DatabaseError, match="a public notice is never changed"),
            transaction.atomic(),
        ):
            act()


def test_a_row_of_the_ledger_changed_by_sql_is_refused():
    court = Court()
    case = court.noticed()
    rows = LedgerEntry.objects.about(case.subject)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(facts={"grade": "5A"})


def test_a_late_request_for_review_is_refused(monkeypatch):
    court = Court()
    case = court.noticed()
    until = case.public_notices.get().until
    assert case.due_on == until
    monkeypatch.setattr(timezone, "localdate", lambda *_: until + timedelta(days=1))
    refused(lambda: asked(court, case), "late")


def test_a_review_by_others_may_raise_but_not_lower_and_is_served_in_time(monkeypatch):
    court = Court()
    case = court.noticed(lost=60)
    assert case.grade == "4A"
    review = asked(court, case)
    refused(lambda: asked(court, case), "once")
    tied = court.person(Role.EXPERT, "tied")
    AppointmentFactory(user=tied, provider_admin=True, provider=case.provider)
    seated = partial(form_review_panel, review=review, by=court.office)
    refused(lambda: seated(experts=court.experts[:1]), "again")
    refused(lambda: seated(experts=[tied]), "barred")
    expert = looked(court, review, 270)
    assert review_experts(case) == []
    refused(
        lambda: score_again(
            review=review,
            indicator=court.leaves()[1],
            points=Decimal(1),
            reason="x",
            by=expert,
        ),
        "no_seat",
    )
    voted(court, case)
    case.refresh_from_db()
    review.refresh_from_db()
    assert (case.state, case.grade) == (AssessmentState.REVIEWED, "5A")
    assert review.state == ReviewState.DECIDED
    assert review.serve_by == timezone.localdate() + timedelta(days=15)

    def confirmed():
        return confirm(assessment=case, version=case.version, by=court.bureau)

    later = case.public_notices.get().until + timedelta(days=1)
    with monkeypatch.context() as days:
        days.setattr(timezone, "localdate", lambda *_: later)
        refused(confirmed, "open")
    notice = serve_decision(review=review, decision="评为5A", by=court.bureau)
    assert notice.grade == "5A"
    # A review that is soon decided does not shorten the days of the public.
    refused(confirmed, "notice")
    monkeypatch.setattr(timezone, "localdate", lambda *_: later)
    confirmed()
    case.refresh_from_db()
    assert case.state == AssessmentState.CONFIRMED


@pytest.mark.parametrize("fraud", ["", "合同系伪造"])
def test_a_grade_falls_by_ones_own_review_only_for_fraud(fraud):
    court = Court()
    case = court.noticed(lost=40)
    review = asked(court, case)
    looked(court, review, 200, fraud=fraud)
    if not fraud:
        refused(lambda: voted(court, case), "fall")
        return
    voted(court, case)
    case.refresh_from_db()
    assert case.grade == "3A"


def test_only_contested_leaves_are_looked_at_again():
    court = Court()
    case = court.noticed(lost=60)
    review = asked(court, case)
    expert = court.person(Role.EXPERT, "another")
    form_review_panel(review=review, experts=[expert], by=court.office)
    other = court.leaves()[1]
    for leaf, points, code in ((other, 1, "not_contested"), (None, 301, "above")):
        refused(
            lambda leaf=leaf, points=points: score_again(
                review=review,
                indicator=leaf or review.leaves.get(),
                points=Decimal(points),
                reason="看过",
                by=expert,
            ),
            code,
        )
    refused(lambda: finish_look(review=review, hearing="听取了", by=expert), "unscored")


def test_a_report_is_kept_sealed_ruled_on_and_opens_a_review_when_proven():
    court = Court()
    case = court.noticed(lost=40)
    report = report_facts(assessment=case, text="合同是假的", contact="13800001234")
    raw = Report.objects.filter(pk=report.pk).extra(select={"raw": "text"})
    assert "合同" not in raw.values_list("raw", flat=True)[0]
    entry = trail(case.subject).get(action="evaluation.report_facts")
    assert entry.facts == {"report": report.public_id}
    assert find_report(report.number, report.code) == report
    assert find_report(report.number, "abc") is None
    refused(
        lambda: rule_on_report(
            report=report, proven=True, ruling="属实", by=court.office
        ),
        "wrong_state",
    )
    begin_verification(report=report, by=court.office)
    rule_on_report(
        report=report,
        proven=True,
        ruling="合同经核对系伪造",
        leaves=court.leaves()[:1],
        by=court.office,
    )
    case.refresh_from_db()
    assert report.state == ReportState.PROVEN
    assert case.state == AssessmentState.REVIEW_REQUESTED
    assert case.review.fraud == "合同经核对系伪造"


def test_an_open_report_holds_the_confirmation_back(monkeypatch):
    court = Court()
    case = court.noticed()

    def confirmed():
        return confirm(assessment=case, version=case.version, by=court.bureau)

    refused(confirmed, "notice")
    report = report_facts(assessment=case, text="有一事不明")
    later = case.public_notices.get().until + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: later)
    refused(confirmed, "open")
    begin_verification(report=report, by=court.office)
    rule_on_report(report=report, proven=False, ruling="查无此事", by=court.office)
    assert confirmed().level == 5
    assert days_ago(0) == later


def test_the_points_of_the_committee_are_what_is_published():
    court = Court(publicity=Publicity.FULL)
    case = court.case(lost=40)
    item = court.meeting(court.committee(), [case]).items.get()
    correct_points(
        item=item,
        indicator=court.leaves()[0],
        points=Decimal(200),
        reason="年报缺两项",
        by=court.secretary,
    )
    court.vote(item)
    case.refresh_from_db()
    notice = publish_notice(assessment=case, version=case.version, by=court.bureau)
    assert notice.content["leaves"][0]["reasons"] == ["年报缺两项"]
    assert (notice.grade, notice.content["points"]) == ("3A", "900")
