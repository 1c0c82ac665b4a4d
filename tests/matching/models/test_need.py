"""Who sees which need, today: roles x tracks x states, as a table."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from matching.domain.absence import plan_absence
from matching.domain.team import leave_seat, take_seat
from matching.enums import SeatKind
from matching.models import Engagement, Need, NeedItem
from organisations.domain.account import end_appointment
from organisations.enums import Role
from tests.matching.tools import fresh, propose_by_hand, say_yes

pytestmark = pytest.mark.django_db

KINDS = {
    # name: track, state, urgency
    "draft": ("individual", "draft", "normal"),
    "raised": ("individual", "raised", "normal"),
    "individual": ("individual", "open", "normal"),
    "urgent": ("individual", "open", "urgent"),
    "project": ("project", "open", "normal"),
    "closed_project": ("project", "closed", "normal"),
    "confidential": ("confidential", "open", "normal"),
    "confidential_urgent": ("confidential", "open", "urgent"),
}
ALL = set(KINDS)
HIDDEN = {"confidential", "confidential_urgent"}
PROJECTS = {"project", "closed_project"}
SEEN = {
    Role.SOCIAL_WORKER: ALL,
    Role.STATION_MANAGER: ALL,
    Role.STREET_OFFICER: ALL - HIDDEN,
    Role.DUTY_DESK: {"draft", "raised", "urgent"},
    Role.COMMUNITY_SECRETARY: {"draft", "raised"} | PROJECTS,
    Role.PARTY_MEMBER: PROJECTS,
    Role.CENTRE_OPERATOR: PROJECTS,
    Role.RESIDENT: set(),
    Role.GRID_LEADER: set(),
    Role.VOLUNTEER: set(),
    Role.PROVIDER_ADMIN: set(),
    Role.EDITOR: set(),
    Role.CHIEF_EDITOR: set(),
    Role.FEDERATION_OFFICER: set(),
    Role.EVALUATION_OFFICE: set(),
    Role.EXPERT: set(),
    Role.COMMITTEE_MEMBER: set(),
    Role.BUREAU_REVIEWER: set(),
    Role.DEPARTMENT_READER: set(),
    Role.SECURITY_ADMIN: set(),
    Role.AUDIT_ADMIN: set(),
    Role.SYSTEM_ADMIN: set(),
}


@pytest.fixture
def needs(world):
    """One need of each kind here, and the same in another street."""
    for place in (world.community, world.far):
        for name, (track, state, urgency) in KINDS.items():
            need = world.raised(by=None, community=place, for_whom=f"{name} {place}")
            Need.objects.filter(pk=need.pk).update(
                track=track, state=state, urgency=urgency
            )
    return world


def seen_by(user, place):
    rows = Need.objects.visible_to(user).filter(community=place)
    return {words.split()[0] for words in rows.values_list("for_whom", flat=True)}


def test_the_table_names_every_role():
    assert set(SEEN) == set(Role)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_sees(needs, role):
    places = {
        Role.SOCIAL_WORKER: needs.street,
        Role.STATION_MANAGER: needs.street,
        Role.STREET_OFFICER: needs.street,
        Role.COMMUNITY_SECRETARY: needs.community,
        Role.PARTY_MEMBER: needs.community,
        Role.RESIDENT: needs.community,
        Role.VOLUNTEER: needs.community,
        Role.PROVIDER_ADMIN: None,
        Role.FEDERATION_OFFICER: None,
        Role.SECURITY_ADMIN: None,
        Role.AUDIT_ADMIN: None,
        Role.SYSTEM_ADMIN: None,
        Role.GRID_LEADER: needs.community,
    }
    district = {
        Role.DUTY_DESK,
        Role.CENTRE_OPERATOR,
    }
    place = places.get(role, needs.district)
    provider = None if place else needs.providers["org"]
    user = needs.appointed(role, place, provider=provider)

    assert seen_by(user, needs.community) == SEEN[role]
    assert seen_by(user, needs.far) == (SEEN[role] if role in district else set())


def test_an_ended_appointment_sees_nothing_at_once(needs):
    appointment = needs.worker.appointments.get()
    assert seen_by(needs.worker, needs.community) == ALL

    end_appointment(appointment=appointment, by=None)

    assert seen_by(needs.worker, needs.community) == set()


def test_a_closed_account_and_a_stranger_see_nothing(needs):
    needs.worker.is_active = False

    assert Need.objects.visible_to(needs.worker).count() == 0
    assert Need.objects.visible_to(AnonymousUser()).count() == 0
    assert Engagement.objects.visible_to(AnonymousUser()).count() == 0


def test_whoever_raised_it_sees_it_until_it_is_confidential(world):
    need = world.raised()
    other = world.appointed(Role.RESIDENT, world.community)

    assert list(Need.objects.visible_to(world.raiser)) == [need]
    assert list(Need.objects.visible_to(other)) == []

    world.opened(need=need, track="confidential")
    assert list(Need.objects.visible_to(world.raiser)) == []


def test_a_confidential_case_is_its_own_workers_and_the_managers(world):
    colleague = world.appointed(Role.SOCIAL_WORKER, employer=world.agency)
    need = world.raised()
    Need.objects.update(track="confidential")
    station = (world.worker, colleague, world.manager)
    assert [sees(user, need) for user in station] == [True, True, True]

    world.opened(need=fresh(need), track="confidential")
    assert [sees(user, need) for user in station] == [True, False, True]

    today = timezone.localdate()
    plan_absence(
        user=world.worker, cover=colleague, since=today, until=today, by=world.worker
    )
    assert [sees(user, need) for user in station] == [True, True, True]


def test_who_assessed_it_goes_on_seeing_it(world):
    desk = world.appointed(Role.DUTY_DESK, world.district)
    need = world.opened(by=desk)

    assert (need.worker, need.urgency) == (desk, "normal")
    assert sees(desk, need)
    assert not sees(world.appointed(Role.DUTY_DESK, world.district), need)


def sees(user, need):
    return Need.objects.visible_to(user).filter(pk=need.pk).exists()


def test_a_seat_shows_the_projects_of_its_community(world):
    resident = world.appointed(Role.RESIDENT, world.community)
    need = world.project()
    world.opened()
    assert list(Need.objects.visible_to(resident)) == []

    seat = take_seat(
        team=need.team, kind=SeatKind.RESIDENT, user=resident, by=world.worker
    )
    assert list(Need.objects.visible_to(resident)) == [need]
    pack = propose_by_hand(need, [world.menu["org"]])
    assert say_yes(pack, kind="resident", by=resident) is False

    leave_seat(seat=seat, by=world.worker)
    assert list(Need.objects.visible_to(resident)) == []


def test_a_seat_without_an_appointment_shows_nothing(world):
    need = world.project()
    assert list(Need.objects.visible_to(world.member)) == [need]

    end_appointment(appointment=world.member.appointments.get(), by=None)

    assert list(Need.objects.visible_to(world.member)) == []


def test_a_provider_sees_its_engagements_and_no_need(world):
    need = world.opened((world.visit, 1), (world.meal, 1))
    mine, other = world.invited(pack=world.proposed("org", "unit", need=need))
    admin = world.admin(mine)

    assert list(Engagement.objects.visible_to(admin)) == [mine]
    assert list(Need.objects.visible_to(admin)) == []
    seen = Engagement.objects.visible_to(world.worker).order_by("pk")
    assert list(seen) == [mine, other]
    assert list(Engagement.objects.visible_to(world.raiser).order_by("pk")) == [
        mine,
        other,
    ]


@pytest.mark.parametrize(
    ("starts_on", "weeks", "expected"),
    [
        (None, 1, [date(2026, 11, 23)]),
        (date(2026, 11, 25), 2, [date(2026, 11, 23), date(2026, 11, 30)]),
        (date(2026, 11, 1), 1, [date(2026, 11, 23)]),
        (date(2027, 1, 1), 1, [date(2026, 12, 28)]),
    ],
)
def test_the_weeks_of_an_item(starts_on, weeks, expected):
    item = NeedItem(starts_on=starts_on, weeks=weeks)

    assert item.mondays(date(2026, 11, 26)) == expected


def test_running_needs_are_those_that_have_not_ended(world):
    states = ["raised", "closed", "withdrawn", "unmet"]
    made = {state: world.need_in(state) for state in states}

    running = Need.objects.running().within("440104021")

    assert set(running) == {made["raised"], made["unmet"]}
    assert Need.objects.within("440104019").count() == 0


def test_a_seat_is_current_between_its_days(world):
    team = world.team_of()
    today = timezone.localdate()
    seat = team.seats.get(kind=SeatKind.RESIDENT)

    for since, until, current in [
        (today, None, True),
        (today - timedelta(3), today, True),
        (today - timedelta(3), today - timedelta(1), False),
        (today + timedelta(1), None, False),
    ]:
        seat.since, seat.until = since, until
        seat.save()
        assert team.seats.current().filter(pk=seat.pk).exists() is current
