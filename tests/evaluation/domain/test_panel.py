"""Who may be asked to a panel, who scores, who leaves."""

from __future__ import annotations

import pytest

from evaluation.domain.assessment import apply, ask_for_grade, hand_in
from evaluation.domain.findings import begin_desk_review, record_visit
from evaluation.domain.panel import form_panel, leave_panel, submit_scores
from evaluation.domain.score import score_as_expert, score_self
from evaluation.enums import AssessmentState, Outcome, ScoringMode
from evaluation.models import Assessment, PanelSeat, Sheet
from evaluation.queries.evidence import basis
from evaluation.rules.case import can_form_panel, can_lead, can_score
from evaluation.scoring.types import Points
from organisations.enums import Role
from organisations.models import Appointment
from tests.evaluation.district import FULL, SHORT, District, make_sheet
from tests.evaluation.refused import refused
from tests.factories.organisations import AppointmentFactory, ProviderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    return District()


def asked(district, case, experts, leader=None):
    lead = experts[0] if leader is None else leader
    return {
        "assessment": case,
        "experts": experts,
        "leader": lead,
        "by": district.office,
    }


def test_who_is_no_expert_today_is_not_asked(district) -> None:
    case = district.admitted(level=2)
    three = district.experts[:3]
    Appointment.objects.filter(user=three[1]).update(role=Role.VOLUNTEER)
    refused("no_expert", form_panel, **asked(district, case, three))
    assert not PanelSeat.objects.exists()


def test_a_panel_has_three_experts_one_of_whom_leads(district) -> None:
    case = district.admitted(level=2)
    two, three = district.experts[:2], district.experts[:3]
    refused("too_few", form_panel, **asked(district, case, two))
    other = district.experts[3]
    refused("leader", form_panel, **asked(district, case, three, leader=other))
    form_panel(**asked(district, case, three))
    refused("twice", form_panel, **asked(district, case, three))
    assert can_lead(three[0], case)
    assert not can_lead(three[1], case)
    assert [bool(can_score(user, case)) for user in district.experts] == [
        *(True, True, True, False),
    ]


def test_an_agency_does_not_judge_its_own_clients() -> None:
    agency = ProviderFactory()
    district = District(rows=SHORT, agency=agency)
    agent, admin = district.experts[0], district.person(Role.VOLUNTEER, "agent")
    for user in (agent, admin):
        AppointmentFactory(user=user, provider_admin=True, provider=agency)
    case = apply(round=district.round, provider=agency, by=admin)
    Assessment.objects.filter(pk=case.pk).update(state=AssessmentState.ELIGIBLE)
    assert not can_form_panel(admin, case)
    fault = "barred"  # its own post there bars her before the agency's rule does
    refused(fault, form_panel, **asked(district, case, district.experts[:3]))
    staff = district.experts[3]
    Appointment.objects.filter(user=staff).update(employer=agency)
    refused(fault, form_panel, **asked(district, case, district.experts[1:4]))


def test_the_experts_begin_only_as_a_panel_of_three(district) -> None:
    desk, site = district.admitted(level=2), district.admitted(level=4)
    begin = {"version": desk.version, "by": district.office}
    refused("no_panel", begin_desk_review, assessment=desk, **begin)
    visit = {"on": district.today, "note": "查阅台账", "by": district.office}
    refused("no_panel", record_visit, assessment=site, version=site.version, **visit)
    district.panel(desk, district.experts[:3])
    seat = PanelSeat.objects.get(user=district.experts[2])
    refused("no_reason", leave_panel, seat=seat, reason=" ", by=district.office)
    leave_panel(seat=seat, reason="出差", by=district.office)
    refused("wrong_state", leave_panel, seat=seat, reason="再次", by=district.office)
    desk.refresh_from_db()
    begin["version"] = desk.version
    refused("no_panel", begin_desk_review, assessment=desk, **begin)


def test_what_was_signed_alone_stands() -> None:
    district = District(mode=ScoringMode.INDEPENDENT)
    case = district.reviewing(level=2)
    one = district.experts[0]
    for code in FULL:
        district.give(case, one, code)
    submit_scores(assessment=case, by=one)
    refused("submitted", submit_scores, assessment=case, by=one)
    refused("submitted", district.give, case=case, user=one, code="1.3")


def test_common_points_that_change_are_signed_again(district) -> None:
    case = district.reviewing(level=2)
    first, second = district.experts[:2]
    for code in FULL:
        district.give(case, first, code)
    submit_scores(assessment=case, by=first)
    district.give(case, second, "1.3", "10")
    assert not PanelSeat.objects.filter(submitted_at__isnull=False).exists()


def test_a_node_or_another_sheets_leaf_is_not_scored(district) -> None:
    case = district.reviewing(level=2)
    expert = district.experts[0]
    foreign = make_sheet(rows=SHORT).indicators.get(code="1.1")
    for leaf in (district.leaf("1"), foreign):
        given = {"indicator": leaf, "points": Points.of(1), "by": expert}
        seen = basis(case, leaf)
        refused("no_leaf", score_as_expert, assessment=case, seen=seen, **given)


def test_a_grade_is_asked_for_before_handing_in_and_only_where_there_are_grades(
    district,
) -> None:
    case = district.scored()
    Assessment.objects.filter(pk=case.pk).update(asked_for=None)
    case.refresh_from_db()
    by = {"by": case.admin}
    refused("no_level", hand_in, assessment=case, version=case.version, **by)
    Sheet.objects.filter(pk=district.sheet.pk).update(outcome=Outcome.PASSED)
    refused("no_grades", ask_for_grade, assessment=case, level=3, **by)


def test_a_route_that_the_rules_do_not_say_is_no_guess() -> None:
    district = District(routes={"desk": ["1A"], "site": ["5A"]})
    case = district.begun(level=5)
    refused("gap", ask_for_grade, "3A", assessment=case, level=3, by=case.admin)
    refused("no_leaf", self_scored, case=case, leaf=district.leaf("1"))


def self_scored(case, leaf):
    score_self(assessment=case, indicator=leaf, answer={"passed": True}, by=case.admin)
