"""Scores from features: a published weighted rule, which outcomes may bend later."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from matching.engine.types import ReasonCode

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]

DEFAULT_WEIGHTS: dict[ReasonCode, float] = {
    # What a provider did in its own words tells most about what it can do here.
    ReasonCode.TEXT: 0.30,
    # Confirmed hours are the hardest proof there is.
    ReasonCode.DELIVERED: 0.20,
    # Accepted, on time, solved: at most .05 up and .15 down from "no record".
    ReasonCode.RELIABLE: 0.20,
    # Neighbours come sooner and stay longer; coverage itself is a hard rule.
    ReasonCode.NEAR: 0.15,
    # More common hours, fewer appointments moved.
    ReasonCode.TIME: 0.10,
    # The same face for the same household, unless somebody is clearly better.
    ReasonCode.CONTINUITY: 0.15,
    # Bounded: 5A against 1A is worth .10, less than one street against the district.
    ReasonCode.GRADE: 0.05,
    # Free hands start this week.
    ReasonCode.LOAD: 0.10,
    # Who just won steps back, at most .09: simulated, 9 % more providers are served in
    # a week for .5 % of the score. With newcomers less than a known face.
    ReasonCode.RECENT: 0.09,
    # The published share of newcomers. Never more than the first delivery earns
    # (.20 x 1/4), so that a proof never costs anything.
    ReasonCode.NEWCOMER: 0.04,
    # Being understood without an interpreter.
    ReasonCode.LANGUAGE: 0.10,
}


class PairRanker(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Weighted rule; `fit` is a ridge regression pulled towards the rule.

    Parameters
    ----------
    weights : sequence of float, optional
        The rule, one weight per column. Without it, `DEFAULT_WEIGHTS` where the
        columns are those of `features.COLUMNS`, else zero.
    strength : float, above 0
        How many outcomes the rule is worth against what is learned.

    Attributes
    ----------
    coef_ : ndarray (n_features,)
    intercept_ : float
        What outcomes have on average beyond the rule; no part of a pair's score.
    """

    def __init__(self, weights: Sequence[float] | None = None, strength: float = 100.0):
        self.weights = weights
        self.strength = strength

    def fit(self, X: Matrix, y: Vector) -> Self:
        """Learn from features (n, n_features) and outcomes (n,)."""
        X, y = validate_data(self, X, y, dtype=np.float64, y_numeric=True)
        rule = self._rule(X.shape[1])
        centred = X - X.mean(axis=0)
        rest = y - y.mean() - centred @ rule
        gram = centred.T @ centred + self.strength * np.eye(X.shape[1])
        self.coef_ = rule + np.linalg.solve(gram, centred.T @ rest)
        self.intercept_ = float(y.mean() - X.mean(axis=0) @ self.coef_)
        return self

    def predict(self, X: Matrix) -> Vector:
        """Expected outcome (n,); needs `fit`."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        predicted: Vector = self.score_pairs(X) + self.intercept_
        return predicted

    def contributions(self, X: Matrix) -> Matrix:
        """What each column adds to the score of each pair, (n, n_features)."""
        weights = getattr(self, "coef_", None)
        return X * (self._rule(X.shape[1]) if weights is None else weights)

    def score_pairs(self, X: Matrix) -> Vector:
        """Score (n,), higher is better: exactly the sum of the contributions.

        Without `fit` it is the rule. A row scores the same wherever it stands.
        """
        scores: Vector = self.contributions(X).sum(axis=1)
        return scores

    @property
    def label(self) -> str:
        """Kind and digest of the weights in use: what a proposal says it came from."""
        kind = "learned" if hasattr(self, "coef_") else "rule"
        weights = self.contributions(np.eye(self._width())).sum(axis=1)
        text = ",".join(f"{weight:.12g}" for weight in weights)
        return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    def _width(self) -> int:
        if hasattr(self, "coef_"):
            return len(self.coef_)
        return len(DEFAULT_WEIGHTS) if self.weights is None else len(self.weights)

    def _rule(self, width: int) -> Vector:
        if self.weights is not None:
            rule = np.asarray(self.weights, dtype=np.float64)
        elif width == len(ReasonCode):
            rule = np.array([DEFAULT_WEIGHTS[code] for code in ReasonCode])
        else:
            rule = np.zeros(width)
        if rule.shape != (width,):
            raise ValueError(f"{len(rule)} weights for {width} features")
        return rule
