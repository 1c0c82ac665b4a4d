"""Figures of rankings on cases small enough to reckon by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.metrics import (
    calibration_error,
    chance_error,
    coverage,
    gini,
    ndcg,
)
from tests.evidence import sweep

SHORT = st.lists(st.integers(0, 3), min_size=1, max_size=8)


def array(*values):
    return np.array(values, dtype=float)


def test_ndcg_of_a_hand_reckoned_list():
    found = ndcg(array(0, 1, 3), array(3, 2, 1), k=2)

    assert found == pytest.approx((1 / np.log2(3)) / (3 + 1 / np.log2(3)))


def test_the_best_order_is_one_and_nothing_relevant_too():
    assert ndcg(array(3, 1, 2), array(9, 7, 8)) == 1.0
    assert ndcg(array(0, 0), array(1, 2)) == 1.0
    assert ndcg(array(), array()) == 1.0


def test_equal_scores_share_their_places():
    assert ndcg(array(1, 0), array(5, 5), k=1) == 0.5


@sweep(15, 500)
@given(SHORT, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_makes_no_difference(gains, random):
    scores = [random.randrange(4) for _ in gains]
    rows = list(range(len(gains)))
    random.shuffle(rows)

    found = ndcg(array(*gains), array(*scores), 3)

    shuffled = ndcg(array(*gains)[rows], array(*scores)[rows], 3)
    assert shuffled == pytest.approx(found)
    assert 0 <= found <= 1 + 1e-12


def test_coverage_counts_each_provider_once():
    assert coverage(np.array([4, 4, 7]), 8) == 0.25
    assert coverage(np.array([], dtype=int), 0) == 0.0


def test_gini_of_all_alike_of_one_alone_and_of_nothing():
    assert gini(array(2, 2, 2)) == pytest.approx(0)
    assert gini(array(0, 0, 0, 8)) == pytest.approx(0.75)
    assert gini(array(0, 0)) == 0.0


def test_calibration_error_is_the_distance_within_bins():
    expected, observed = array(0.2, 0.2, 0.8, 0.8), array(0, 1, 1, 1)

    assert calibration_error(expected, observed, bins=2) == pytest.approx(0.25)
    assert calibration_error(array(), array()) == 0.0


def test_weights_count():
    expected, observed = array(0.5, 0.5), array(1, 0)

    assert calibration_error(expected, observed) == 0.0
    assert calibration_error(expected, observed, array(3, 1)) == pytest.approx(0.25)


def test_chance_alone_makes_the_error_it_is_said_to_make():
    rng = np.random.default_rng(1)
    expected = rng.random(400)
    drawn = [calibration_error(expected, rng.random(400) < expected) for _ in range(99)]

    assert chance_error(expected) == pytest.approx(np.mean(drawn), rel=0.1)
    assert chance_error(array()) == 0.0
