"""Prices of providers: what they prove of an answer, and how to find them from it."""

from __future__ import annotations

import numpy as np

from matching.engine.dispatch_market import Clock, Floats, Ints, Market, Mask

RISES = 300
"""Rounds in which prices may rise before a proof is given up."""
EXACT = 1e-9
"""Relative distance to the bound that rounding alone may cause."""


def bound_by(market: Market, prices: Floats) -> float:
    """No answer has a greater total than this (weak duality), whatever the prices.

    Where not every demand can be met, a pair as such has a price too: the best is that
    at which as many are wanted as can be made."""
    net = market.values - prices[market.cols]
    order, place = market.best_first(net)
    best = net[order[place < market.demand[market.rows]]]
    sold = np.where(prices > 0, market.capacity, market.least) @ prices
    if not market.full:
        best = -np.sort(-best)[: market.units]
    return float(sold + best.sum())


def least_prices(
    market: Market, chosen: Mask, left: Clock, start: Floats | None = None
) -> Floats:
    """The least prices at which nobody would rather have another.

    They exist exactly if the answer is best, and are found by rising from nothing, or
    from the least prices of a part of the market. Without them these prove less."""
    loads = market.loads(chosen)
    short = market.served(chosen) < market.demand
    bare = np.where((loads == market.least) & (loads > 0), -2.0 * market.units, 0.0)
    mine = np.flatnonzero(chosen)
    mine_starts = _starts(market.rows[mine])
    holders = market.rows[mine][mine_starts]
    others = np.flatnonzero(~chosen)
    others = others[np.argsort(market.cols[others], kind="stable")]
    starts = _starts(market.cols[others])
    wanted = market.cols[others][starts]
    content = np.full(market.shape[0], np.inf)
    prices = bare if start is None else start
    for _round in range(RISES):
        net = market.values[mine] - prices[market.cols[mine]]
        content[holders] = np.minimum.reduceat(net, mine_starts)
        if not market.full:
            content[short] = content.min()
        envy = market.values[others] - content[market.rows[others]]
        raised = bare.copy()
        raised[wanted] = np.maximum(bare[wanted], np.maximum.reduceat(envy, starts))
        steady = (raised <= prices + EXACT**2).all()
        if steady or (raised[loads < market.capacity] > EXACT).any() or left() <= 0:
            break
        prices = raised
    return prices


def _starts(groups: Ints) -> Ints:
    """Where each run of a sorted array begins."""
    return np.flatnonzero(np.diff(groups, prepend=-1))
