"""Needs and providers for the dispatch, from a seed: a dense one of the shape that the
literature publishes, and a sparse one of the size of a province's capital."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]


def dense_case(needs: int, providers: int, seed: int) -> Floats:
    """Scores in [0, 1): topics that few providers share, providers that are good or
    poor at everything, and some needs that hardly anybody suits."""
    chance = np.random.default_rng(seed)
    quality = chance.beta(1.5, 4.0, providers)
    offered = chance.dirichlet(np.full(12, 0.3), providers)
    wanted = chance.dirichlet(np.full(12, 0.2), needs)
    hard = chance.beta(5.0, 2.0, needs)
    shared = wanted @ offered.T
    scores = (0.15 + shared / shared.max()) * (0.3 + quality) * hard[:, None]
    return np.clip(scores + chance.normal(0.0, 0.03, scores.shape), 0.0, 0.999)


def sparse_case(
    needs: int, providers: int, candidates: int, seed: int, skew: float
) -> csr_array:
    """So many candidates for each need; with skew, some are a candidate everywhere."""
    chance = np.random.default_rng(seed)
    drawn = np.cumsum(chance.permutation(np.arange(1, providers + 1) ** -skew))
    shape = needs, candidates + 30
    cols = np.searchsorted(drawn / drawn[-1], chance.random(shape)).astype(np.int64)
    rows = np.repeat(np.arange(needs), shape[1])
    pairs = np.unique(rows * providers + np.minimum(cols.ravel(), providers - 1))
    pairs = pairs[chance.permutation(len(pairs))]
    pairs = pairs[np.argsort(pairs // providers, kind="stable")]
    starts = np.searchsorted(pairs // providers, np.arange(needs))
    place = np.arange(len(pairs)) - starts[pairs // providers]
    rows, cols = np.divmod(pairs[place < candidates], providers)
    quality = chance.normal(size=providers)
    scores = 1.0 / (1.0 + np.exp(-quality[cols] - chance.normal(size=len(cols))))
    return csr_array((scores, (rows, cols)), shape=(needs, providers))
