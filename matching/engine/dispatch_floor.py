"""The worst-served need first: the greatest floor, then the greatest total above it.

One provider for each need: a threshold, found by bisection over the scores, exact.
Several: the floor is a least *sum*, which is NP-hard. The first target is what the
poorest needs reach if nobody else asks, which nothing exceeds. A small market asks for
it with one integer program, a dense one of medium size
exchanges providers between needs, a large one mends the worst needs again and again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.engine.dispatch_auction import auction
from matching.engine.dispatch_balance import balanced, rounded
from matching.engine.dispatch_market import Clock, Market, Mask
from matching.engine.dispatch_mend import mended
from matching.engine.dispatch_prices import EXACT
from matching.engine.dispatch_swap import swapped
from matching.engine.dispatch_total import SMALL, Answer, best_total
from matching.engine.dispatch_whole import poorest_bound, reach

CLOSE = 1e-4
"""Share of the bound below which a small market looks for no better floor."""
TABLE = 1_000_000
"""Cells up to which a table of needs by providers is laid out for exchanges."""
NEAR = 0.96
"""Part of the floor in shares that exchanges aim at first."""
CLIMB = 1.03
"""Times what was reached, to be aimed at next: much further ahead less is found."""


@dataclass(frozen=True, slots=True, eq=False)
class Floored:
    """An answer, its floor, and the floor that no answer exceeds."""

    answer: Answer
    floor: float
    bound: float

    @property
    def proven(self) -> bool:
        return self.bound - self.floor <= EXACT


def best_floor(market: Market, known: Mask, left: Clock) -> Floored:
    """The greatest floor, then the greatest total, as far as the time goes."""
    asking = market.reachable()
    if market.units < asking.sum() or not market.units:  # somebody goes without
        return Floored(best_total(market, known, left), 0.0, 0.0)
    if market.demand.max() <= 1:
        return _threshold(market, known, left)
    limit = float(market.sum_of_best()[asking].min())
    if market.size > SMALL and np.prod(market.shape) <= TABLE:
        return _exchanged(market, known, limit, left)
    start = best_total(market, known, left)
    floor = market.floor(start.chosen)
    if floor >= limit - EXACT:
        return Floored(start, floor, floor)
    if market.size <= SMALL:
        return _searched(market, start, limit, left)
    limit = poorest_bound(market, limit, _share(left, 0.1))
    chosen = mended(market, start.chosen, limit, left)
    answer = Answer(chosen, market.total(chosen), start.bound)
    return Floored(answer, market.floor(chosen), limit)


def _exchanged(market: Market, known: Mask, limit: float, left: Clock) -> Floored:
    """Several each, in a dense market: the linear program's shares and the greatest
    total, each rounded and mended by exchanges; the highest floor of all is taken, and
    what total exchanges add to it."""
    start = best_total(market, known, _share(left, 0.4))
    prices, _sold = auction(market, _share(left, 0.1))
    balance = balanced(market, start.chosen, prices, _share(left, 0.6))
    limit = min(limit, balance.bound)
    whole = rounded(market, balance.shares, _share(left, 0.3))
    # Before the first shares are found there is only what nothing exceeds.
    goal = balance.floor if np.isfinite(balance.bound) else limit
    found = [start.chosen]
    for begun in [start.chosen] if whole is None else [whole, start.chosen]:
        found.append(_climbed(market, begun, goal, left))
    chosen = max(found, key=lambda each: (market.floor(each), market.total(each)))
    floor = market.floor(chosen)
    chosen = swapped(market, chosen, max(NEAR * goal, floor), left, everybody=True)
    floor = market.floor(chosen)
    return Floored(
        Answer(chosen, market.total(chosen), start.bound), floor, max(limit, floor)
    )


def _climbed(market: Market, chosen: Mask, goal: float, left: Clock) -> Mask:
    """By exchanges, step by step as long as a step raises the floor."""
    floor, target = market.floor(chosen), NEAR * goal
    while left() > 0:
        found = swapped(market, chosen, max(target, CLIMB * floor), left)
        if market.floor(found) <= floor + EXACT:
            break
        chosen, floor = found, market.floor(found)
    return chosen


def _threshold(market: Market, known: Mask, left: Clock) -> Floored:
    """One each: the greatest score with enough pairs at or above it, near the top
    first."""
    limit = market.sum_of_best()[market.reachable()].min()
    steps = np.unique(market.values[market.values <= limit])
    low = int(np.searchsorted(steps, market.floor(known)))
    high, stride = len(steps), 1
    while high - low > 1 and left() > 0:
        trial = max(high - stride, (low + high) // 2)
        keep = market.values >= steps[trial]
        flow = market.part(keep).flow()
        if flow is not None and flow.sum() == market.units:
            low, known = trial, _whole_mask(keep, flow)
        else:
            high, stride = trial, 8 * stride
    keep = market.values >= steps[low]
    answer = best_total(market.part(keep), known[keep], left)
    chosen = _whole_mask(keep, answer.chosen)
    floor = market.floor(chosen)
    bound = max(float(steps[high - 1]), floor)
    return Floored(Answer(chosen, answer.total, answer.bound), floor, bound)


def _whole_mask(keep: Mask, chosen: Mask) -> Mask:
    """What was chosen of a part, as a choice of the whole."""
    whole = np.zeros(len(keep), dtype=bool)
    whole[np.flatnonzero(keep)] = chosen
    return whole


def _searched(market: Market, start: Answer, limit: float, left: Clock) -> Floored:
    """Several each, in a small market: the limit first, then by halves below it."""
    best, low, high, target = start, market.floor(start.chosen), limit, limit
    while high - low > CLOSE * limit and left() > 0:
        found = reach(market, target, _share(left, 0.6))
        if found.answer is not None:
            best, low = found.answer, market.floor(found.answer.chosen)
        else:
            high = target
            if found.impossible:
                limit = min(limit, target)
        if high == target and best is start:
            high = poorest_bound(market, high, _share(left, 0.2))
            limit = min(limit, high)
        target = high if high < target else (low + high) / 2
    if limit - low > EXACT and left() > 0:
        limit = poorest_bound(market, limit, left, market.shape[0])
    return Floored(best, low, max(limit, low))


def _share(left: Clock, part: float) -> Clock:
    """A clock that gives up after a part of what is left now."""
    reserve = (1.0 - part) * left()
    return lambda: left() - reserve
