"""What a grade hangs on."""

from __future__ import annotations

import pytest

from evaluation.scoring import Band, Bands, Points
from evaluation.scoring.fragility import (
    Step,
    neighbours,
    one_level,
    without_expert,
    without_head,
)
from tests.evaluation.scoring.sheets import (
    EDGES,
    FULL,
    bands,
    every_kind,
    heads,
    points,
)

P = Points.of
SMALL = bands(edges=tuple((name, low // 10) for name, low in EDGES))


def test_at_952_with_one_outlier_5a_rests_on_expert_three():
    given = {"1": P(943), "2": P(945), "3": P(968)}

    found = without_expert(given, bands())

    assert (found.points, found.grade) == (P(952), "5A")
    assert found.rests_on == ("3",)
    assert found.fragile
    assert found.left_out[2].points == P(944)
    assert found.reach.to_lose == P("1.6")


def test_where_all_agree_nothing_hangs_on_anybody():
    found = without_expert({"1": P(925), "2": P(930), "3": P(920)}, bands())

    assert (found.grade, found.rests_on, found.fragile) == ("4A", (), False)
    assert found.reach.missing == P("25.5")


def test_a_cap_holds_without_anybody_too():
    given = {"1": P(943), "2": P(945), "3": P(968)}

    assert without_expert(given, bands(), at_most="4A").rests_on == ()


def test_a_mean_is_not_rounded_over_a_bound():
    found = without_expert({"1": P("950.4"), "2": P("950.5")}, bands())

    assert (found.points, found.grade) == (P(950), "4A")
    close = without_expert({"1": P("950.5"), "2": P("950.5")}, bands())
    assert (close.points, close.grade) == (P("950.5"), "5A")
    assert close.reach.to_lose == P("0.1")


def test_a_lone_expert_cannot_be_left_out():
    assert without_expert({"1": P(952)}, bands()).left_out == ()


def test_a_gap_is_no_grade():
    facts = Bands((Band("4A", P(901), P(951)), Band("5A", P(951))))

    found = without_expert({"1": P(890), "2": P(920)}, facts)

    assert (found.points, found.grade) == (P(905), "4A")
    assert [each.grade for each in found.left_out] == ["4A", None]
    assert without_expert({"1": P(890)}, facts).reach is None


def test_without_a_head_its_points_are_earned_at_the_rate_of_the_others():
    sheet = heads({"party": 100, "work": 900})
    given = points(party1=100, work1=840)

    found = without_head(sheet, given, bands())

    assert (found.points, found.grade) == (P(940), "4A")
    assert [str(each.points) for each in found.left_out] == ["933.3", "1000"]
    assert found.rests_on == ("work",)


def test_without_a_bonus_its_points_are_gone_and_a_veto_stays():
    sheet = every_kind()

    found = without_head(sheet, FULL | points(a_judged=30, x_one=3, x_two=4), SMALL)

    assert {each.who: str(each.points) for each in found.left_out} == {
        "a": "102",
        "b": "88.3",
        "x": "90",
    }
    struck = without_head(sheet, FULL | points(v=-1), SMALL)
    assert {each.points for each in struck.left_out} == {P(0)}


def test_one_level_of_each_leaf():
    sheet = every_kind()
    steps = one_level(sheet, FULL | points(a_levels=6), SMALL)

    assert steps[0] == Step("a.pass", P(0), P(86), "3A")
    assert steps[1:3] == (
        Step("a.levels", P(3), P(93), "4A"),
        Step("a.levels", P(10), P(100), "5A"),
    )
    assert steps[-1] == Step("v", P(-1), P(0), "none")


def test_a_level_may_lift_a_cap():
    sheet = every_kind()
    capped = FULL | points(a_pass=0, x_one=3, x_two=4)

    first = one_level(sheet, capped, SMALL)[0]

    assert (first.code, first.grade) == ("a.pass", "5A")


@pytest.mark.parametrize(
    ("score", "expected"), [(0, [3]), (3, [0, 6]), (6, [3, 10]), (10, [6])]
)
def test_neighbours_of_a_level(score, expected):
    leaf = every_kind().leaves[1]

    assert list(neighbours(leaf, P(score))) == [P(each) for each in expected]
