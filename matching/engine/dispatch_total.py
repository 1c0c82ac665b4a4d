"""The greatest total: a transportation problem, solved exactly and proven by prices.

A small market is one linear program, whose vertices are whole. A large one would take
minutes that way, so: an auction finds what each provider is worth about; pairs that
these prices settle are settled; a linear program decides the contested rest; and
prices computed from that answer prove it, or show that too much was settled.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack, vstack

from matching.engine.dispatch_auction import auction
from matching.engine.dispatch_market import Clock, Floats, Market, Mask
from matching.engine.dispatch_prices import EXACT, bound_by, least_prices
from matching.engine.dispatch_swap import greedy

SMALL = 60_000
"""Pairs up to which one linear program is quicker than settling most of them first."""
QUICK = 1_000_000
"""Pairs up to which taking the greatest first costs little beside all else."""
MARGINS = (0.01, 0.04, 0.16)
"""Of values of at most 1: what is clear by more than this counts as settled at first."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Pairs, and a total that no other choice exceeds."""

    chosen: Mask
    total: float
    bound: float

    @property
    def proven(self) -> bool:
        return self.bound - self.total <= EXACT * (1.0 + abs(self.total))


@dataclass(frozen=True, slots=True, eq=False)
class Loose:
    """Pairs in shares, what each costs beside the best ones, and the bound they give;
    no shares where there are none, or none were found in time."""

    shares: Floats | None = None
    cost: Floats | None = None
    bound: float = np.inf
    impossible: bool = False


def best_total(market: Market, known: Mask, left: Clock) -> Answer:
    """The pairs with the greatest total among those that cover as much as possible.

    `known` is an answer to fall back on; it stands where the time runs out.
    """
    if not market.units:
        return Answer(known, 0.0, 0.0)
    if market.size <= SMALL:
        return _solved(market, known, left)
    prices, sold = auction(market, left)
    quick = [_completed(market, sold, known)]
    if market.size <= QUICK:
        quick.append(_completed(market, greedy(market), known))
    known = max(known, *quick, key=market.total)
    loose = float(market.sum_of_best().sum())
    best = Answer(known, market.total(known), min(loose, bound_by(market, prices)))
    for margin in MARGINS:
        clear = _clearness(market, prices)
        chosen = _contested(market, clear, margin, left)
        if chosen is not None:
            near = chosen | (clear > -10.0 * margin)
            start = least_prices(market.part(near), chosen[near], left)
            proof = least_prices(market, chosen, left, start)
            bound = min(best.bound, bound_by(market, proof))
            found = Answer(chosen, market.total(chosen), bound)
            best = max(best, found, key=lambda answer: answer.total)
            best = replace(best, bound=bound)
        if best.proven or left() <= 0:
            return best
    last = _solved(market, best.chosen, left)
    return replace(last, bound=min(last.bound, best.bound))


def _completed(market: Market, sold: Mask, known: Mask) -> Mask:
    """What was sold, and as many pairs beside it as fit; else what is known."""
    rest = replace(
        market.part(~sold),
        demand=market.demand - market.served(sold),
        capacity=market.capacity - market.loads(sold),
        least=np.zeros_like(market.least),
    )
    more = rest.flow()
    chosen = sold.copy()
    chosen[~sold] = more
    return chosen if market.holds(chosen) else known


def _solved(market: Market, known: Mask, left: Clock) -> Answer:
    """By one linear program."""
    loose = relaxed(market, left)
    if loose.shares is None:
        most = float(market.sum_of_best().sum())
        return Answer(known, market.total(known), most)
    chosen = loose.shares > 0.5
    return Answer(chosen, market.total(chosen), max(loose.bound, 0.0))


def relaxed(market: Market, left: Clock, floor: float | None = None) -> Loose:
    """The linear program of a market; with a floor, each reachable need has at least
    that sum. Each need has a last variable, what it goes without."""
    n = market.shape[0]
    needs = side_rows(market, market.rows, n)
    sides, limits = room_rows(market)
    if floor is not None:
        lifted = csr_array(needs.multiply(market.values[None, :]))[market.reachable()]
        sides = vstack([sides, -lifted])
        limits = np.append(limits, np.full(lifted.shape[0], -floor))
    short = csr_array(np.ones((1, n)))
    result = linprog(
        np.append(-market.values, np.zeros(n)),
        A_ub=hstack([sides, csr_array((sides.shape[0], n))], format="csr"),
        b_ub=limits,
        A_eq=vstack(
            [
                hstack([needs, eye_array(n)]),
                hstack([csr_array((1, market.size)), short]),
            ],
            format="csr",
        ),
        b_eq=np.append(market.demand, market.demand.sum() - market.units),
        bounds=np.column_stack(
            (np.zeros(market.size + n), np.append(np.ones(market.size), market.demand))
        ),
        method="highs-ds",
        options={"time_limit": max(left(), 0.01)},
    )
    if result.status != 0:
        return Loose(impossible=result.status == 2)
    cost = np.abs(result.lower.marginals + result.upper.marginals)
    return Loose(result.x[: market.size], cost[: market.size], -float(result.fun))


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
    shares = relaxed(small, left).shares
    return None if shares is None else shares > 0.5


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
