"""Who may, with the reason of a no; the deliverer is not the closer."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from matching import rules
from organisations.domain.account import end_appointment
from organisations.enums import Role
from tests.matching.tools import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(world):
    world.secretary = world.appointed(Role.COMMUNITY_SECRETARY, world.community)
    world.duty = world.appointed(Role.DUTY_DESK, world.district)
    world.colleague = world.appointed(Role.SOCIAL_WORKER, employer=world.agency)
    world.elsewhere = world.appointed(Role.SOCIAL_WORKER, world.far_street)
    world.org_admin = world.admins[world.providers["org"].pk]
    world.nobody = AnonymousUser()
    return world


PEOPLE = ("raiser", "worker", "colleague", "manager", "officer", "secretary", "member")
PEOPLE += ("duty", "elsewhere", "org_admin", "nobody")
# rule -> who may, on an individual need in delivery that the organisation delivers
MAY = {
    "can_assess": {"worker", "colleague", "officer", "duty"},
    "can_accept_draft": {"worker", "colleague", "officer", "duty", "secretary"},
    "can_answer_return": {"raiser", "worker", "colleague", "officer", "duty"},
    "can_withdraw": {"raiser", "worker"},
    "can_read_trail": set(PEOPLE[1:6]) | {"duty"},
    "can_run": {"worker"},
    "can_confirm": {"worker"},
    "can_confirm_own_agency": {"manager"},
    "can_close": {"worker", "colleague", "manager", "officer", "secretary"},
}
REASONS = {
    "can_assess": "Only the social worker of this street assesses the need.",
    "can_accept_draft": "Only the community or the station takes over a public form.",
    "can_answer_return": "Only the person who raised it, or the station, answers.",
    "can_withdraw": "Only the person who raised it, or its worker, withdraws it.",
    "can_read_trail": "Every single act is for those who work on the need.",
    "can_run": "Only the social worker of this need does that.",
    "can_confirm": "You hold no seat in the team of this need.",
    "can_confirm_own_agency": "Only the station manager answers for the own agency.",
    "can_close": "Only the station, the community or the street closes a need.",
}


@pytest.mark.parametrize("name", sorted(MAY))
def test_a_rule_for_everybody(world, name):
    need = world.accepted()[0].need
    rule = getattr(rules, name)

    with translation.override("en"):
        verdicts = {who: rule(getattr(world, who), need) for who in PEOPLE}

    assert {who for who, verdict in verdicts.items() if verdict} == MAY[name]
    assert {v.reason for v in verdicts.values() if not v} == {REASONS[name]}


@pytest.mark.parametrize("name", sorted(MAY))
def test_nobody_is_not_the_missing_raiser_or_worker(world, name):
    need = world.raised(by=None)

    assert bool(getattr(rules, name)(AnonymousUser(), need)) is False


@pytest.mark.parametrize("name", sorted(MAY))
def test_an_ended_appointment_may_nothing_but_what_the_raiser_may(world, name):
    need = world.accepted()[0].need
    end_appointment(appointment=world.officer.appointments.get(), by=None)

    assert bool(getattr(rules, name)(world.officer, need)) is False


def test_needs_are_raised_by_those_near_them(world):
    may = {who for who in PEOPLE if rules.can_raise_need(getattr(world, who))}

    assert may == set(PEOPLE) - {"org_admin", "nobody"}
    with translation.override("en"):
        assert rules.can_raise_need(world.org_admin).reason == (
            "Your role does not raise needs. Tell the community's social worker."
        )


def test_answers_are_given_by_the_invited_provider(world):
    engagement = world.invited()[0]

    may = {who for who in PEOPLE if rules.can_answer(getattr(world, who), engagement)}

    assert may == {"org_admin"}


def test_the_second_key_belongs_to_another_house(world):
    session = world.delivered()
    hired = world.appointed(Role.SOCIAL_WORKER, employer=world.providers["org"])
    everybody = {who: getattr(world, who) for who in PEOPLE} | {"hired": hired}

    may = {who for who, u in everybody.items() if rules.can_turn_second_key(u, session)}

    assert may == {"worker", "raiser"}
    with translation.override("en"):
        assert rules.can_turn_second_key(hired, session).reason == (
            "The second key belongs to another employer, or to the person served."
        )


def test_an_agency_does_not_close_what_it_delivered(world):
    own = world.offered(world.agency, world.visit)
    world.menu["own"] = own
    world.admins[world.agency.pk] = world.appointed(
        Role.PROVIDER_ADMIN, None, provider=world.agency
    )
    need = world.accepted("own")[0].need

    with translation.override("en"):
        verdicts = {who: rules.can_close(getattr(world, who), need) for who in PEOPLE}

    assert {who for who, v in verdicts.items() if v} == {"officer", "secretary"}
    assert {verdicts[who].reason for who in ("worker", "colleague", "manager")} == {
        "Your own agency delivered this: the community or the street closes it."
    }


def test_a_seat_confirms_a_project(world):
    need = world.project()

    may = {who for who in PEOPLE if rules.can_confirm(getattr(world, who), fresh(need))}

    assert may == {"member", "worker"}
    # In this team the manager holds no seat, and the project has no such capacity.
    assert bool(rules.can_confirm(world.manager, need)) is False


def test_the_station_manager_confirms_where_nobody_can_be_asked(world):
    need = world.opened(need=world.raised(person=None))

    assert bool(rules.can_confirm(world.manager, need)) is True
    assert bool(rules.can_confirm(world.officer, need)) is False


def test_a_file_of_needs_is_the_stations_and_the_streets(world):
    may = {who for who in PEOPLE if rules.can_import_needs(getattr(world, who))}

    assert may == {"worker", "colleague", "manager", "officer", "elsewhere"}
