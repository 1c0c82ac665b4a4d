"""Rankers that outcomes have bent: still a sum of one part a column, in rule points.

What people decided, outcomes do not change: continuity, the step back of who just won
and the share of newcomers keep their published weights, and a grade its bound. Every
other column may only help the more, the higher it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Self

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import ThreadpoolController

from matching.engine.ranker import DEFAULT_WEIGHTS, Matrix, PairRanker, Vector
from matching.engine.types import ReasonCode

CODES = tuple(ReasonCode)
DECIDED = (ReasonCode.CONTINUITY, ReasonCode.RECENT, ReasonCode.NEWCOMER)
"""Columns that keep their published weight, whatever the outcomes say."""
MOST_GRADE = 2 * DEFAULT_WEIGHTS[ReasonCode.GRADE]
"""Points that the best grade may be worth at most, and the worst cost."""
STRENGTH = 8.0
"""Tuned on worlds of other seeds than those that are reported."""
LEAST_SLOPE = 1.0
"""Logits a point at least: outcomes that deny the rule altogether still start at it."""

POOLS = ThreadpoolController()
"""Found once: to look for the libraries takes longer than many a small fit."""
_RULE = np.array([DEFAULT_WEIGHTS[code] for code in CODES])
_FIXED = np.array([code in DECIDED for code in CODES])
_GRADE = CODES.index(ReasonCode.GRADE)


def platt(
    scores: Vector, gains: Vector, weights: Vector, trust: float = 0.0
) -> tuple[float, float]:
    """Slope (not negative) and offset of the logistic curve from scores to gains.

    `trust`: how many outcomes it is worth that slope 1 and offset 0, which leave the
    scores as they are, are right already.
    """

    def loss(x: Vector) -> tuple[float, Vector]:
        logits, off = x[0] * scores + x[1], x - (1.0, 0.0)
        rest = weights * (expit(logits) - gains)
        value = weights @ (np.logaddexp(0, logits) - gains * logits)
        slopes = np.array([rest @ scores, rest.sum()]) + trust * off
        return float(value + trust / 2 * (off @ off)), slopes

    found = _lowest(loss, np.array([1.0, 0.0]), [(0, None), (None, None)])
    return float(found[0]), float(found[1])


def _lowest(
    loss: Callable[[Vector], tuple[float, Vector]],
    start: Vector,
    bounds: Sequence[tuple[float | None, float | None]],
) -> Vector:
    """Where the loss, given with its slopes, is least. Sums of a few thousand rows gain
    nothing from threads that wait for each other: one takes a quarter of the time."""
    with POOLS.limit(limits=1):
        found: Vector = minimize(loss, start, jac=True, bounds=bounds).x
    return found


class Learned(PairRanker):
    """What both learned rankers share: their columns, and what a score promises.

    Attributes
    ----------
    calibration_ : tuple of float, (slope, offset)
        Of the logistic curve from a score to the gain to be expected; that of the
        outcomes it learned from until later ones correct it.
    """

    calibration_: tuple[float, float]

    def __init__(self) -> None:
        super().__init__()

    def fit(self, X: Matrix, y: Vector, sample_weight: Vector | None = None) -> Self:
        """Learn from features (n, n_codes) and gains (n,) in [0, 1]."""
        X, y = validate_data(self, X, y, dtype=np.float64, y_numeric=True)
        if X.shape[1] != len(CODES):
            raise ValueError(f"{X.shape[1]} features for {len(CODES)} reasons")
        if y.min() < 0 or y.max() > 1:
            raise ValueError("gains lie in [0, 1]")
        weights = np.ones(len(y)) if sample_weight is None else sample_weight
        self._learn(X, y, weights)
        self.calibration_ = platt(self.score_pairs(X), y, weights)
        return self

    def logits(self, X: Matrix) -> Vector:
        """Gain to be expected of each pair, as log odds (n,); needs `fit`."""
        check_is_fitted(self, "calibration_")
        slope, offset = self.calibration_
        return np.asarray(slope * self.score_pairs(X) + offset)

    def expected(self, X: Matrix) -> Vector:
        """Gain to be expected of each pair (n,), [0, 1]; needs `fit`."""
        return np.asarray(expit(self.logits(X)))

    def corrected(self, slope: float, offset: float) -> Self:
        """Promise from now on what such log odds came to later."""
        before = self.calibration_
        self.calibration_ = slope * before[0], slope * before[1] + offset
        return self

    @property
    def label(self) -> str:
        """Kind and digest of what was learned: what a proposal says it came from."""
        return f"learned-{hashlib.sha256(self._essence()).hexdigest()[:8]}"

    def _essence(self) -> bytes:
        raise NotImplementedError

    def _learn(self, X: Matrix, y: Vector, weights: Vector) -> None:
        raise NotImplementedError


class LogisticRanker(Learned):
    """Logistic regression pulled towards the rule, no weight below zero.

    The most probable weights where the rule is what was believed before. Attribute
    `coef_` (n_codes,) holds them in rule points: as widely spread over the pairs it
    learned from as the rule was, so that costs and bonuses of a pack keep their worth.

    Parameters
    ----------
    strength : float, above 0
        How many outcomes the rule is worth, in logits.
    """

    def __init__(self, strength: float = STRENGTH):
        super().__init__()
        self.strength = strength

    def _learn(self, X: Matrix, y: Vector, weights: Vector) -> None:
        slope, offset = platt(X @ _RULE, y, weights)
        prior = max(slope, LEAST_SLOPE) * _RULE

        def loss(x: Vector) -> tuple[float, Vector]:
            logits, pull = X @ x[:-1] + x[-1], x[:-1] - prior
            rest = weights * (expit(logits) - y)
            value = weights @ (np.logaddexp(0, logits) - y * logits)
            value += self.strength / 2 * (pull @ pull)
            slopes = X.T @ rest + self.strength * pull
            return float(value), np.append(slopes, rest.sum())

        low = np.where(_FIXED, prior, 0.0)
        high = np.where(_FIXED, prior, np.inf)
        bounds = [*zip(low, high, strict=True), (None, None)]
        found = _lowest(loss, np.append(prior, offset), bounds)[:-1]
        learned = found * _spread(X, X * found)
        learned[_GRADE] = min(learned[_GRADE], MOST_GRADE)
        self.coef_ = np.where(_FIXED, _RULE, learned)

    def _essence(self) -> bytes:
        return ",".join(f"{weight:.12g}" for weight in self.coef_).encode()


class StepRanker(Learned):
    """Monotone gradient boosting without interactions, kept as one staircase a column.

    Boosted trees that never mix columns are a sum of functions of one column each, so
    they are read off once and the trees are dropped: a reason names its true part, and
    an artefact is a few small arrays.

    Attributes
    ----------
    cuts_, steps_ : list of ndarray, one each a column
        A value at or above cuts_[i][j] and below the next is worth steps_[i][j + 1].
    """

    def _learn(self, X: Matrix, y: Vector, weights: Vector) -> None:
        # A few thousand rows gain nothing from threads that wait for each other; the
        # limiter is what scikit-learn itself is installed with.
        with POOLS.limit(limits=1):
            trees = _boosted(np.where(_FIXED, 0.0, X), y, weights)
            found = [_staircase(trees, X[:, i], i) for i in range(len(CODES))]
        self.cuts_, self.steps_ = (list(each) for each in zip(*found, strict=True))
        scale = _spread(X, self.contributions(X))
        self.steps_ = [steps * scale for steps in self.steps_]
        self.steps_[_GRADE] = np.clip(self.steps_[_GRADE], -MOST_GRADE, MOST_GRADE)

    def contributions(self, X: Matrix) -> Matrix:
        """What each column adds to the score of each pair, (n, n_codes)."""
        check_is_fitted(self, "steps_")
        columns = [
            rule * X[:, i]
            if fixed
            else steps[np.searchsorted(cuts, X[:, i], side="right")]
            for i, (rule, fixed, cuts, steps) in enumerate(
                zip(_RULE, _FIXED, self.cuts_, self.steps_, strict=True)
            )
        ]
        return np.column_stack(columns)

    def _essence(self) -> bytes:
        return b"".join(each.tobytes() for each in (*self.cuts_, *self.steps_))


def _boosted(X: Matrix, y: Vector, weights: Vector) -> HistGradientBoostingClassifier:
    """Each outcome stands twice: as a success by its gain, as a failure by the rest."""
    trees = HistGradientBoostingClassifier(
        learning_rate=0.1,
        max_iter=100,
        max_leaf_nodes=2,
        min_samples_leaf=20,
        l2_regularization=5.0,
        monotonic_cst=[1] * X.shape[1],
        interaction_cst="no_interactions",
        early_stopping=False,
        random_state=0,
    )
    twice = np.concatenate([weights * y, weights * (1 - y)])
    labels = np.repeat([1, 0], len(y))
    rows = twice > 0
    return trees.fit(np.vstack([X, X])[rows], labels[rows], sample_weight=twice[rows])


def _staircase(
    trees: HistGradientBoostingClassifier, column: Vector, i: int
) -> tuple[Vector, Vector]:
    """Where the value of one column changes what the trees say, and to what; a column
    at zero says nothing."""
    values = np.unique(np.append(column, 0.0))
    probe = np.zeros((len(values), len(CODES)))
    probe[:, i] = values
    said = trees.decision_function(probe)
    changes = np.flatnonzero(np.diff(said) != 0)
    cuts = (values[changes] + values[changes + 1]) / 2
    steps = np.append(said[changes], said[-1]) - said[np.searchsorted(values, 0.0)]
    return cuts, np.maximum.accumulate(steps)


def _spread(X: Matrix, parts: Matrix) -> float:
    """What brings the learned columns to the spread of the rule's, in points."""
    learned = float(parts[:, ~_FIXED].sum(axis=1).std())
    return float((X[:, ~_FIXED] @ _RULE[~_FIXED]).std()) / learned if learned else 1.0


def monotone(ranker: PairRanker) -> bool:
    """Whether more of any one column never makes a score smaller."""
    values = np.linspace(-1, 1, 201)[:, None] * np.ones(len(CODES))
    return bool((np.diff(ranker.contributions(values), axis=0) >= 0).all())
