"""PairRanker: scikit-learn's own checks, and what a score promises."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils.estimator_checks import estimator_checks_generator

from matching.engine.features import COLUMNS
from matching.engine.ranker import DEFAULT_WEIGHTS, PairRanker
from matching.engine.types import ReasonCode

# scikit-learn leaves these two out itself where pandas, or a variable of the
# environment, is missing; naming them keeps our run without "skipped".
ABSENT = {"check_array_api_input", "check_regressor_data_not_an_array"}
CHECKS = [
    pytest.param(estimator, check, id=check.func.__name__)
    for estimator, check in estimator_checks_generator(PairRanker())
    if check.func.__name__ not in ABSENT
]


@pytest.fixture(scope="module")
def features():
    return np.random.default_rng(5).random((300, len(COLUMNS)))


@pytest.mark.parametrize(("estimator", "check"), CHECKS)
def test_scikit_learn(estimator, check):
    check(estimator)


def test_scikit_learn_checks_are_many():
    assert len(CHECKS) >= 45


def test_unfitted_is_the_published_rule(features):
    weights = [DEFAULT_WEIGHTS[code] for code in COLUMNS]

    assert PairRanker().score_pairs(features) == pytest.approx(features @ weights)


def test_every_reason_has_a_positive_weight():
    assert set(DEFAULT_WEIGHTS) == set(ReasonCode)
    assert min(DEFAULT_WEIGHTS.values()) > 0


def test_newcomers_get_no_more_than_the_first_delivery_earns():
    first = DEFAULT_WEIGHTS[ReasonCode.DELIVERED] / 4

    assert DEFAULT_WEIGHTS[ReasonCode.NEWCOMER] <= first


def test_grade_and_awards_weigh_least_beside_newcomers():
    light = {ReasonCode.GRADE, ReasonCode.RECENT, ReasonCode.NEWCOMER}
    rest = [weight for code, weight in DEFAULT_WEIGHTS.items() if code not in light]

    assert max(DEFAULT_WEIGHTS[code] for code in light) < min(rest)


@pytest.mark.parametrize("fit", [False, True])
def test_contributions_sum_exactly_to_the_score(features, fit):
    ranker = PairRanker()
    if fit:
        ranker.fit(features, features[:, 0] > 0.5)

    contributions = ranker.contributions(features)

    assert contributions.shape == features.shape
    assert (contributions.sum(axis=1) == ranker.score_pairs(features)).all()


def test_a_row_scores_the_same_wherever_it_stands(features):
    scores = PairRanker().score_pairs(features)

    alone = [PairRanker().score_pairs(features[i : i + 1])[0] for i in range(300)]
    assert scores.tolist() == alone
    assert (PairRanker().score_pairs(features[::-1]) == scores[::-1]).all()


def test_taking_a_feature_away_lowers_the_score_by_its_contribution(features):
    ranker = PairRanker()
    for column in range(len(COLUMNS)):
        without = features.copy()
        without[:, column] = 0

        lost = ranker.score_pairs(features) - ranker.score_pairs(without)

        assert lost == pytest.approx(ranker.contributions(features)[:, column])


def test_no_pairs_is_no_error():
    empty = np.empty((0, len(COLUMNS)))

    assert PairRanker().score_pairs(empty).shape == (0,)


def test_own_weights():
    ranker = PairRanker(weights=[1.0, 10.0])

    assert ranker.score_pairs(np.array([[2.0, 3.0]])).tolist() == [32.0]


def test_weights_of_another_width_are_refused(features):
    with pytest.raises(ValueError, match="2 weights for 11 features"):
        PairRanker(weights=[1.0, 2.0]).score_pairs(features)


def test_predict_needs_fit(features):
    with pytest.raises(NotFittedError):
        PairRanker().predict(features)


def test_predict_is_the_score_and_the_intercept(features):
    ranker = PairRanker().fit(features, 2 + features[:, 1])

    expected = ranker.score_pairs(features) + ranker.intercept_
    assert (ranker.predict(features) == expected).all()


def test_outcomes_of_the_rule_leave_the_rule_as_it_is(features):
    rule = PairRanker().score_pairs(features)

    ranker = PairRanker().fit(features, rule + 0.3)

    assert ranker.coef_ == pytest.approx(np.array(list(DEFAULT_WEIGHTS.values())))
    assert ranker.intercept_ == pytest.approx(0.3)


def test_few_outcomes_hardly_move_the_rule_and_many_do(features):
    truth = features @ np.linspace(1, 0, len(COLUMNS))
    rule = np.array(list(DEFAULT_WEIGHTS.values()))

    few = PairRanker().fit(features[:5], truth[:5]).coef_
    many = PairRanker(strength=1e-6).fit(features, truth).coef_

    assert np.abs(few - rule).max() < 0.02
    assert many == pytest.approx(np.linspace(1, 0, len(COLUMNS)), abs=1e-4)


def test_the_stronger_the_rule_the_less_is_learned(features):
    truth = features[:, 3]
    rule = np.array(list(DEFAULT_WEIGHTS.values()))

    moved = [
        np.abs(PairRanker(strength=s).fit(features, truth).coef_ - rule).max()
        for s in (1, 10, 100, 1e6)
    ]

    assert moved == sorted(moved, reverse=True)
    assert moved[-1] < 1e-3


def test_refit_equals_fit(features):
    ranker = PairRanker().fit(features, features[:, 2])

    ranker.fit(features, features[:, 1])

    assert (ranker.coef_ == PairRanker().fit(features, features[:, 1]).coef_).all()


def test_label_tells_rule_from_learned_and_weights_from_weights(features):
    rule = PairRanker()
    learned = clone(rule).fit(features, features[:, 0])

    assert rule.label == PairRanker(strength=7).label
    assert rule.label.startswith("rule-")
    assert learned.label.startswith("learned-")
    assert PairRanker(weights=[1.0]).label != PairRanker(weights=[2.0]).label
