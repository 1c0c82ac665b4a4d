"""Alpha and ICC against published examples, as exact fractions reckoned by hand."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.scoring.agreement import (
    alpha,
    intraclass,
    leaf_alphas,
    weak_leaves,
)

N = np.nan
PUBLISHED = np.array(
    [
        [N, N, N, N, N, 3, 4, 1, 2, 1, 1, 3, 3, N, 3],
        [1, N, 2, 1, 3, 3, 4, 3, N, N, N, N, N, N, N],
        [N, N, 2, 1, 3, 4, 4, N, 2, 1, 1, 3, 3, N, 4],
    ]
).T
"""Three coders, 15 units: the worked example of the article "Krippendorff's alpha" of
Wikipedia, which prints .811 for the interval metric."""
SHROUT_FLEISS = np.array(
    [
        [9, 2, 5, 8],
        [6, 1, 3, 2],
        [8, 4, 6, 8],
        [7, 1, 2, 6],
        [10, 5, 6, 9],
        [6, 2, 4, 7],
    ],
    dtype=float,
)
"""Table 2 of Shrout and Fleiss (1979); they print .17, .29, .71, .44, .62, .91."""


def test_alpha_of_the_published_example():
    # 26 pairable values. Disagreements within units: (3,3,4), (1,3), (3,4); the sum of
    # 2 m SS / (m - 1) is 2*3*(2/3)/2 + 2*2*2 + 2*2*.5 = 2 + 8 + 2 = 12, so Do = 12/26.
    # Values: 1 x 7, 2 x 4, 3 x 10, 4 x 5; sum 65, squares 193, SS = 193 - 65^2/26 =
    # 30.5, so De = 2 * 30.5 / 25 = 2.44.
    assert alpha(PUBLISHED) == pytest.approx(1 - (12 / 26) / 2.44, abs=1e-12)
    assert round(alpha(PUBLISHED), 3) == 0.811


def test_alpha_is_one_where_all_agree_and_below_zero_where_they_are_opposed():
    assert alpha(np.array([[1.0, 1, N], [2, N, 2]])) == 1
    # Do = (2 * 2 * .5) = 2 by units of 2 values each 1 apart: 4/4 = 1; De = 2 * 1 / 3.
    assert alpha(np.array([[1.0, 2], [2, 1]])) == pytest.approx(-0.5)


def test_alpha_is_left_open_where_nothing_can_be_compared():
    assert alpha(np.array([[1.0, N], [N, 2]])) is None
    assert alpha(np.array([[3.0, 3], [3, 3]])) is None
    assert alpha(np.full((3, 2), N)) is None


def test_alpha_cares_for_no_scale_and_no_order():
    rng = np.random.default_rng(2)
    scores = np.where(rng.random((12, 4)) < 0.7, rng.normal(size=(12, 4)), N)

    found = alpha(scores)

    assert alpha(scores * 3 + 900) == pytest.approx(found)
    assert alpha(scores[::-1, [2, 0, 3, 1]]) == pytest.approx(found)


def test_the_six_correlations_of_the_published_example():
    found = intraclass(SHROUT_FLEISS)

    # Sums of squares: cases 1348/24 = 56.20833, experts 97.45833, error 15.29167.
    between, within = 56 + 5 / 24, 112.75 / 18
    between /= 5
    judges, error = (97 + 11 / 24) / 3, (15 + 7 / 24) / 15
    expected = [
        (between - within) / (between + 3 * within),
        (between - error) / (between + 3 * error + 4 * (judges - error) / 6),
        (between - error) / (between + 3 * error),
        (between - within) / between,
        (between - error) / (between + (judges - error) / 6),
        (between - error) / between,
    ]
    six = [
        found.one_way,
        found.two_way,
        found.fixed,
        found.one_way_mean,
        found.two_way_mean,
        found.fixed_mean,
    ]
    assert six == pytest.approx(expected, abs=1e-12)
    assert [round(each, 2) for each in six] == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]


def test_cases_with_a_missing_cell_are_left_out_and_counted():
    holed = np.vstack([SHROUT_FLEISS, [1, 2, N, 3]])

    assert intraclass(holed) == intraclass(SHROUT_FLEISS)
    assert intraclass(holed).cases == 6


@pytest.mark.parametrize("scores", [[[1.0, 2]], [[1.0], [2]], [[5.0, 5], [5, 5]]])
def test_no_correlation_where_nothing_can_be_compared(scores):
    assert intraclass(np.array(scores)) is None


def test_leaves_on_which_experts_disagree_have_their_wording_looked_at():
    clear = np.array([[10.0, 10], [6, 6], [0, 0]])
    unclear = np.array([[10.0, 0], [6, 6], [0, 10]])
    same = np.full((3, 2), 10.0)

    alphas = leaf_alphas(np.stack([clear, unclear, same], axis=1))

    assert (alphas[0], alphas[2]) == (1, None)
    assert weak_leaves(alphas) == (1,)
