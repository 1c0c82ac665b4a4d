from datetime import date

import pytest
from django.conf import settings
from django.utils import translation

from cms.models import HomePage
from cms.queries import (
    home_figures,
    latest_notices,
    notice_index,
    public_count,
    public_figures,
    readable_pages,
    station_phones,
)
from matching.queries import MonthFigures
from tests.factories.cms import (
    NoticeIndexPageFactory,
    NoticePageFactory,
    StandardPageFactory,
)
from tests.factories.organisations import PlaceFactory, TerritoryFactory


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "–"), (1, "–"), (9, "–"), (10, "10"), (214, "214")]
)
def test_public_count(count: int, shown: str) -> None:
    assert public_count(count) == shown


@pytest.mark.parametrize(
    ("month", "shown"),
    [
        (MonthFigures(9, 9, 94, 9, 9), ["–", "–", "–", "–"]),
        (MonthFigures(10, 10, 94, 10, 10), ["10", "10", "94%", "10"]),
        (MonthFigures(214, 197, None, 17, 0), ["214", "197", "–", "17"]),
    ],
)
def test_public_figures(month: MonthFigures, shown: list[str]) -> None:
    assert [figure.value for figure in public_figures(month)] == shown


@pytest.mark.django_db
def test_figures_without_a_need_are_dashes() -> None:
    assert [figure.value for figure in home_figures()] == ["–"] * 4


def test_latest_notices_are_five_of_this_language(english_home: HomePage) -> None:
    index = NoticeIndexPageFactory(parent=english_home)
    for day in range(1, 8):
        NoticePageFactory(parent=index, issued_on=date(2026, 11, day))
    with translation.override("en"):
        assert [n.issued_on.day for n in latest_notices()] == [7, 6, 5, 4, 3]
        assert notice_index() == index
    assert list(latest_notices()) == []
    assert notice_index() is None


def test_readable_pages_are_live_and_of_this_language(english_home: HomePage) -> None:
    StandardPageFactory(parent=english_home, live=False)
    with translation.override("en"):
        assert [page.pk for page in readable_pages()] == [english_home.pk]


@pytest.mark.django_db
def test_station_phones_are_those_of_the_district_that_can_be_rung() -> None:
    street = TerritoryFactory(code=f"{settings.DISTRICT_CODE}021", level="street")
    elsewhere = TerritoryFactory(code="440105001", level="street")
    ours = PlaceFactory(kind="station", phone="020-1", territory=street)
    PlaceFactory(kind="station", phone="", territory=street)
    PlaceFactory(kind="school", phone="020-2", territory=street)
    PlaceFactory(kind="station", phone="020-3", territory=elsewhere)
    assert list(station_phones()) == [ours]
