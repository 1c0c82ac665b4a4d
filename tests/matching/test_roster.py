"""Volunteers as the roster engine sees them, in a fixed number of queries."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from matching.snapshot.roster import persons
from organisations.domain.volunteers import VolunteerRow, join_many
from organisations.models import Hours, Volunteer, monday_of
from tests.factories.matching import OfferMonthFactory, SlotFactory, SlotOfferFactory
from tests.factories.organisations import (
    ClearanceFactory,
    FreeWindowFactory,
    ServiceTypeFactory,
    TerritoryFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db
QUERIES = 9


def next_monday():
    return monday_of(timezone.localdate()) + timedelta(days=7)


@pytest.mark.parametrize("number", [1, 3, 1000])
def test_a_crowd_is_read_in_as_many_queries_as_one(number, django_assert_num_queries):
    home, kind = TerritoryFactory(), ServiceTypeFactory()
    hours = (Hours("67", time(9), time(12)),)
    join_many(
        rows=[
            VolunteerRow(
                f"志愿者{n}",
                f"1390000{n:04d}",
                1980,
                home,
                skills=(kind,),
                windows=hours,
            )
            for n in range(number)
        ],
        by=None,
    )
    with django_assert_num_queries(QUERIES):
        found = persons(Volunteer.objects.active(), next_monday())
    assert len(found) == number
    assert {each.skills for each in found} == {frozenset({kind.code})}
    assert {each.windows for each in found} == {((7740, 7920), (9180, 9360))}


def test_a_person_as_the_month_stands():
    volunteer = VolunteerFactory(in_service_member=True, languages=["yue"])
    ClearanceFactory(volunteer=volunteer)
    ClearanceFactory(
        volunteer=volunteer, gate="LIC", expires_on=next_monday() + timedelta(days=3)
    )
    OfferMonthFactory(volunteer=volunteer)
    [seen] = persons(Volunteer.objects.all(), next_monday())
    assert (seen.id, seen.home, seen.offers) == (volunteer.pk, "440104021008", 1)
    assert seen.languages == {"yue"}
    assert seen.clearances == {"MIN"}  # the licence ends within that week
    assert seen.unit_days == frozenset()  # nobody has confirmed them
    Volunteer.objects.update(days_confirmed_at=timezone.now())
    [seen] = persons(Volunteer.objects.all(), next_monday())
    assert seen.unit_days == {6}


def test_what_is_promised_is_not_free():
    monday = next_monday()
    volunteer = VolunteerFactory()
    FreeWindowFactory(volunteer=volunteer, days="6")
    start = timezone.make_aware(datetime.combine(monday + timedelta(days=5), time(10)))
    slot = SlotFactory(session__starts_at=start)
    SlotOfferFactory(slot=slot, volunteer=volunteer)
    [seen] = persons(Volunteer.objects.all(), monday)
    saturday = 5 * 1440
    assert seen.windows == (
        (saturday + 9 * 60, saturday + 10 * 60),
        (saturday + 11 * 60, saturday + 18 * 60),
    )
    assert seen.asked == 0
