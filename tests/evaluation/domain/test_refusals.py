"""What a verb refuses, each with its sentence: wrong points, wrong time, wrong person,
stale files, a closed poll."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluation.domain.admission import admit, refuse_admission
from evaluation.domain.assessment import apply, hand_in
from evaluation.domain.case_clock import extend_clock, tell_what_is_due
from evaluation.domain.evidence import put_forward, replace_evidence, take_in_records
from evaluation.domain.findings import file_report, send_feedback, sign_opinion
from evaluation.domain.panel import form_panel, leave_panel, submit_scores
from evaluation.domain.poll import answer_poll, close_poll, invite_more, open_poll
from evaluation.domain.recusal import declare_tie
from evaluation.domain.round import announce_round, close_round
from evaluation.domain.score import score_as_expert, score_self
from evaluation.enums import AssessmentState, ScoringMode
from evaluation.enums.recusal import TieKind
from evaluation.models import Assessment, Evidence, PanelSeat, Score
from evaluation.queries.evidence import basis, repeated_evidence
from evaluation.queries.poll import many_from_one_address
from evaluation.scoring.eligibility import Standing
from evaluation.scoring.types import Points
from records.links import LinkGone, open_link
from records.models import Message
from tests.evaluation.district import CLEAN, FULL, SETTINGS, District, looked
from tests.evaluation.refused import refused
from tests.factories.matching import EngagementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    return District()


# --- points --------------------------------------------------------------------------------


def test_points_that_a_leaf_cannot_have(district) -> None:
    case = district.reviewing()
    expert = district.experts[0]
    for code, points, fault in (
        ("1.3", "20.5", "above"),
        ("1.3", "-1", "below"),
        ("1.2", "5", "between"),
        ("2.4", "1", "above"),
    ):
        refused(fault, district.give, case=case, user=expert, code=code, points=points)
    district.give(case, expert, "1.3", "19.5")
    assert Score.objects.get(column="expert").points == Points.of("19.5").decimal


def test_points_taken_off_need_a_reason(district) -> None:
    case = district.reviewing()
    wanted = {"case": case, "user": district.experts[0], "code": "1.3", "reason": " "}
    refused("no_reason", district.give, "扣分", points="19", **wanted)
    district.give(**wanted)


def test_no_points_without_evidence_or_an_explicit_none(district) -> None:
    case = district.begun()
    wanted = {
        "assessment": case,
        "indicator": district.leaf("1.1"),
        "answer": {"passed": True},
        "by": case.admin,
    }
    refused("no_evidence", score_self, "佐证材料", **wanted)
    refused("no_reason", score_self, **wanted, no_evidence=True)
    score_self(**wanted, no_evidence=True, reason="街道有备案")
    score = Score.objects.get()
    assert (score.points, score.no_evidence, score.evidence_digest) == (10, True, "")


def test_an_expert_gives_nothing_on_a_leaf_without_evidence(district) -> None:
    """The organisation said nothing of evidence: its leaf was worth nothing to it."""
    answers = {**FULL, "1.1": {"passed": False}}
    case = district.reviewing(answers=answers)
    Evidence.objects.filter(indicator__code="1.1").update(withdrawn_at=timezone.now())
    refused(
        "no_evidence", district.give, case=case, user=district.experts[0], code="1.1"
    )


def test_survey_leaves_are_scored_by_the_survey_alone(district) -> None:
    case = district.reviewing()
    refused("from_poll", district.give, case=case, user=district.experts[0], code="2.3")


# --- evidence ------------------------------------------------------------------------------


def test_a_replaced_file_makes_the_score_stale(district) -> None:
    case = district.scored()
    own = Evidence.objects.get(indicator__code="1.1")
    new = replace_evidence(evidence=own, file=looked("新的"), by=case.admin)
    own.refresh_from_db()
    assert (own.replaced_by, own.digest == new.digest) == (new, False)
    case.refresh_from_db()
    arguments = {"assessment": case, "version": case.version, "by": case.admin}
    refused("stale_evidence", hand_in, "1.1", **arguments)
    score_self(
        assessment=case,
        indicator=own.indicator,
        answer={"passed": True},
        by=case.admin,
    )
    assert hand_in(**arguments).state == AssessmentState.SELF_SCORED


def test_points_on_evidence_that_changed_are_refused(district) -> None:
    case = district.reviewing()
    leaf = district.leaf("1.1")
    seen = basis(case, leaf)
    Evidence.objects.filter(indicator=leaf).update(digest="1" * 64)
    arguments = {
        "assessment": case,
        "indicator": leaf,
        "points": Points.of(10),
        "by": district.experts[0],
    }
    refused("stale_evidence", score_as_expert, "重新查看", seen=seen, **arguments)
    score_as_expert(seen=basis(case, leaf), **arguments)
    Evidence.objects.filter(indicator=leaf).update(digest="2" * 64)
    for code in set(FULL) - {"1.1"}:
        district.give(case, district.experts[0], code)
    refused(
        "stale_evidence", submit_scores, "1.1", assessment=case, by=district.experts[0]
    )


def test_the_same_file_twice_is_found(district) -> None:
    one, other = district.begun(), district.begun()
    for case, code in ((one, "1.1"), (one, "1.2"), (other, "1.3")):
        put_forward(
            assessment=case,
            indicator=district.leaf(code),
            file=looked("同一份材料"),
            by=case.admin,
        )
    (found,) = repeated_evidence(one)
    assert (found.codes, found.elsewhere) == (("1.1", "1.2"), 1)
    (found,) = repeated_evidence(other)
    assert (found.codes, found.elsewhere) == (("1.3",), 1)
    wanted = {"assessment": one, "indicator": district.leaf("1.1"), "by": one.admin}
    refused("again", put_forward, file=looked("同一份材料"), **wanted)


def test_delivery_records_come_in_as_counts(district) -> None:
    district.sheet.indicators.filter(code="2.2").update(
        settings=district.leaf("2.2").settings | {"record": "engagements"}
    )
    body = district.organisation()
    EngagementFactory(confirmed=True, line__capability__provider=body)
    case = apply(round=district.round, provider=body, by=body.admin)
    row = Evidence.objects.get()
    assert (row.indicator.code, row.record) == ("2.2", {"engagements": 1})
    assert row.attachment is None
    assert take_in_records(assessment=case, by=body.admin) == []
    assert not Evidence.objects.filter(assessment=district.begun()).exists()


# --- who, when -----------------------------------------------------------------------------


def test_only_the_panel_scores(district) -> None:
    case = district.reviewing()
    outsider = district.experts[3]
    refused("not_assigned", district.give, case=case, user=outsider, code="1.1")
    refused("not_assigned", submit_scores, assessment=case, by=outsider)
    seat = PanelSeat.objects.get(user=district.experts[2])
    leave_panel(seat=seat, reason="出差", by=district.office)
    refused("not_assigned", district.give, case=case, user=seat.user, code="1.1")


def test_a_recused_expert_is_not_asked_and_does_not_score(district) -> None:
    case = district.reviewing()
    tied = {"user": district.experts[0], "provider": case.provider}
    declare_tie(kind=TieKind.OTHER, by=district.experts[0], **tied)
    refused("recused", district.give, case=case, user=district.experts[0], code="1.1")
    other = district.admitted()
    tied = {"user": district.experts[0], "provider": other.provider}
    declare_tie(kind=TieKind.OTHER, by=district.experts[0], **tied)
    chosen = {"experts": district.experts[:3], "leader": district.experts[1]}
    name = district.experts[0].name
    refused("barred", form_panel, name, assessment=other, by=district.office, **chosen)
    assert (
        Message.objects.filter(subject=other.subject, kind="evaluation.invited").count()
        == 0
    )


def test_scores_after_the_last_day_are_refused_until_more_time_is_given(
    district,
) -> None:
    case = district.reviewing()
    yesterday = district.today - timedelta(days=1)
    Assessment.objects.filter(pk=case.pk).update(due_on=yesterday)
    wanted = {"case": case, "user": district.experts[0], "code": "1.1"}
    refused("late", district.give, yesterday.isoformat(), **wanted)
    case.refresh_from_db()
    until = district.today + timedelta(days=3)
    more = {"assessment": case, "version": case.version, "by": district.office}
    refused("no_reason", extend_clock, until=until, reason="", **more)
    extend_clock(until=until, reason="专家出差", **more)
    district.give(**wanted)


def test_a_late_application_is_refused(district) -> None:
    case = district.scored()
    type(district.round).objects.update(
        apply_from=district.today - timedelta(days=9),
        apply_until=district.today - timedelta(days=1),
    )
    case.refresh_from_db()
    refused("late", hand_in, assessment=case, version=case.version, by=case.admin)
    provider = district.organisation()
    refused(
        "not_open", apply, round=district.round, provider=provider, by=provider.admin
    )


def test_admission_follows_the_rules(district) -> None:
    young = Standing(registered_on=district.today - timedelta(days=100))
    case = district.handed_in()
    wanted = {"assessment": case, "version": case.version, "by": district.office}
    refused("barred", admit, "登记时间不足", standing=young, **wanted)
    refused("no_bar", refuse_admission, standing=CLEAN, **wanted)
    row = refuse_admission(standing=young, **wanted)
    assert [each["ground"] for each in row.reasons] == ["registered_too_short"]


def test_who_leads_files_and_only_when_all_have_signed(district) -> None:
    case = district.reviewing()
    for code in FULL:
        district.give(case, district.experts[1], code)
    submit_scores(assessment=case, by=district.experts[0])
    district.give(case, district.experts[1], "1.3", "19")
    assert PanelSeat.objects.filter(submitted_at__isnull=False).count() == 0
    for user in district.experts[:2]:
        submit_scores(assessment=case, by=user)
    case.refresh_from_db()
    words = {"assessment": case, "version": case.version}
    words |= {"opinion": "规范", "suggestions": "继续"}
    refused("not_leader", sign_opinion, by=district.experts[1], **words)
    left = district.experts[2].spoken_name
    refused("unsigned", sign_opinion, left, by=district.experts[0], **words)


def test_by_head_each_scores_the_own_part() -> None:
    district = District(mode=ScoringMode.BY_HEAD)
    case = district.admitted(level=2)
    one, two, three = district.experts[:3]
    first, second = district.sheet.indicators.filter(parent=None)
    wanted = {"assessment": case, "experts": [one, two, three], "leader": one}
    refused("heads", form_panel, by=district.office, heads={one.pk: [first]}, **wanted)
    form_panel(by=district.office, heads={one.pk: [first], two.pk: [second]}, **wanted)
    from_here = district.desk(case)
    district.give(from_here, one, "1.1")
    refused("not_your_head", district.give, case=case, user=two, code="1.1")
    refused("unscored", submit_scores, "1.2", assessment=case, by=one)
    assert submit_scores(assessment=case, by=three).submitted_at


# --- social evaluation, report -------------------------------------------------------------


def opened(district, case, **lists):
    return open_poll(
        assessment=case,
        lists=lists or {"member": 4, "beneficiary": 6},
        closes_on=district.today + timedelta(days=5),
        seed=3,
        by=district.office,
    )


def test_a_link_answers_once_and_crowds_are_noticed(district) -> None:
    case = district.admitted()
    poll, sent = opened(district, case)
    for each in sent[:3]:
        answer_poll(link=open_link(each.token), grade=5, origin="a" * 64)
    link = poll.answers.first().link
    with pytest.raises(LinkGone):
        answer_poll(link=link, grade=1)
    assert many_from_one_address(poll.answers.all()) == [3]
    refused("opened", opened, district=district, case=case)


def test_the_draw_is_the_seeds(district) -> None:
    poll, _sent = opened(district, district.admitted(), member=40, beneficiary=60)
    other, _sent = opened(district, district.admitted(), member=40, beneficiary=60)
    assert poll.drawn == other.drawn
    assert {group: len(found) for group, found in poll.drawn.items()} == SETTINGS[
        "asked"
    ]


def test_too_few_answers_are_insufficient_not_zero(district) -> None:
    case = district.opined(lost="6")
    case.refresh_from_db()
    closing = {"assessment": case, "version": case.version, "by": district.office}
    refused("not_opened", close_poll, **closing)
    poll, sent = opened(district, case, member=1, beneficiary=2)
    refused("running", close_poll, **closing)
    refused(
        "nobody", invite_more, poll=poll, more={"member": 5}, closes_on=poll.closes_on,
        by=district.office,
    )  # fmt: skip
    for each in sent:
        answer_poll(link=open_link(each.token), grade=5)
    result = close_poll(**closing)
    assert (result.answers, result.enough) == (3, False)
    assert not Score.objects.filter(indicator__code="2.3", column="expert").exists()
    district.moved(send_feedback, case, by=district.office)
    district.moved(file_report, case, by=district.office)
    assert (case.proposed_grade, case.findings.points) == ("", 74)


def test_more_people_are_drawn_from_the_same_lists(district) -> None:
    poll, _sent = opened(district, district.admitted(), member=9, beneficiary=9)
    before = {group: set(found) for group, found in poll.drawn.items()}
    sent = invite_more(
        poll=poll,
        more={"member": 2},
        closes_on=district.today + timedelta(days=9),
        by=district.office,
    )
    poll.refresh_from_db()
    assert len(sent) == 2
    assert set(poll.drawn["member"]) == before["member"] | {s.number for s in sent}
    assert set(poll.drawn["beneficiary"]) == before["beneficiary"]


# --- the round -----------------------------------------------------------------------------


def test_a_sheet_that_does_not_add_up_is_not_announced() -> None:
    district = District(announce=False)
    district.sheet.indicators.filter(code="1.3").update(points=21)
    announcing = {"round": district.round, "version": 1, "by": district.office}
    refused("sums", announce_round, "1", "40", "41", **announcing)
    district.sheet.indicators.filter(code="1.3").update(points=20)
    district.rules.in_force_from = district.today + timedelta(days=1)
    district.rules.save()
    refused("not_in_force", announce_round, **announcing)


def test_a_round_closes_when_every_case_has_come_to_its_end(district) -> None:
    case = district.begun()
    district.round.refresh_from_db()
    closing = {"version": district.round.version, "by": district.office}
    refused("open_cases", close_round, "1", round=district.round, **closing)
    Assessment.objects.filter(pk=case.pk).update(state=AssessmentState.WITHDRAWN)
    assert close_round(round=district.round, **closing).closed_at
    district.sheet.refresh_from_db()
    assert district.sheet.frozen_at


def test_clocks_remind_once_and_pass_on(district) -> None:
    case = district.handed_in()
    assert tell_what_is_due(today=district.today) == 0
    near, past = case.due_on, case.due_on + timedelta(days=1)
    assert [tell_what_is_due(today=day) for day in (near, near, past, past)] == [
        1,
        0,
        1,
        0,
    ]
    told = Message.objects.filter(
        kind__in=("evaluation.reminder", "evaluation.overdue")
    )
    assert sorted(told.values_list("recipient__username", "kind")) == [
        ("bureau_reviewer", "evaluation.overdue"),
        ("evaluation_office", "evaluation.overdue"),
        ("evaluation_office", "evaluation.reminder"),
    ]
