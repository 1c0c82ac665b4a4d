"""All open needs against all capacity, as arrays: who may be given to whom.

Needs and providers are put into an order of their own (by what they score, then by
index), so that shuffling the input does not lead a search another way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import frexp
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array, issparse
from scipy.sparse.csgraph import maximum_flow

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Clock = Callable[[], float]
"""Seconds that are left."""

_RAGGED = 4  # a table with more empty cells than this for each pair is slower


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """Allowed pairs, sorted by (need, provider), and what each side asks and gives."""

    rows: Ints
    cols: Ints
    values: Floats
    """Scores times a power of two, so that the largest is at most 1."""
    demand: Ints
    capacity: Ints
    least: Ints
    units: int = 0
    """Pairs that can be made at all."""

    @property
    def size(self) -> int:
        return len(self.values)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.demand), len(self.capacity)

    @property
    def full(self) -> bool:
        """Whether every demand can be met."""
        return self.units == int(self.demand.sum())

    def sums(self, chosen: Mask) -> Floats:
        """Sum of values by need."""
        return self._sums(self.rows[chosen], self.values[chosen])

    def _sums(self, rows: Ints, values: Floats) -> Floats:
        sums: Any = np.bincount(rows, values, minlength=self.shape[0])
        return np.asarray(
            sums, dtype=np.float64
        )  # without any pair they are whole numbers

    def served(self, chosen: Mask) -> Ints:
        """Pairs by need."""
        return np.bincount(self.rows[chosen], minlength=self.shape[0])

    def loads(self, chosen: Mask) -> Ints:
        """Pairs by provider."""
        return np.bincount(self.cols[chosen], minlength=self.shape[1])

    def reachable(self) -> Mask:
        """Needs that ask for something and that somebody may serve: `listed` asks no
        more of a need than it has pairs."""
        return self.demand > 0

    def floor(self, chosen: Mask) -> float:
        """Least sum over the reachable needs; 0.0 without any."""
        sums = self.sums(chosen)[self.reachable()]
        return float(sums.min()) if len(sums) else 0.0

    def total(self, chosen: Mask) -> float:
        return float(self.values[chosen].sum())

    def holds(self, chosen: Mask) -> bool:
        """Whether as many as possible are covered within all limits, by counting."""
        loads = self.loads(chosen)
        return bool(
            chosen.sum() == self.units
            and (self.served(chosen) <= self.demand).all()
            and (loads <= self.capacity).all()
            and (loads >= self.least).all()
        )

    def part(self, keep: Mask) -> Market:
        """The same market with fewer allowed pairs."""
        return replace(
            self,
            rows=self.rows[keep],
            cols=self.cols[keep],
            values=self.values[keep],
        )

    def best_first(self, values: Floats) -> tuple[Ints, Ints]:
        """Edges by (row, falling value), and each one's place within its row."""
        place = places(self.rows)
        degree = np.bincount(self.rows, minlength=self.shape[0])
        width = int(degree.max(initial=0))
        if len(degree) * width > _RAGGED * self.size:
            return np.lexsort((-values, self.rows)), place
        table = np.full((len(degree), width), np.inf)
        table[self.rows, place] = -values
        within = np.argsort(table, axis=1, kind="stable")
        within += (np.cumsum(degree) - degree)[:, None]
        return within[np.arange(width) < degree[:, None]], place

    def sum_of_best(self) -> Floats:
        """By need, the sum it would have if it chose first: no answer gives it more."""
        order, place = self.best_first(self.values)
        best = order[place < self.demand[self.rows]]
        return self._sums(self.rows[best], self.values[best])

    def flow(self) -> Mask | None:
        """As many pairs as can be made, every least load kept; None if it cannot be."""
        without = self._flow(self.capacity, np.zeros_like(self.least), 0)
        if not self.least.any():
            return without
        units = int(without.sum())
        if self.least.sum() > units:
            return None
        held = self._flow(self.capacity, self.least, units)
        return held if held.sum() == units else None

    def _flow(self, capacity: Ints, least: Ints, units: int) -> Mask:
        """Maximum flow; what is beyond the least loads passes a node that lets through
        only as much as leaves room for them."""
        if not self.size:
            return np.zeros(0, dtype=bool)
        n, m = self.shape
        source, beyond, sink = n + m, n + m + 1, n + m + 2
        spare = units - int(least.sum()) if least.any() else int(self.demand.sum())
        needs, providers = np.arange(n), n + np.arange(m)
        parts = (
            (np.full(n, source), needs, self.demand),
            (self.rows, n + self.cols, np.ones(self.size)),
            (providers, np.full(m, sink), least),
            (providers, np.full(m, beyond), capacity - least),
            (np.array([beyond]), np.array([sink]), np.array([spare])),
        )
        tails, heads, room = (np.concatenate(part) for part in zip(*parts, strict=True))
        graph: Any = csr_array(
            (room.astype(np.int32), (tails, heads)), shape=(sink + 1, sink + 1)
        )
        flow = maximum_flow(graph, source, sink).flow
        return np.asarray(flow[self.rows, n + self.cols]).ravel() > 0


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """A market, and how to tell its answer in the numbers that were given."""

    market: Market
    needs: Ints
    """Given row of each need of the market."""
    providers: Ints
    scale: float
    """What the values were multiplied with."""
    demand: Ints
    """As given, by given row."""

    def pairs(self, chosen: Mask) -> Ints:
        """Given (row, column) of each pair, sorted."""
        market = self.market
        pairs = np.column_stack(
            (self.needs[market.rows[chosen]], self.providers[market.cols[chosen]])
        )
        return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def listed(scores: Any, demand: Any, capacity: Any, min_load: Any) -> Listing:
    """Checked input as a market; raises ValueError with a sentence that says why."""
    rows, cols, values, (n, m) = _edges(scores)
    wanted = _counts(demand, n, "demand", "need")
    offered = _counts(capacity, m, "capacity", "provider")
    least = _counts(0 if min_load is None else min_load, m, "min_load", "provider")
    if (least > offered).any():
        j = int(np.argmax(least > offered))
        raise ValueError(
            f"Provider {j} shall have at least {least[j]} but can have {offered[j]}."
        )
    used = (wanted[rows] > 0) & (offered[cols] > 0)
    rows, cols, values = rows[used], cols[used], values[used]
    scale = 2.0 ** -frexp(float(values.max(initial=0.0)))[1]
    values = values * scale
    needs = np.lexsort((np.arange(n), wanted, _signature(rows, values, n)))
    providers = np.lexsort((np.arange(m), offered, _signature(cols, values, m)))
    rows, cols = np.argsort(needs)[rows], np.argsort(providers)[cols]
    order = np.argsort(rows * m + cols)
    market = Market(
        rows[order],
        cols[order],
        values[order],
        np.minimum(wanted[needs], np.bincount(rows, minlength=n)),
        np.minimum(offered[providers], np.bincount(cols, minlength=m)),
        least[providers],
    )
    if (market.least > market.capacity).any():
        j = int(providers[np.argmax(market.least > market.capacity)])
        raise ValueError(f"Too few needs may go to provider {j} for its min_load.")
    return Listing(market, needs, providers, scale, wanted)


