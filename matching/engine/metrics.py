"""How good a ranking is, how even, and how far its promises can be believed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


def ndcg(relevance: Vector, scores: Vector, k: int = 5) -> float:
    """Normalised discounted cumulative gain of the first `k`, linear in relevance.

    Parameters
    ----------
    relevance, scores : (n,), relevance not negative

    Returns 1.0 where nothing is relevant: no order is wrong. Equal scores share
    their places, so the order of the rows makes no difference.
    """
    gained, best = _dcg(relevance, scores, k), _dcg(relevance, relevance, k)
    return gained / best if best > 0 else 1.0


def _dcg(relevance: Vector, scores: Vector, k: int) -> float:
    order = np.argsort(-scores, kind="stable")
    discounts = np.zeros(len(order))
    discounts[:k] = 1 / np.log2(np.arange(2, 2 + min(k, len(order))))
    _values, group = np.unique(scores[order], return_inverse=True)
    shared = np.bincount(group, discounts) / np.bincount(group)
    return float(relevance[order] @ shared[group]) if len(order) else 0.0


def coverage(served: Labels, size: int) -> float:
    """Share of `size` providers that stand among those served at least once."""
    return len(np.unique(served)) / size if size else 0.0


def gini(amounts: Vector) -> float:
    """Inequality of exposure: 0 where all have the same, near 1 where one has all."""
    total, n = float(amounts.sum()), len(amounts)
    if total <= 0:
        return 0.0
    ranks = np.arange(1, n + 1)
    return float(2 * ranks @ np.sort(amounts) / (n * total) - (n + 1) / n)


def calibration_error(
    expected: Vector,
    observed: Vector,
    weights: Vector | None = None,
    bins: int = 10,
) -> float:
    """Mean distance of what was expected to what came, over bins of equal size.

    Rows with the same expectation stand in the same bin. With few rows chance alone
    makes it positive: 10 bins of 40 outcomes show about .06 where all is right.
    """
    if not len(expected):
        return 0.0
    w = np.ones(len(expected)) if weights is None else weights
    place = _bins(expected, bins)
    gaps = np.bincount(place, w * (expected - observed))
    return float(np.abs(gaps).sum() / w.sum())


def _bins(expected: Vector, bins: int) -> Labels:
    edges = np.unique(np.quantile(expected, np.linspace(0, 1, bins + 1)[1:-1]))
    return np.searchsorted(edges, expected, side="right")


def chance_error(
    expected: Vector, weights: Vector | None = None, bins: int = 10
) -> float:
    """The calibration error that chance alone makes where every promise is true: what
    each bin strays on average when outcomes only go well or not."""
    if not len(expected):
        return 0.0
    w = np.ones(len(expected)) if weights is None else weights
    place = _bins(expected, bins)
    strays = np.sqrt(np.bincount(place, w**2 * expected * (1 - expected)))
    return float(np.sqrt(2 / np.pi) * strays.sum() / w.sum())
