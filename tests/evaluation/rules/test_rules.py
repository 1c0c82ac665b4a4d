"""Who may do what with a round and a case: every rule for every kind of person, those of
another district, of another organisation and of yesterday among them."""

from __future__ import annotations

import pytest
from django.utils import translation

from evaluation.models import PanelSeat
from evaluation.rules import archive, case, decision, round, sheet, statistics
from evaluation.rules import supervision as watch
from organisations.enums import Role
from tests.evaluation.court import Court
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
# Who may by the right office in the right district, on the right seat.
OFFICE, BUREAU = {"office"}, {"bureau"}
SUPERVISORS, POSTS = OFFICE | BUREAU, {"chair", "secretary"}
OWN, AGENCY, PANEL = {"own"}, {"agency"}, {"leader", "expert"}
COMMITTEE = POSTS | {"member"}
ELSEWHERE = {"office elsewhere"}
INSIDE = SUPERVISORS | ELSEWHERE | COMMITTEE | PANEL

MAY = {
    "open": OFFICE | ELSEWHERE,
    "run": OFFICE,
    "draw": OFFICE | AGENCY,
    "figures": SUPERVISORS | {"chair"},
    "export": SUPERVISORS,
    "rules": INSIDE,
    "sheets": OFFICE | ELSEWHERE,
    "apply": OWN,
    "fill": OWN,
    "panel": OFFICE | AGENCY,
    "score": PANEL,
    "lead": {"leader"},
    "declare": INSIDE | OWN | AGENCY | {"another"},
    "lift": OFFICE,
    "committee": BUREAU,
    "call": OFFICE | POSTS,
    "minute": POSTS,
    "vote": COMMITTEE,
    "publish": BUREAU,
    "look": set(),
    "draw inspections": BUREAU,
    "supervise": SUPERVISORS,
    "announce": SUPERVISORS | ELSEWHERE,
}


def appointed(role, **where):
    user = UserFactory()
    AppointmentFactory(user=user, role=role, **where)
    return user


def people(court, one, agency):
    """One of each kind, by the name of the kind."""
    elsewhere = TerritoryFactory(district=True, code="440103", name="外区")
    office = Role.EVALUATION_OFFICE
    return {
        "office": court.office,
        "bureau": court.bureau,
        "chair": court.chair,
        "secretary": court.secretary,
        "member": court.members[5],
        "leader": court.experts[0],
        "expert": court.experts[1],
        "own": court.admin(one.provider),
        "agency": court.admin(agency),
        "another": court.admin(ProviderFactory()),
        "office elsewhere": appointed(office, territory=elsewhere),
        "office until yesterday": appointed(
            office, territory=court.district, over=True
        ),
        "stranger": UserFactory(),
    }


def test_every_rule_opens_to_those_it_names_and_to_nobody_else():
    court = Court()
    committee, one = court.committee(), court.case()
    agency = court.round.agency = ProviderFactory()
    court.round.save()
    PanelSeat.objects.filter(user=court.experts[0]).update(leads=True)
    meeting = court.meeting(committee, [one])
    item, provider, district = meeting.items.get(), one.provider, court.district
    kinds = people(court, one, agency)

    def who(rule, *more):
        return {name for name, user in kinds.items() if rule(user, *more)}

    both = (case.can_run_case, decision.can_rule_on_challenge)
    assert [who(rule, one) for rule in both] == [OFFICE] * 2
    found = {
        "open": who(round.can_open_round),
        "run": who(round.can_run_round, court.round),
        "draw": who(round.can_draw_panels, court.round),
        "figures": who(statistics.can_read_statistics, court.round),
        "export": who(archive.can_export, court.round),
        "rules": who(sheet.can_read_rules),
        "sheets": who(sheet.can_keep_sheets),
        "apply": who(case.can_apply, provider),
        "fill": who(case.can_fill, one),
        "panel": who(case.can_form_panel, one),
        "score": who(case.can_score, one),
        "lead": who(case.can_lead, one),
        "declare": who(decision.can_declare),
        "lift": who(decision.can_lift, district),
        "committee": who(decision.can_form_committee, district),
        "call": who(decision.can_call_meeting, committee),
        "minute": who(decision.can_minute, meeting),
        "vote": who(decision.can_vote, item),
        "publish": who(decision.can_publish, one),
        "look": who(decision.can_look_again, one),
        "draw inspections": who(decision.can_draw, district),
        "supervise": who(watch.can_supervise, provider),
        "announce": who(watch.can_announce),
    }
    assert found == MAY


def test_roles_that_were_read_beforehand_are_the_same():
    court = Court()
    court.committee()
    kinds = people(court, court.case(), ProviderFactory())
    for user in kinds.values():
        held = user.appointments.current().select_related("territory")
        found = round.roles_held(held, court.round)
        assert found == round.roles_over(user, court.round)


def test_an_agency_does_not_form_the_panel_of_its_own_client():
    court = Court()
    one = court.case()
    one.round.agency = one.provider
    with translation.override("en"):
        refused = case.can_form_panel(court.admin(one.provider), one)
    assert not refused
    assert refused.reason == "The agency does not evaluate its own clients."
