"""Pairs in shares with the greatest floor, for a dense market of medium size.

A linear program that begins with few pairs and takes in those that its prices ask for.
The floor's prices say how much each need counts; with any such weights the greatest
weighted total is a bound on the floor.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array, hstack, vstack

from matching.engine.dispatch_market import Clock, Floats, Market, Mask
from matching.engine.dispatch_prices import EXACT, bound_by
from matching.engine.dispatch_total import relaxed, room_rows, side_rows

TAKEN_IN = 8
"""Pairs of each need, its best, that one round takes in."""
WEIGHTS = (16.0, 8.0, 4.0, 2.0, 1.0)
"""How much a need may count, for the pairs of the first round."""


@dataclass(frozen=True, slots=True, eq=False)
class Balance:
    """Pairs in shares, their floor, and a bound on any floor that holds however early
    the rounds were stopped."""

    shares: Floats
    floor: float
    bound: float


def balanced(market: Market, chosen: Mask, prices: Floats, left: Clock) -> Balance:
    """The greatest floor, beginning with the chosen pairs and those that the prices of
    providers make good. Every demand must be possible to meet."""
    keep, paid = chosen.copy(), prices[market.cols]
    for weight in WEIGHTS:
        keep |= _best(market, weight * market.values - paid)
    found = Balance(chosen.astype(float), market.floor(chosen), np.inf)
    while left() > 0:
        result = _program(market.part(keep), left)
        if result.status != 0:
            return found
        shares = np.zeros(market.size)
        shares[keep] = result.x[:-1]
        gain, bound = _priced(market, result)
        found = Balance(shares, float(result.x[-1]), min(found.bound, bound))
        gain[keep] = -np.inf
        more = _best(market, gain) & (gain > EXACT)
        if not more.any():
            return found
        keep |= more
    return found


def rounded(market: Market, shares: Floats, left: Clock) -> Mask | None:
    """Whole pairs nearest to the shares; None if they were not found in time."""
    some = shares > EXACT
    found = relaxed(replace(market.part(some), values=shares[some]), left).shares
    if found is None:
        return None
    chosen = np.zeros(market.size, dtype=bool)
    chosen[np.flatnonzero(some)] = found > 0.5
    return chosen if market.holds(chosen) else None


def _best(market: Market, worth: Floats) -> Mask:
    """A few pairs of each need, the most worth."""
    order, place = market.best_first(worth)
    best = np.zeros(market.size, dtype=bool)
    best[order[place < TAKEN_IN]] = True
    return best


def _program(part: Market, left: Clock) -> OptimizeResult:
    """The last variable is the floor."""
    asked = part.reachable()
    needs = side_rows(part, part.rows, part.shape[0])[asked]
    lifted = csr_array(needs.multiply(part.values[None, :]))
    room, most = room_rows(part)
    count = int(asked.sum())
    sides = [
        hstack([room, csr_array((room.shape[0], 1))]),
        hstack([-lifted, csr_array(np.ones((count, 1)))]),
    ]
    return linprog(
        np.append(np.zeros(part.size), -1.0),
        A_ub=vstack(sides, format="csr"),
        b_ub=np.append(most, np.zeros(count)),
        A_eq=hstack([needs, csr_array((count, 1))], format="csr"),
        b_eq=part.demand[asked].astype(float),
        bounds=np.column_stack(
            (np.zeros(part.size + 1), np.append(np.ones(part.size), np.inf))
        ),
        method="highs-ipm",  # four times as quick here as the simplex
        options={"time_limit": max(left(), 0.01)},
    )


def _priced(market: Market, result: OptimizeResult) -> tuple[Floats, float]:
    """What each pair of the market would gain at these prices; the bound they give."""
    asked, binding = market.reachable(), market.least > 0
    (n, m), count = market.shape, int(market.reachable().sum())
    sides = -np.asarray(result.ineqlin.marginals)
    prices, weights, level = sides[:m].copy(), np.zeros(n), np.zeros(n)
    prices[binding] -= sides[m : len(sides) - count]
    # They are at least 0 and sum to 1, but for rounding.
    weights[asked] = np.maximum(sides[len(sides) - count :], 0.0)
    weights /= weights.sum()
    level[asked] = -np.asarray(result.eqlin.marginals)
    values = weights[market.rows] * market.values
    gain = values - prices[market.cols] - level[market.rows]
    return gain, bound_by(replace(market, values=values), prices)
