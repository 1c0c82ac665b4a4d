"""Learned rankers: monotone, exact in their reasons, bounded in what was decided."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from benchmarks.worlds import ENOUGH, HOURS, RIGHT, log_of, pairs
from matching.engine.features import COLUMNS
from matching.engine.learned import (
    DECIDED,
    MOST_GRADE,
    LogisticRanker,
    StepRanker,
    monotone,
)
from matching.engine.ranker import DEFAULT_WEIGHTS, PairRanker
from matching.engine.types import ReasonCode
from tests.evidence import sized, sweep

KINDS = (LogisticRanker, StepRanker)
ROWS = sized(100, 2000)
ROW = st.lists(
    st.floats(-1, 1, allow_nan=False), min_size=len(COLUMNS), max_size=len(COLUMNS)
)


def learned(kind, world=ENOUGH, n=ROWS, seed=3):
    log = log_of(world, n, seed)
    return kind().fit(log.features, log.gains, log.weights())


@pytest.fixture(scope="module")
def rankers():
    return [learned(kind) for kind in KINDS]


@pytest.fixture(scope="module")
def features():
    return pairs(np.random.default_rng(8), 300)


def test_contributions_sum_exactly_to_the_score(rankers, features):
    for ranker in rankers:
        parts = ranker.contributions(features)
        assert parts.shape == features.shape
        assert (parts.sum(axis=1) == ranker.score_pairs(features)).all()


def test_taking_a_feature_away_lowers_the_score_by_its_contribution(rankers, features):
    for ranker in rankers:
        for column in range(len(COLUMNS)):
            without = features.copy()
            without[:, column] = 0
            lost = ranker.score_pairs(features) - ranker.score_pairs(without)
            assert lost == pytest.approx(ranker.contributions(features)[:, column])


@sweep(10, 1000)
@given(ROW, st.integers(0, len(COLUMNS) - 1), st.floats(0, 1))
def test_more_of_anything_never_hurts(rankers, row, column, more):
    better = list(row)
    better[column] += more
    for ranker in rankers:
        before, after = ranker.score_pairs(np.array([row, better]))
        assert after >= before - 1e-12


def test_a_ranker_that_punishes_a_better_grade_is_found_out(rankers):
    assert all(monotone(ranker) for ranker in rankers)
    assert not monotone(PairRanker(weights=[-0.1] * len(COLUMNS)))


def test_a_row_scores_the_same_wherever_it_stands(rankers, features):
    for ranker in rankers:
        scores = ranker.score_pairs(features)
        alone = [ranker.score_pairs(features[i : i + 1])[0] for i in range(50)]
        assert scores[:50].tolist() == alone
        assert (ranker.score_pairs(features[::-1]) == scores[::-1]).all()
        assert ranker.score_pairs(features[:0]).shape == (0,)


@pytest.mark.evidence
def test_the_order_of_the_outcomes_changes_nothing():
    n = sized(60, 500)
    log, rows = log_of(HOURS, n, 4), np.random.default_rng(0).permutation(n)
    for kind in KINDS:
        one = kind().fit(log.features, log.gains)
        other = kind().fit(log.features[rows], log.gains[rows])
        same = one.score_pairs(log.features), other.score_pairs(log.features)
        assert same[0] == pytest.approx(same[1], abs=1e-3)


@pytest.mark.parametrize("code", DECIDED)
def test_what_people_decided_keeps_its_weight(rankers, code):
    one = np.zeros((1, len(COLUMNS)))
    one[0, COLUMNS.index(code)] = 1
    for ranker in rankers:
        assert ranker.score_pairs(one)[0] == DEFAULT_WEIGHTS[code]


def test_a_known_face_outweighs_step_back_and_newcomers_together():
    light = DEFAULT_WEIGHTS[ReasonCode.RECENT] + DEFAULT_WEIGHTS[ReasonCode.NEWCOMER]

    assert light < DEFAULT_WEIGHTS[ReasonCode.CONTINUITY]


@pytest.mark.evidence
def test_a_grade_stays_within_its_bound():
    """Outcomes that hang on nothing but the grade."""
    X = pairs(np.random.default_rng(1), sized(100, 3000))
    grade = COLUMNS.index(ReasonCode.GRADE)
    for kind in KINDS:
        parts = kind().fit(X, (X[:, grade] > 0).astype(float)).contributions(X)
        assert 0 < np.abs(parts[:, grade]).max() <= MOST_GRADE + 1e-12


def test_outcomes_that_say_nothing_leave_an_order_like_the_rule(features):
    gains = np.full(300, 0.5)

    scores = LogisticRanker().fit(features, gains).score_pairs(features)

    assert np.corrcoef(scores, PairRanker().score_pairs(features))[0, 1] > 0.95


def test_the_stronger_the_rule_the_less_is_learned():
    log = log_of(HOURS, ROWS, 2)
    rule = np.array(list(DEFAULT_WEIGHTS.values()))
    moved = [
        np.abs(LogisticRanker(s).fit(log.features, log.gains).coef_ - rule).max()
        for s in (1, 100, 1e6)
    ]
    assert moved == sorted(moved, reverse=True)


def test_refit_equals_fit_and_a_clone_is_unfitted(rankers):
    log = log_of(ENOUGH, ROWS, 3)
    for ranker in rankers:
        again = learned(type(ranker), RIGHT)
        other = again.label
        again.fit(log.features, log.gains, log.weights())
        assert again.label == ranker.label != other
        assert ranker.label.startswith("learned-")
        with pytest.raises(NotFittedError):
            clone(ranker).expected(log.features)


def test_promises_lie_between_nothing_and_all(rankers, features):
    for ranker in rankers:
        expected = ranker.expected(features)
        order = np.argsort(ranker.score_pairs(features))
        assert (np.diff(expected[order]) >= 0).all()
        assert 0 < expected.min() < expected.max() < 1


@pytest.mark.parametrize("kind", KINDS)
def test_foreign_widths_and_gains_are_refused(kind, features):
    with pytest.raises(ValueError, match="2 features for 11 reasons"):
        kind().fit(features[:, :2], np.zeros(300))
    with pytest.raises(ValueError, match="gains lie in"):
        kind().fit(features, np.full(300, 1.5))
