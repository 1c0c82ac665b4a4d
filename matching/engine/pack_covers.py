"""Covers: patterns that a budget does not hold all at once, as rows that cut a relaxation.

A relaxation mixes a dear way to do an item with a cheap one, so that the budget is spent
to the last fen. Where one pattern of each of some items, however cheap above a limit of
its item, costs more than there is, one of these items must stay below its limit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.engine.pack_model import Vector, Whole

BROKEN = 1e-3
"""By how much a row must be broken to be worth its place."""
WAYS = 400
"""Half-made covers that are kept, those that lose least."""
MOST = 4
"""Rows of one round."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Patterns of which a pack holds so many at most and, without this provider, none."""

    members: Whole
    most: float = 1.0
    provider: int | None = None


Limits = tuple[int, ...]
"""What a pattern must cost to count, by item; 0: the item is not in the cover."""


def covers(
    costs: Whole, items: Whole, kept: Whole, budget: int, shares: Vector
) -> list[Cut]:
    """Rows that the shares of patterns break; of these, those kept count. The costs are
    in fen."""
    costs, items = costs[kept], items[kept]
    found = []
    for limits in _limits(costs, items, budget, shares[kept]):
        wide = _lowered(np.array(limits), costs, items, budget)
        members = kept[(wide[items] > 0) & (costs >= wide[items])]
        found.append(Cut(members, float(np.count_nonzero(wide)) - 1))
    return found


def _limits(costs: Whole, items: Whole, budget: int, shares: Vector) -> list[Limits]:
    """Limits that together cost more than there is, the most broken first."""
    ways: list[tuple[float, int, Limits]] = [(0.0, 0, ())]
    for item in range(int(items.max()) + 1):
        steps = [(0.0, 0)]
        mine = np.flatnonzero((items == item) & (shares > 0))
        for limit in np.unique(costs[mine]).tolist():
            lost = 1 - float(shares[mine][costs[mine] >= limit].sum())
            if limit > 0:
                steps.append((max(lost, 0.0), limit))
        ways = _unbeaten(
            [
                (lost + more, spent + limit, (*limits, limit))
                for lost, spent, limits in ways
                for more, limit in steps
                if lost + more < 1 - BROKEN
            ]
        )
    return [limits for _, spent, limits in ways if spent > budget][:MOST]


def _unbeaten(ways: list[tuple[float, int, Limits]]) -> list[tuple[float, int, Limits]]:
    """Those that lose less than all that cost as much."""
    found, dearest = [], -1
    for way in sorted(ways, key=lambda way: (way[0], -way[1])):
        if way[1] > dearest:
            found.append(way)
            dearest = way[1]
    return found[:WAYS]


def _lowered(wide: Whole, costs: Whole, items: Whole, budget: int) -> Whole:
    """The limits as low as they may be, so that more patterns count."""
    over = int(wide.sum()) - budget - 1
    for item in np.flatnonzero(wide).tolist():
        mine = np.unique(costs[items == item])
        lower = mine[(mine > 0) & (mine >= wide[item] - over) & (mine <= wide[item])]
        if len(lower):
            over -= int(wide[item] - lower[0])
            wide[item] = lower[0]
    return wide
