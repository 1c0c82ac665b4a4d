"""Like cases get like points; groups are compared, small ones hidden."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.scoring import Points, total
from evaluation.scoring.equity import Case, Gap, Hidden, Unlike, gaps, unlike
from tests.evaluation.scoring.sheets import FULL, every_kind

P = Points.of


def test_pairs_that_differ_only_in_name_or_street_get_the_same_points():
    sheet = every_kind()
    scored = [{**FULL, "a.judged": P(n)} for n in (20, 30, 40)]
    pairs = [
        Case(street * 10 + number, f"facts {number}", total(sheet, dict(scores)))
        for street in (1, 2)
        for number, scores in enumerate(scored)
    ]

    assert unlike(pairs) == ()


def test_the_same_evidence_with_other_points_is_named():
    cases = [
        Case(1, "same", P(900)),
        Case(2, "same", P("902.5")),
        Case(3, "same", P(901)),
        Case(4, "other", P(700)),
    ]

    assert unlike(cases) == (Unlike(2, 1, P("2.5")),)
    assert unlike(reversed(cases)) == unlike(cases)


def test_a_gap_has_the_interval_of_welch():
    rng = np.random.default_rng(1)
    points = np.concatenate([rng.normal(900, 20, 30), rng.normal(850, 60, 50)])
    groups = ["a"] * 30 + ["b"] * 50

    first, second = gaps(groups, points)

    # As scipy.stats.ttest_ind(points[:30], points[30:], equal_var=False) gives it.
    assert (first.low, first.high) == pytest.approx((37.389203, 68.94997))
    assert first.difference == pytest.approx(-second.difference)
    assert (first.cases, second.cases) == (30, 50)
    assert first.beyond_chance


def test_small_groups_are_hidden_with_what_would_tell_them():
    groups = ["a"] * 40 + ["b"] * 12 + ["c"] * 9 + ["d"] * 20
    found = gaps(groups, np.arange(81.0))

    assert found[1:3] == (Hidden("b"), Hidden("c"))
    assert [type(each) for each in found] == [Gap, Hidden, Hidden, Gap]


def test_a_group_beside_which_almost_nobody_stands_is_hidden():
    assert gaps(["a"] * 50, np.arange(50.0)) == (Hidden("a"),)
    assert gaps([], np.zeros(0)) == ()


def test_groups_without_any_spread_are_compared_as_they_are():
    first, _second = gaps(["a"] * 10 + ["b"] * 10, np.array([1.0] * 10 + [3.0] * 10))

    assert (first.difference, first.low, first.high) == (-2, -2, -2)
