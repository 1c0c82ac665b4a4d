"""The highest of many scores, without sorting them all."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Ids = npt.NDArray[np.int64]

_STRIDE = 64


def best(ids: Array, scores: Array, k: int) -> tuple[Ids, Array]:
    """The k highest scores, ties by id."""
    near = _near(scores, max(k, 0))
    order = near[np.lexsort((ids[near], -scores[near]))[: max(k, 0)]]
    return ids[order].astype(np.int64), scores[order]


def _near(scores: Array, k: int) -> Array:
    """Places of the k highest scores and of those equal to the last of them.

    A sample says what they may be, so that few of a million are looked at twice.
    """
    near = np.arange(len(scores))
    sample, rank = scores[::_STRIDE], 2 * k // _STRIDE + 8
    if rank < len(sample):
        guess = np.partition(sample, len(sample) - rank)[len(sample) - rank]
        high = np.flatnonzero(scores >= guess)
        near = high if len(high) >= k else near
    if 0 < k < len(near):
        some = scores[near]
        near = near[some >= np.partition(some, len(some) - k)[len(some) - k]]
    return near
