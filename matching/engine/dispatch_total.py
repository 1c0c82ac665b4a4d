"""The greatest total: a transportation problem, solved exactly and proven by prices.

A small market is one linear program, whose vertices are whole. A large one would take
minutes that way, so: an auction finds what each provider is worth about; pairs that
these prices settle are settled; a linear program decides the contested rest; and
prices computed from that answer prove it, or show that too much was settled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array, vstack

from matching.engine.dispatch_auction import auction_prices
from matching.engine.dispatch_market import Floats, Ints, Market, Mask

SMALL = 60_000
"""Pairs up to which one linear program is quicker than settling most of them first."""
MARGINS = (0.01, 0.04, 0.16)
"""Of values of at most 1: what is clear by more than this counts as settled at first."""
EXACT = 1e-9
"""Relative distance to the bound that rounding alone may cause."""

Clock = Callable[[], float]
"""Seconds that are left."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Pairs, and a total that no other choice exceeds."""

    chosen: Mask
    total: float
    bound: float

    @property
    def proven(self) -> bool:
        return self.bound - self.total <= EXACT * (1.0 + abs(self.total))


def best_total(market: Market, known: Mask, left: Clock) -> Answer:
    """The pairs with the greatest total among those that cover as much as possible.

    `known` is an answer to fall back on; it stands where the time runs out.
    """
    if not market.units:
        return Answer(known, 0.0, 0.0)
    if market.size <= SMALL:
        return _solved(market, known, left)
    prices = auction_prices(market, left)
    best = Answer(known, market.total(known), _bound(market, prices, 0.0))
    for margin in MARGINS:
        clear = _clearness(market, prices)
        chosen = _contested(market, clear, margin, left)
        if chosen is not None:
            near = chosen | (clear > -10.0 * margin)
            proof = _proof(market.part(near), chosen[near], left)
            bound = min(best.bound, _bound(market, *proof))
            found = Answer(chosen, market.total(chosen), bound)
            best = max(best, found, key=lambda answer: answer.total)
            best = replace(best, bound=bound)
        if best.proven or left() <= 0:
            return best
    last = _solved(market, best.chosen, left)
    return replace(last, bound=min(last.bound, best.bound))


def _solved(market: Market, known: Mask, left: Clock) -> Answer:
    """By one linear program."""
    result = relaxed(market, left)
    if result.status == 0:
        chosen = result.x > 0.5
        return Answer(chosen, market.total(chosen), max(-result.fun, 0.0))
    loose = float(market.sum_of_best().sum())
    return Answer(known, market.total(known), loose)


def relaxed(market: Market, left: Clock, floor: float | None = None) -> OptimizeResult:
    """The linear program of a market; with a floor, each reachable need has at least
    that sum."""
    sides, limits = room_rows(market)
    needs = side_rows(market, market.rows, market.shape[0])
    if floor is not None:
        lifted = csr_array(needs.multiply(market.values[None, :]))[market.reachable()]
        sides = vstack([sides, -lifted])
        limits = np.append(limits, np.full(lifted.shape[0], -floor))
    equal, fixed = needs, market.demand
    if not market.full:
        sides, limits = vstack([sides, needs]), np.append(limits, market.demand)
        equal, fixed = csr_array(np.ones((1, market.size))), np.array([market.units])
    return linprog(
        -market.values,
        A_ub=sides,
        b_ub=limits,
        A_eq=equal,
        b_eq=fixed,
        bounds=(0, 1),
        method="highs-ds",
        options={"time_limit": max(left(), 0.01)},
    )


def room_rows(market: Market) -> tuple[Any, Floats]:
    """Capacities, and below them the least loads, as rows of `<=`."""
    loads = side_rows(market, market.cols, market.shape[1])
    binding = market.least > 0
    rows = vstack([loads, -loads[binding]]) if binding.any() else loads
    return rows, np.append(market.capacity, -market.least[binding]).astype(float)


def side_rows(market: Market, side: Any, size: int) -> Any:
    """One row for each need (or provider), a 1 for each of its pairs."""
    where = (side, np.arange(market.size))
    return csr_array((np.ones(market.size), where), shape=(size, market.size))


