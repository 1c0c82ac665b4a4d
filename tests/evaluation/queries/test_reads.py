"""What each read gives, and what it leaves out: cases, people, tasks, facts on record."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.utils import timezone

from evaluation.domain.ballot import (
    cast_ballot,
    close_vote,
    open_vote,
    record_look,
)
from evaluation.domain.recusal import challenge
from evaluation.domain.report import report_facts
from evaluation.enums import AssessmentState
from evaluation.enums.decision import Choice
from evaluation.models import AnnualReport, Assessment, Listing, Penalty, Poll
from evaluation.queries import waiting_for
from evaluation.queries.committee import to_be_decided
from evaluation.queries.decision import challengeable, decision_of
from evaluation.queries.delivery import delivery_record
from evaluation.queries.poll import result_of, share_for
from evaluation.queries.recusal import challenges_to_rule, clients_of
from evaluation.queries.review import find_report
from evaluation.queries.round import eligible_providers, progress_of, rounds_open_to
from evaluation.queries.standing import standing_of
from evaluation.queries.supervision import checked_by, credit_of
from organisations.enums import Role
from tests.evaluation.court import Court
from tests.evaluation.district import SETTINGS, District
from tests.evaluation.supervised import graded, rules
from tests.factories.matching import (
    EngagementFactory,
    FeedbackFactory,
    SessionFactory,
)
from tests.factories.organisations import (
    AppointmentFactory,
    GradeFactory,
    ProviderFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def titles(user) -> list[str]:
    return [str(task.title) for task in waiting_for(user)]


def test_a_round_is_for_bodies_of_its_district_that_have_not_applied():
    district = District()
    case = district.begun()
    other = ProviderFactory()
    far = ProviderFactory(street__code="440105001")
    assert set(eligible_providers(district.round)) == {case.provider, other}
    assert list(rounds_open_to(other)) == [district.round]
    assert [list(rounds_open_to(body)) for body in (case.provider, far)] == [[], []]


def test_the_last_day_of_a_state_is_not_late(today):
    days = (today, today - timedelta(days=1), None)
    board = [Assessment(state=AssessmentState.ELIGIBLE, due_on=day) for day in days]
    board.append(Assessment(state=AssessmentState.DRAFT))
    found = [(each.state, each.count, each.late) for each in progress_of(board)]
    assert found == [("draft", 1, 0), ("eligible", 3, 1)]


def test_an_open_vote_is_a_task_until_the_ballot_and_its_ballots_are_nobodys():
    court = Court()
    case = court.case()
    committee = court.committee()
    assert [row for row, _kind in to_be_decided(committee)] == [case]
    item = court.meeting(committee, [case]).items.get()
    assert to_be_decided(committee) == []
    record_look(item=item, look="复查一致", by=court.secretary)
    open_vote(item=item, by=court.secretary)
    voter, waiting = court.members[:2]
    cast_ballot(item=item, choice=Choice.YES, by=voter)
    people = (voter, waiting, court.members[12])
    asked = [
        any(str(case.provider) in each for each in titles(user)) for user in people
    ]
    assert asked == [False, True, False]
    assert list(decision_of(case, court.office)["ballots"]) == []
    for user in court.members[1:9]:
        cast_ballot(item=item, choice=Choice.YES, by=user)
    close_vote(item=item, by=court.secretary)
    case.refresh_from_db()
    readers = (court.office, court.admin(case.provider), court.experts[0])
    shown = [decision_of(case, user) for user in readers]
    assert [len(each["ballots"]) for each in shown] == [9, 0, 0]
    assert [len(each["items"]) for each in shown] == [1, 0, 0]


def test_nobody_rules_on_a_request_about_herself_and_none_is_asked_twice():
    court = Court()
    case = court.case()
    double = court.experts[0]
    AppointmentFactory(
        user=double, role=Role.EVALUATION_OFFICE, territory=court.district
    )
    assert set(challengeable(case)) == set(court.experts)
    by = court.admin(case.provider)
    made = challenge(assessment=case, user=double, reason="曾任其顾问", by=by)
    judged = Assessment.objects.all()
    assert list(challenges_to_rule(court.office, judged)) == [made]
    assert list(challenges_to_rule(double, judged)) == []
    assert set(challengeable(case)) == set(court.experts[1:])


def test_a_report_is_found_by_its_number_with_its_code():
    court = Court()
    case = court.noticed()
    report = report_facts(assessment=case, text="合同是假的")
    assert find_report(report.number, report.code) == report
    wrong = f"{(int(report.code) + 1) % 10**6:06d}"
    for number, code in (
        (report.number, wrong),
        ("JB-0", report.code),
        ("JB-0", "------"),
    ):
        assert find_report(number, code) is None


def test_an_agency_does_not_evaluate_itself():
    agency = ProviderFactory()
    assert clients_of(agency) == {agency.pk}


def test_each_group_speaks_by_the_weight_that_was_fixed():
    district = District()
    case = district.admitted()
    district.polled(case, content=3)
    poll = Poll.objects.get(assessment=case)
    weights = SETTINGS["weights"]
    found = result_of(poll, weights)
    assert found.shares == {"beneficiary": 1, "member": Fraction(1, 2)}
    assert (weights, found.share) == ({"member": 1, "beneficiary": 3}, Fraction(7, 8))
    shares = [share_for(found, group) for group in ("member", "", "donor")]
    assert shares == [Fraction(1, 2), Fraction(7, 8), None]
    poll.answers.filter(grade=2).update(grade=3)
    assert result_of(poll, weights) == found


def test_a_record_counts_what_was_confirmed_and_feedback_on_who_served_alone():
    body, other = ProviderFactory.create_batch(2)
    own = EngagementFactory(confirmed=True, line__capability__provider=body)
    SessionFactory(engagement=own, confirmed=True)
    SessionFactory(engagement=own, delivered=True)
    FeedbackFactory(need=own.need, grade="good")
    shared = EngagementFactory(confirmed=True, line__capability__provider=body)
    EngagementFactory(
        confirmed=True,
        need=shared.need,
        line__pack=shared.line.pack,
        line__capability__provider=other,
    )
    FeedbackFactory(need=shared.need, grade="very_poor")
    EngagementFactory(accepted=True, line__capability__provider=body)
    assert delivery_record(body) == {
        "engagements": 2,
        "sessions": 1,
        "hours": 0,
        "feedback": {"good": 1},
    }


def test_the_standing_is_of_last_year_and_of_today(today):
    body = ProviderFactory()
    since = {"ground": "unreachable", "since": today - timedelta(days=400)}
    since |= {"clock_from": today - timedelta(days=400)}
    ended = {"until": today - timedelta(days=1), "removal": "已整改"}
    Listing.objects.create(provider=body, kind="abnormal", **since, **ended)
    for back, status in ((1, "filed"), (2, "overdue")):
        filed = today if status == "filed" else None
        AnnualReport.objects.create(
            provider=body,
            year=today.year - back,
            due_on=today,
            status=status,
            filed_on=filed,
        )
    day = today - timedelta(days=9)
    Penalty.objects.create(
        provider=body,
        document_no="1",
        what="警告",
        minor=True,
        decided_on=day,
        executed_on=day,
    )
    found = standing_of(body, today)
    assert (found.report_missing, found.abnormal_list) == (False, False)
    assert (found.last_minor_penalty_on, found.last_penalty_on) == (day, None)
    AnnualReport.objects.create(
        provider=body, year=today.year, due_on=today, status="due"
    )
    shown = credit_of(body, today)
    assert [each.year for each in shown.reports] == [today.year - 1, today.year - 2]
    assert (shown.on_lists, len(shown.listings)) == ([], 1)


def test_who_is_graded_checks_herself_once_a_year_and_the_federation_its_members():
    body = graded(rules())
    plain = ProviderFactory()
    AppointmentFactory(user=body.admin, provider_admin=True, provider=plain)
    federation, officer = ProviderFactory(form="association"), UserFactory()
    AppointmentFactory(
        user=officer,
        role=Role.FEDERATION_OFFICER,
        provider=federation,
        territory=None,
    )
    assert set(checked_by(body.admin)) == {body, plain}
    assert list(checked_by(officer)) == []
    body.associations.add(federation)
    assert list(checked_by(officer)) == [body]
    GradeFactory(provider=body)
    asked = titles(body.admin)
    assert (str(body) in asked, str(plain) in asked) == (True, False)
