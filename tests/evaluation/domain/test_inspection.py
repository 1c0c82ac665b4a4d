"""Random inspection: fixed before the seed is known, drawn again by anybody."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from evaluation.domain.inspection import (
    announce_draw,
    assign_inspectors,
    draw_inspections,
    record_inspection,
)
from evaluation.models import FollowUp, InspectionDraw, SupervisionCase
from evaluation.scoring.lot import drawn
from organisations.models import Provider
from tests.evaluation.supervised import graded, rules
from tests.factories.organisations import (
    ProviderFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def refused(code, verb, **arguments):
    with pytest.raises(ValidationError) as error:
        verb(**arguments)
    assert error.value.code == code


@pytest.fixture
def office():
    return UserFactory()


@pytest.fixture
def draw(office):
    graded(rules())
    ProviderFactory.create_batch(33)
    ProviderFactory(volunteers=True)
    return announce_draw(
        district=TerritoryFactory(district=True),
        year=2026,
        seed_source="次日公布的福利彩票双色球开奖号码",
        seed_on=timezone.localdate() + timedelta(days=1),
        by=office,
    )


def seeded(draw, office, seed="03 08 15 21 27 30 11"):
    InspectionDraw.objects.update(seed_on=timezone.localdate())
    draw.refresh_from_db()
    return draw_inspections(draw=draw, seed=seed, by=office)


def test_the_sample_is_three_in_a_hundred_rounded_up_and_drawn_again(draw, office):
    assert (len(draw.register), draw.number) == (34, 2)
    refused("too_early", draw_inspections, draw=draw, seed="1", by=office)
    ProviderFactory()  # comes too late to be drawn
    rows = seeded(draw, office)
    again = drawn("03 08 15 21 27 30 11", draw.register, 2)
    assert [row.provider.public_id for row in rows] == again
    refused("wrong_state", draw_inspections, draw=draw, seed="2", by=office)


def test_a_draw_whose_seed_could_be_known_is_refused(office):
    rules()
    place, today = TerritoryFactory(district=True), timezone.localdate()
    given = {"district": place, "year": 2026, "seed_source": "开奖号码", "by": office}
    refused("seed_on", announce_draw, seed_on=today, **given)
    tomorrow = today + timedelta(days=1)
    refused("nobody", announce_draw, seed_on=tomorrow, **given)


def test_two_go_there_with_papers_and_what_they_find_opens_a_case(draw, office):
    row, other = seeded(draw, office)
    graded(
        draw.district.rounds.first().rule_set, Provider.objects.get(pk=row.provider_id)
    )
    one, two = UserFactory(), UserFactory()
    day = {"visited_on": timezone.localdate(), "by": office}
    found = {**day, "result": "rectify", "finding": "消防器材过期"}
    refused("no_inspectors", record_inspection, inspection=row, **found)
    refused("too_few", assign_inspectors, inspection=row, papers={one: "A1"}, by=office)
    with pytest.raises(ValidationError):
        assign_inspectors(inspection=row, papers={one: "A1", two: " "}, by=office)
    for each in (row, other):
        assign_inspectors(inspection=each, papers={one: "A1", two: "A2"}, by=office)
    refused("required", record_inspection, inspection=row, **{**found, "finding": ""})
    early = {**found, "visited_on": timezone.localdate() - timedelta(days=1)}
    refused("day", record_inspection, inspection=row, **early)
    record_inspection(inspection=row, **found)
    record_inspection(inspection=other, **day, result="clean", finding="")
    assert SupervisionCase.objects.get().provider_id == row.provider_id
    assert FollowUp.objects.get().award.assessment.provider_id == row.provider_id
    refused("wrong_state", record_inspection, inspection=row, **found)
    papers = {one: "A1", two: "A2"}
    refused("wrong_state", assign_inspectors, inspection=row, papers=papers, by=office)