def _contested(
    market: Market, clear: Floats, margin: float, left: Clock
) -> Mask | None:
    """Settle what is clear by more than the margin, solve the rest.

    None where the rest has no answer: too much was settled."""
    settled = clear > margin
    crowded = market.loads(settled) > market.capacity
    settled &= ~crowded[market.cols]
    demand = market.demand - market.served(settled)
    loads = market.loads(settled)
    capacity = market.capacity - loads
    open_ = (np.abs(clear) <= margin) | ((clear > margin) & ~settled)
    open_ &= (demand[market.rows] > 0) & (capacity[market.cols] > 0)
    rest = Market(
        market.rows[open_],
        market.cols[open_],
        market.values[open_],
        demand,
        capacity,
        np.maximum(market.least - loads, 0),
        market.units - int(settled.sum()),
    )
    chosen = settled.copy()
    if rest.units:
        result = _compact(rest, left)
        if result is None:
            return None
        chosen[np.flatnonzero(open_)[result]] = True
    return chosen if market.holds(chosen) else None


def _compact(rest: Market, left: Clock) -> Mask | None:
    """Solve without the needs and providers that have no pair left."""
    needs, rows = np.unique(rest.rows, return_inverse=True)
    providers, cols = np.unique(rest.cols, return_inverse=True)
    small = Market(
        rows,
        cols,
        rest.values,
        rest.demand[needs],
        rest.capacity[providers],
        rest.least[providers],
        rest.units,
    )
    missing = small.least.sum() < rest.least.sum()
    if missing or small.demand.sum() < rest.units or not small.size:
        return None
    result = relaxed(small, left)
    return result.x > 0.5 if result.status == 0 else None


def _clearness(market: Market, prices: Floats) -> Floats:
    """By pair, how far its value less its price is above what its need can do without:
    half way between the last it takes and the first it leaves."""
    net = market.values - prices[market.cols]
    order, place = market.best_first(net)
    last, first = np.zeros((2, market.shape[0]))
    wanted = market.demand[market.rows]
    taken, left = order[place == wanted - 1], order[place == wanted]
    last[market.rows[taken]] = net[taken]
    # Who has no other takes all it can get, if everybody can get what they ask.
    first[:] = -np.inf if market.full else last
    first[market.rows[left]] = net[left]
    level = np.where(market.demand > 0, (last + first) / 2, np.inf)
    return np.asarray(net - level[market.rows])


def _bound(market: Market, prices: Floats, cover: float) -> float:
    """No answer has a greater total than this (weak duality), whatever the prices.

    `cover` is the price of a pair as such, where not every demand can be met."""
    net = market.values - prices[market.cols]
    order, place = market.best_first(net)
    best = net[order[place < market.demand[market.rows]]]
    sold = float(np.where(prices > 0, market.capacity, market.least) @ prices)
    if market.full:
        return sold + float(best.sum())
    return sold + market.units * cover + float(np.maximum(best - cover, 0.0).sum())


def _proof(market: Market, chosen: Mask, left: Clock) -> tuple[Floats, float]:
    """The least prices (of providers, of a pair as such) at which nobody would rather
    have another. They exist exactly if the answer is best, and are found by rising
    from nothing; without them these prove less."""
    loads = market.loads(chosen)
    short = market.served(chosen) < market.demand
    bare = np.where((loads == market.least) & (loads > 0), -2.0 * market.units, 0.0)
    mine = np.flatnonzero(chosen)
    mine_starts = _starts(market.rows[mine])
    others = np.flatnonzero(~chosen)
    others = others[np.argsort(market.cols[others], kind="stable")]
    starts = _starts(market.cols[others])
    content = np.full(market.shape[0], np.inf)
    prices, cover = bare, 0.0
    while left() > 0:
        net = market.values[mine] - prices[market.cols[mine]]
        content[market.rows[mine][mine_starts]] = np.minimum.reduceat(net, mine_starts)
        if not market.full:
            cover = float(content.min())
            content[short] = cover
        envy = market.values[others] - content[market.rows[others]]
        asked = np.maximum.reduceat(envy, starts)
        raised = bare.copy()
        raised[market.cols[others][starts]] = asked
        raised = np.maximum(bare, raised)
        settled = (raised <= prices + EXACT**2).all()
        if settled or (raised[loads < market.capacity] > EXACT).any():
            break
        prices = raised
    return prices, cover


def _starts(groups: Ints) -> Ints:
    """Where each run of a sorted array begins."""
    return np.flatnonzero(np.diff(groups, prepend=-1))
