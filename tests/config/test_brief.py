"""The weekly brief: true counts of one's own place, small parts hidden, few queries."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from config.brief import LEAST, shown
from matching.queries.brief import week_figures
from organisations.enums import Role
from organisations.models import Training
from tests.factories.incubation import TrainingFactory
from tests.factories.organisations import ServiceTypeFactory
from tests.matching.domain.test_topic import unmet
from tests.matching.world import World

pytestmark = pytest.mark.django_db
BRIEF = "/desk/brief/"
QUERIES = 14


@pytest.fixture
def world():
    world = World(clocks=True)
    world.twice_signed()
    world.need_in("unmet")
    hidden = world.raised()
    type(hidden).objects.filter(pk=hidden.pk).update(track="confidential")
    return world


def signed_in(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_the_numbers_are_those_of_the_week_without_confidential_ones(world):
    now = timezone.now()
    week = timedelta(days=7)
    found = week_figures("440104", now - week, now + timedelta(hours=1), now + week)
    assert (found.raised, found.answered, found.solved) == (2, 1, 1)
    assert (found.sessions, found.hours, found.needs_served) == (1, 1.0, 1)
    assert [number for _names, number in found.gaps] == [1]
    far = week_figures("440104019", now - week, now, now + week)
    assert (far.raised, far.running, far.sessions, far.gaps) == (0, 0, 0, [])


def test_it_is_for_centre_street_and_bureau_and_shows_no_small_part(
    world, django_assert_num_queries
):
    operator = world.appointed(Role.CENTRE_OPERATOR, world.district)
    reviewer = world.appointed(Role.BUREAU_REVIEWER, world.district)
    for user in (operator, reviewer, world.officer):
        client = signed_in(user)
        with django_assert_num_queries(QUERIES):
            page = client.get(BRIEF)
        assert page.status_code == 200
        assert page.context["gaps"][0][1] == "fewer than 10"
    for user in (world.worker, world.member):
        assert signed_in(user).get(BRIEF).status_code == 403


def test_it_asks_the_same_for_one_and_three_of_everything(
    world, django_assert_num_queries
):
    client = signed_in(world.officer)
    for number in (1, 3):
        if number == 3:
            for kind in (world.meal, ServiceTypeFactory(code="B1")):
                unmet(world, (kind, 1))
                world.twice_signed(world.accepted("team")[0])
        for _more in range(number - Training.objects.count()):
            TrainingFactory(starts_at=timezone.now() + timedelta(days=7))
        with django_assert_num_queries(QUERIES):
            page = client.get(BRIEF)
        assert len(page.context["gaps"]) == len(page.context["trainings"]) == number


@pytest.mark.parametrize("week", ["2026-11-25", "x", "9999-12-31", "1900-01-01"])
def test_any_week_can_be_asked_for(world, week):
    assert signed_in(world.officer).get(f"{BRIEF}?week={week}").status_code == 200


def test_a_part_below_ten_is_not_said_exactly():
    assert [shown(n) for n in (0, LEAST - 1, LEAST)] == ["少于10", "少于10", "10"]
