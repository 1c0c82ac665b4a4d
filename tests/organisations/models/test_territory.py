"""Levels follow from the code; descendants share it as a prefix."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from organisations.enums import TerritoryLevel
from organisations.models import Territory
from tests.factories.organisations import TerritoryFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "level", "right"),
    [
        ("440104", TerritoryLevel.DISTRICT, True),
        ("440104021", TerritoryLevel.STREET, True),
        ("440104021008003", TerritoryLevel.GRID, True),
        ("440104021", TerritoryLevel.COMMUNITY, False),
        ("44010402", TerritoryLevel.STREET, False),
    ],
)
def test_the_level_fits_the_length_of_the_code(code, level, right):
    territory = Territory(code=code, level=level, name="某处")

    try:
        territory.full_clean()
    except ValidationError:
        assert not right
    else:
        assert right


def test_within_finds_the_territory_and_all_below_it():
    for trait in ("district", "street", "grid"):
        TerritoryFactory(**{trait: True})
    community = TerritoryFactory()

    codes = [each.code for each in Territory.objects.within(community.code)]

    assert codes == ["440104021008", "440104021008003"]


def test_a_territory_knows_street_and_district():
    grid = TerritoryFactory(grid=True)

    assert (grid.street_code, grid.district_code) == ("440104021", "440104")


def test_the_name_follows_the_language():
    district = TerritoryFactory(district=True)

    with translation.override("en"):
        assert str(district) == "Yuexiu"
    assert str(district) == "越秀区"
