"""Half-open bands with a rounding rule; a gap is a gap."""

from __future__ import annotations

import pytest

from evaluation.scoring import Band, Bands, BandUnknown, Points, Rounding, grade
from evaluation.scoring.grades import (
    Reach,
    caps_that_hold,
    first_at,
    grades_many,
    lowest,
    reach,
)
from evaluation.scoring.totals import column_of
from evaluation.scoring.types import EXACT, Mode
from tests.evaluation.scoring.sheets import (
    EDGES,
    FULL,
    WHOLE_UP,
    bands,
    every_kind,
    points,
)
from tests.evidence import WIDE

P = Points.of
DOWN = Rounding(P(1), Mode.DOWN)
SMALL = tuple((name, low // 10) for name, low in EDGES)
"""The same bands for a sheet of 100."""


@pytest.mark.parametrize(
    ("given", "half_up", "down", "exact"),
    [
        ("950", "4A", "4A", "4A"),
        ("950.4", "4A", "4A", "4A"),
        ("950.5", "5A", "4A", "4A"),
        ("951", "5A", "5A", "5A"),
        ("900.9", "4A", "3A", "3A"),
        ("0", "none", "none", "none"),
    ],
)
def test_points_at_the_edges_under_three_rounding_rules(given, half_up, down, exact):
    found = [grade(P(given), bands(rule)) for rule in (WHOLE_UP, DOWN, EXACT)]

    assert found == [half_up, down, exact]


@pytest.mark.evidence
@pytest.mark.parametrize(
    ("step", "mode"),
    [("0.1", Mode.HALF_UP), ("1", Mode.HALF_UP), ("1", Mode.DOWN), ("0.5", Mode.UP)],
)
def test_every_tenth_has_exactly_one_grade(step, mode):
    complete = bands(Rounding(P(step), mode))
    edges = {
        10 * low + near for _, low in (*EDGES, ("", 1000)) for near in range(-11, 12)
    }

    for tenths in range(10_001) if WIDE else sorted(edges & set(range(10_001))):
        rounded = complete.rounding.of(Points(tenths))
        held = [band.grade for band in complete.bands if band.holds(rounded)]
        assert held == [grade(Points(tenths), complete)]
    assert complete.gaps(P(1000)) == ()


def test_a_gap_raises_and_is_listed():
    facts = Bands((Band("4A", P(901), P(951)), Band("5A", P(951))), WHOLE_UP)

    with pytest.raises(BandUnknown) as unknown:
        grade(P("900.4"), facts)

    assert unknown.value.points == P("900.4")
    assert grade(P("900.5"), facts) == "4A"
    assert facts.gaps(P(1000)) == ((P(0), P(901)),)


def test_overlapping_or_empty_bands_are_refused():
    with pytest.raises(ValueError, match="overlap"):
        Bands((Band("4A", P(901), P(951)), Band("5A", P(950))))
    with pytest.raises(ValueError, match="overlap"):
        Bands((Band("4A", P(901)), Band("5A", P(951))))
    with pytest.raises(ValueError, match="nothing"):
        Bands((Band("4A", P(901), P(901)),))


def test_a_cap_bounds_the_grade_and_never_lifts_it():
    assert grade(P(990), bands(), at_most="4A") == "4A"
    assert grade(P(810), bands(), at_most="4A") == "3A"


def test_without_a_party_branch_at_most_4a():
    sheet, small = every_kind(), bands(edges=SMALL)
    bare = FULL | points(a_pass=0, x_one=3, x_two=4)

    (held,) = caps_that_hold(sheet, bare)

    assert (held.code, lowest([held], small)) == ("a.pass", "4A")
    assert caps_that_hold(sheet, FULL) == ()
    assert lowest([], small) is None
    assert grade(P(95), small) == "5A"
    assert grades_many(sheet, column_of(sheet, bare), small) == ("4A",)
    assert grades_many(sheet, column_of(sheet, FULL), small) == ("5A",)


def test_how_far_it_is_to_the_next_grade_and_to_losing_this_one():
    assert reach(P(952), bands()) == Reach("5A", None, None, P("1.6"))
    assert reach(P("940.5"), bands()) == Reach("4A", "5A", P(10), P("40.1"))
    assert reach(P(0), bands()) == Reach("none", "1A", P("600.5"), None)


def test_there_is_no_next_grade_across_a_gap():
    split = Bands((Band("3A", P(801), P(850)), Band("5A", P(951))))

    assert reach(P(820), split) == Reach("3A", None, None, None)


@pytest.mark.parametrize("mode", list(Mode))
def test_the_first_points_that_are_rounded_to_a_bound(mode):
    rule = Rounding(P(1), mode)

    first = first_at(P(951), rule)

    assert rule.of(first) >= P(951)
    assert rule.of(first - Points(1)) < P(951)
