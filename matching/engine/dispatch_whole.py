"""Integer programs (HiGHS) for a least sum: whole pairs, every need above a floor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array, hstack

from matching.engine.dispatch_market import Clock, Floats, Ints, Market, Mask
from matching.engine.dispatch_total import (
    Answer,
    relaxed,
    room_rows,
    side_rows,
)

POOREST = 60
"""Needs that are looked at together, the poorest first."""

_SCALE = 1000.0  # HiGHS' tolerances are absolute, 1e-6: less than that of a score
_SAME = 1e-9  # gaps that rounding alone may cause
_SHARES = (6, 24, 10**6)  # pairs kept for each unit asked, step by step


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """The best answer above a floor, or None: there is none, or none was found."""

    answer: Answer | None
    impossible: bool = False


def reach(market: Market, floor: float, left: Clock) -> Reached:
    """The greatest total with every need at or above the floor, for a small market.

    Pairs that the linear program prices out are left out first, and taken back as long
    as one of them might still make a greater total: none that costs more than the gap
    does."""
    loose = relaxed(market, left, floor)
    if loose.shares is None or loose.cost is None:
        return Reached(None, loose.impossible)
    cost = np.where(loose.shares > 0, 0.0, loose.cost)
    bound, best = loose.bound, None
    for share in _SHARES:
        count = min(share * market.units, market.size)
        margin = float(np.partition(cost, count - 1)[count - 1])
        if best is not None:
            margin = bound - best.total + _SAME
        keep = cost <= margin
        result = whole(market.part(keep), market.values[keep], floor, left)
        if result.status == 2 and keep.all():
            return Reached(best, impossible=best is None)
        chosen = spread(market, np.flatnonzero(keep), result.x)
        if chosen is not None and market.floor(chosen) >= floor - 1e-9:
            inside = -float(result.mip_dual_bound) / _SCALE
            outside = -np.inf if keep.all() else bound - margin
            found = Answer(
                chosen, market.total(chosen), min(bound, max(inside, outside))
            )
            best = found if best is None or found.total > best.total else best
            best = replace(best, bound=min(best.bound, found.bound))
        if keep.all() or left() <= 0 or (best and best.proven):
            break
    return Reached(best)


def poorest_bound(
    market: Market, limit: float, left: Clock, count: int = POOREST
) -> float:
    """What so many of the poorest needs reach if nobody else asks: no floor is
    greater. With all of them it is the greatest floor."""
    sums = np.where(market.reachable(), market.sum_of_best(), np.inf)
    others = np.argsort(sums, kind="stable")[count:]
    demand = market.demand.copy()
    demand[others] = 0
    alone = replace(
        market.part(demand[market.rows] > 0),
        demand=demand,
        least=np.where(demand.sum() < market.demand.sum(), 0, market.least),
        units=max(market.units - int(market.demand[others].sum()), 0),
    )
    result = whole(alone, np.zeros(alone.size), limit, left, price=1.0)
    missed = getattr(result, "mip_dual_bound", None)
    return limit - max(float(missed or 0.0) / _SCALE - 1e-10, 0.0)


def whole(
    market: Market,
    worth: Floats,
    floor: float,
    left: Clock,
    *,
    price: float | None = None,
) -> OptimizeResult:
    """Whole pairs of the greatest worth. The last variable is by how much the floor is
    missed at most: 0, or with a price as much as that pays."""
    size, n = market.size, market.shape[0]
    asked = market.reachable()
    served = side_rows(market, market.rows, n)[asked]
    lifted = csr_array(served.multiply(market.values[None, :]))
    room, most = room_rows(market)
    demand = market.demand[asked]
    all_rows: list[tuple[Any, Any, Any]] = [
        (_beside(served, 0.0), demand if market.full else 0, demand),
        (_beside(room, 0.0), -np.inf, most),
        (_beside(lifted, 1.0) * _SCALE, floor * _SCALE, np.inf),
    ]
    if not market.full:
        every = csr_array(np.ones((1, size)))
        all_rows.append((_beside(every, 0.0), market.units, np.inf))
    return milp(
        np.append(-worth, price or 0.0) * _SCALE,
        integrality=np.append(np.ones(size), 0),
        bounds=Bounds(0.0, np.append(np.ones(size), 0.0 if price is None else np.inf)),
        constraints=[LinearConstraint(*rows) for rows in all_rows],
        # Presolve is no faster here, and HiGHS 1.12 prints to stdout from it.
        options={
            "time_limit": max(left(), 0.05),
            "mip_rel_gap": 0.0,
            "presolve": False,
        },
    )


def _beside(rows: Any, last: float) -> Any:
    """The rows with one column more."""
    return hstack([rows, csr_array(np.full((rows.shape[0], 1), last))], format="csr")


def spread(market: Market, edges: Ints, x: Floats | None) -> Mask | None:
    """The pairs that a program over some edges chose; None unless counting confirms
    that they keep every limit (scipy#24141 returned an infeasible optimum)."""
    if x is None:
        return None
    chosen = np.zeros(market.size, dtype=bool)
    chosen[edges] = x[: len(edges)] > 0.5
    return chosen if market.holds(chosen) else None