def _edges(scores: Any) -> tuple[Ints, Ints, Floats, tuple[int, int]]:
    """Every entry of an array; of a sparse one, those that are stored."""
    if issparse(scores):
        table = coo_array(scores.tocsr())
        table.sum_duplicates()
        rows, cols = (np.asarray(each, dtype=np.int64) for each in table.coords)
        values, shape = np.asarray(table.data, dtype=np.float64), table.shape
    else:
        dense = np.asarray(scores, dtype=np.float64)
        if dense.ndim != 2:
            raise ValueError("Scores must be a table of needs by providers.")
        values, shape = dense.ravel(), dense.shape
        rows, cols = np.divmod(np.arange(dense.size), max(shape[1], 1))
    if not np.isfinite(values).all():
        raise ValueError("A score is not a number or not finite.")
    if (values < 0).any():
        raise ValueError("A score is negative: shift the scores, or forbid the pair.")
    return rows, cols, values, shape


def _counts(given: Any, size: int, name: str, noun: str) -> Ints:
    counts = np.asarray(given)
    if name == "min_load" and counts.ndim == 0:
        counts = np.full(size, counts)
    if counts.shape != (size,):
        raise ValueError(f"{name} must give one whole number for each {noun}.")
    whole = np.asarray(counts, dtype=np.float64)
    if not np.isfinite(whole).all() or (whole != np.round(whole)).any():
        raise ValueError(f"{name} must be whole numbers.")
    if (whole < 0).any():
        raise ValueError(f"{name} must not be negative.")
    return np.minimum(whole, 2**31 - 1).astype(np.int64)


def _signature(side: Ints, values: Floats, size: int) -> Floats:
    """A number for each need (or provider) that no shuffling changes: a sum of whole
    numbers below 2**53, which is exact in any order."""
    sums: Any = np.bincount(side, np.round(values * 2.0**30), minlength=size)
    return np.asarray(sums, dtype=np.float64)


def places(groups: Ints) -> Ints:
    """0, 1, 2, ... within each run of a sorted array."""
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]][: len(groups)])
    lengths = np.diff(np.append(starts, len(groups)))
    return np.arange(len(groups)) - np.repeat(starts, lengths)
