"""A floor for a large market, mended where it is lowest.

The worst needs and the holders of their best candidates are one small integer program:
raise the least of them to the target, at the least loss of total. Then the next worst.
"""

from __future__ import annotations

import numpy as np

from matching.engine.dispatch_market import Clock, Ints, Market, Mask
from matching.engine.dispatch_prices import EXACT
from matching.engine.dispatch_whole import POOREST, whole

WIDTHS = (12, 20, 36)
"""Candidates of each need that take part, its best: few as long as that helps."""
STEP = 1.0
"""Seconds for one program at most: the next one begins from what it found. Half of
what is left at most: HiGHS looks at its limit late."""
PRICE = 100.0
"""What a missed unit of floor costs in units of total."""


def mended(market: Market, chosen: Mask, target: float, left: Clock) -> Mask:
    """Pairs with every need as near to the target as neighbourhoods allow."""
    order, place = market.best_first(market.values)
    rank = np.empty(market.size, dtype=np.int64)
    rank[order] = place
    width = 0
    while left() > 0 and width < len(WIDTHS):
        sums = np.where(market.reachable(), market.sums(chosen), np.inf)
        worst = np.argsort(sums, kind="stable")[:POOREST]
        worst = worst[sums[worst] < target - EXACT]
        if not len(worst):
            break
        near = rank < WIDTHS[width]
        chosen = _mend(market, chosen, worst, near, target, _step(left))
        better = market.sums(chosen)[worst].min() > sums[worst].min() + EXACT
        width = 0 if better else width + 1
    return chosen


def _step(left: Clock) -> Clock:
    end = left() - min(STEP, left() / 2)
    return lambda: left() - end


def _mend(
    market: Market, chosen: Mask, worst: Ints, near: Mask, target: float, left: Clock
) -> Mask:
    """The same pairs, better around the worst needs; everybody else keeps theirs."""
    circle = np.zeros(market.shape[0], dtype=bool)
    circle[worst] = True
    wanted = np.zeros(market.shape[1], dtype=bool)
    wanted[market.cols[circle[market.rows] & near]] = True
    circle[market.rows[chosen & wanted[market.cols]]] = True
    inside = circle[market.rows]
    outside = market.loads(chosen & ~inside)
    free = (market.capacity - outside)[market.cols] > 0
    edges = np.flatnonzero(inside & ((near & free) | chosen))
    part, held = _around(market, chosen, edges, outside)
    result = whole(part, part.values, target, left, price=PRICE)
    if result.x is None:
        return chosen
    after = result.x[:-1] > 0.5
    better = _merit(part, after, target) > _merit(part, held, target)
    if not (part.holds(after) and better):
        return chosen
    changed = chosen.copy()
    changed[edges] = after
    return changed


def _around(
    market: Market, chosen: Mask, edges: Ints, outside: Ints
) -> tuple[Market, Mask]:
    """A market of some pairs beside what others hold, and the answer as it is there."""
    needs, rows = np.unique(market.rows[edges], return_inverse=True)
    providers, cols = np.unique(market.cols[edges], return_inverse=True)
    held = chosen[edges]
    part = Market(
        rows,
        cols,
        market.values[edges],
        market.demand[needs],
        (market.capacity - outside)[providers],
        np.maximum(market.least - outside, 0)[providers],
        int(held.sum()),
    )
    return part, held


def _merit(market: Market, chosen: Mask, target: float) -> tuple[float, float]:
    return min(market.floor(chosen), target), market.total(chosen)
