"""A floor mended by exchanges: a need below the target takes a provider of another,
which takes one of its own in return, or one that has room left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.engine.dispatch_market import Clock, Floats, Ints, Market, Mask

PRICE = 1000.0
"""What a missed unit of floor, squared, costs in units of total."""
GAIN = 1e-9
"""Least gain of an exchange, beyond rounding."""


def greedy(market: Market) -> Mask:
    """The greatest value first, as long as both sides have room."""
    demand, capacity = market.demand.tolist(), market.capacity.tolist()
    order = np.argsort(-market.values, kind="stable")
    chosen = np.zeros(market.size, dtype=bool)
    rows, cols = market.rows[order].tolist(), market.cols[order].tolist()
    for edge, need, provider in zip(order.tolist(), rows, cols, strict=True):
        if demand[need] and capacity[provider]:
            demand[need] -= 1
            capacity[provider] -= 1
            chosen[edge] = True
    return chosen


def swapped(
    market: Market, chosen: Mask, target: float, left: Clock, *, everybody: bool = False
) -> Mask:
    """As many pairs for each need, with fewer and smaller sums below the target, until
    no exchange of a need below it helps; with everybody's exchanges a greater total is
    sought, and no sum falls below today's floor. Lays out a table of needs by
    providers."""
    table = _Table(market, chosen, target)
    table.kept = market.floor(chosen) if everybody else -np.inf
    moving = True
    while moving:
        moving = False
        for need in table.lowest(np.inf if everybody else target):
            if left() <= 0:
                return table.chosen()
            moving = table.improve(need) or moving
    return table.chosen()


@dataclass(frozen=True, slots=True)
class _Step:
    """A need gives its own for another, which nobody (-1) or a need holds."""

    gain: float = GAIN
    own: int = -1
    other: int = -1
    holder: int = -1


class _Table:
    """Who holds what, in a table of needs by providers, and what is still missed."""

    def __init__(self, market: Market, chosen: Mask, target: float) -> None:
        self.market, self.target = market, target
        self.values = np.full(market.shape, -np.inf)
        self.values[market.rows, market.cols] = market.values
        self.held = np.zeros(market.shape, dtype=bool)
        self.held[market.rows[chosen], market.cols[chosen]] = True
        self.sums, self.loads = market.sums(chosen), market.loads(chosen)
        self.kept = -np.inf

    def chosen(self) -> Mask:
        return np.asarray(self.held[self.market.rows, self.market.cols])

    def lowest(self, below: float) -> list[int]:
        """Needs with less than that, the lowest first."""
        low = np.flatnonzero(self.market.reachable() & (self.sums < below))
        order = np.argsort(self.sums[low], kind="stable")
        return [int(need) for need in low[order]]

    def improve(self, need: int) -> bool:
        """The best step of one need, taken; False if none helps."""
        wanted = ~self.held[need] & np.isfinite(self.values[need])
        holders, theirs = np.nonzero(self.held & wanted)
        free = np.flatnonzero(wanted & (self.loads < self.market.capacity))
        best = _Step()
        for own in np.flatnonzero(self.held[need]).tolist():
            steps = [self._exchange(need, own, holders, theirs)]
            if self.loads[own] > self.market.least[own]:
                steps.append(self._move(need, own, free))
            best = max(best, *steps, key=lambda step: step.gain)
        if best.own >= 0:
            self._take(need, best)
        return best.own >= 0

    def _cost(self, sums: Floats) -> Floats:
        missed: Floats = np.maximum(self.target - sums, 0.0)
        return PRICE * missed**2 - sums

    def _gain(self, before: Floats, after: Floats) -> Floats:
        """What sums gain; without limit the worse where one falls below what is kept."""
        low = after < np.minimum(self.kept, before)
        return np.where(low, -np.inf, self._cost(before) - self._cost(after))

    def _gains(self, need: int, own: int, others: Ints) -> Floats:
        after = self.sums[need] - self.values[need, own] + self.values[need, others]
        return self._gain(self.sums[need], after)

    def _move(self, need: int, own: int, free: Ints) -> _Step:
        if not len(free):
            return _Step()
        gains = self._gains(need, own, free)
        at = int(np.argmax(gains))
        return _Step(float(gains[at]), own, int(free[at]))

    def _exchange(self, need: int, own: int, holders: Ints, theirs: Ints) -> _Step:
        fits = ~self.held[holders, own] & np.isfinite(self.values[holders, own])
        holders, theirs = holders[fits], theirs[fits]
        if not len(holders):
            return _Step()
        sums = self.sums[holders]
        after = sums - self.values[holders, theirs] + self.values[holders, own]
        gains = self._gains(need, own, theirs) + self._gain(sums, after)
        at = int(np.argmax(gains))
        return _Step(float(gains[at]), own, int(theirs[at]), int(holders[at]))

    def _take(self, need: int, step: _Step) -> None:
        self._replace(need, step.own, step.other)
        if step.holder >= 0:
            self._replace(step.holder, step.other, step.own)

    def _replace(self, need: int, old: int, new: int) -> None:
        self.held[need, old], self.held[need, new] = False, True
        self.sums[need] += self.values[need, new] - self.values[need, old]
        self.loads[old] -= 1
        self.loads[new] += 1
