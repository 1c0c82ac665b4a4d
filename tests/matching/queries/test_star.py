"""Star levels: the edge of each threshold, of place and day; the file as it ships."""

from datetime import date

import pytest

from matching.enums import Star
from matching.queries.star import Ladder, ladder_of, ladders, star_of

TODAY = date(2026, 11, 26)
# Two tables of evaluation-rules.md 1.6, each with its administrative code.
DONGYING, ZHANGJIAGANG = "370502001001", "320582100001"


@pytest.mark.parametrize(
    ("place", "thresholds"),
    [
        (DONGYING, (100, 300, 600, 1000, 1500)),
        (ZHANGJIAGANG, (30, 60, 100, 200, 300)),
    ],
)
def test_a_full_hour_of_the_threshold_makes_the_star_and_a_minute_less_does_not(
    place, thresholds
):
    for number, hours in enumerate(thresholds, 1):
        below = star_of(60 * hours - 1, place, TODAY)
        assert star_of(60 * hours, place, TODAY).star == Star(number)
        assert (below.star if below else 0) == number - 1
    assert star_of(10**7, place, TODAY).star == Star.FIVE


@pytest.mark.parametrize("minutes", [0, -60])
def test_no_hours_are_no_star(minutes):
    assert star_of(minutes, ZHANGJIAGANG, TODAY) is None


def test_a_place_without_thresholds_has_no_stars():
    assert star_of(10**7, "110101001001", TODAY) is None


def ladder(code, since, *hours):
    return Ladder(code, code, code, since, hours, "a rule")


def test_the_smallest_place_counts_and_of_it_the_newest_in_force():
    known = (
        ladder("4401", date(2026, 12, 1), 1),
        ladder("44", date.min, 5),
        ladder("4401", date(2020, 1, 1), 3),
        ladder("4401", date(2025, 1, 1), 2),
    )
    days = (date(2019, 12, 31), date(2020, 1, 1), TODAY, date(2026, 12, 1))
    found = [ladder_of("440104021008", day, known).hours for day in days]
    assert found == [(5,), (3,), (2,), (1,)]
    assert ladder_of("330100", TODAY, known) is None


def test_each_table_that_ships_has_five_rising_thresholds_and_a_source():
    assert len({(row.code, row.since) for row in ladders()}) == len(ladders())
    for row in ladders():
        assert len(row.hours) == len(Star)
        assert row.hours == tuple(sorted(set(row.hours)))
        assert row.hours[0] > 0
        assert row.source
        assert row.name
        assert row.name_en
        assert row.code.isdigit()
