"""What each provider is worth when all needs bid at once: an auction with small steps.

After D. P. Bertsekas: a need bids for the best it lacks, as much as makes it as good as
the next best; a provider keeps the highest bids that it has room for, and its price is
the lowest of them. The prices are near, not exact: they say where to look.
"""

from __future__ import annotations

import numpy as np

from matching.engine.dispatch_market import Clock, Floats, Ints, Market, Mask, places

DEPTH = 64
"""Pairs of each need that take part, its best; more only for a need that asks more."""
STEP = 1e-3
"""Least rise of a bid, in values of at most 1."""
ROUNDS = 300


def auction(market: Market, left: Clock) -> tuple[Floats, Mask]:
    """A price for each provider, 0.0 for one with room left; and the pairs sold."""
    sale = _Sale(market)
    for _round in range(ROUNDS):
        active = np.flatnonzero(sale.count < market.demand)
        if not len(active) or left() <= 0:
            break
        rows, slots, bids = sale.offers(active)
        if not len(rows):
            break
        sale.settle(rows, slots, bids)
    sold = np.zeros(market.size, dtype=bool)
    sold[sale.edges[sale.held]] = True
    return sale.prices[:-1], sold


class _Sale:
    """Who holds what at which bid. The last provider is nobody: it fills short rows."""

    def __init__(self, market: Market) -> None:
        n, m = market.shape
        depth = max(DEPTH, 3 * int(market.demand.max(initial=0)))
        order, place = market.best_first(market.values)
        near = place < depth
        where = market.rows[near], place[near]
        shape = n, int(place[near].max(initial=0)) + 1
        self.values = np.full(shape, -np.inf)
        self.cols = np.full(shape, m)
        self.edges = np.zeros(shape, dtype=np.int64)
        self.values[where] = market.values[order[near]]
        self.cols[where] = market.cols[order[near]]
        self.edges[where] = order[near]
        self.demand = market.demand
        self.capacity = np.append(market.capacity, 0)
        self.prices = np.zeros(m + 1)
        self.held = np.zeros(shape, dtype=bool)
        self.count = np.zeros(n, dtype=np.int64)
        self.rows = np.empty(0, dtype=np.int64)
        self.slots = np.empty(0, dtype=np.int64)
        self.bids = np.empty(0)

    def offers(self, active: Ints) -> tuple[Ints, Ints, Floats]:
        """What each active need bids for as many as it lacks: (needs, slots, bids)."""
        net = self.values[active] - self.prices[self.cols[active]]
        net[self.held[active]] = -np.inf
        lacking = self.demand[active] - self.count[active]
        order = np.argsort(-net, axis=1, kind="stable")
        ranked = np.take_along_axis(net, order, axis=1)
        next_best = np.minimum(lacking, ranked.shape[1] - 1)
        level = ranked[np.arange(len(active)), next_best]
        each, rank = np.nonzero(np.arange(ranked.shape[1]) < lacking[:, None])
        real = np.isfinite(ranked[each, rank])
        each, rank = each[real], rank[real]
        # Who has no next best would rather pay the whole scale than go without.
        other = np.where(np.isfinite(level[each]), level[each], ranked[each, rank] - 1)
        rows, slots = active[each], order[each, rank]
        return rows, slots, self.values[rows, slots] - other + STEP

    def settle(self, rows: Ints, slots: Ints, bids: Floats) -> None:
        """Each provider that was bid for keeps the highest bids, old and new."""
        asked = np.zeros(len(self.prices), dtype=bool)
        asked[self.cols[rows, slots]] = True
        again = asked[self.cols[self.rows, self.slots]]
        np.subtract.at(self.count, self.rows[again], 1)
        self.held[self.rows[again], self.slots[again]] = False
        rows = np.concatenate((self.rows[again], rows))
        slots = np.concatenate((self.slots[again], slots))
        bids = np.concatenate((self.bids[again], bids))
        cols = self.cols[rows, slots]
        order = np.lexsort((rows, -bids, cols))
        rows, slots, bids, cols = rows[order], slots[order], bids[order], cols[order]
        place = places(cols)
        last = place == self.capacity[cols] - 1
        self.prices[cols[last]] = bids[last]
        kept = place < self.capacity[cols]
        np.add.at(self.count, rows[kept], 1)
        self.held[rows[kept], slots[kept]] = True
        self.rows = np.concatenate((self.rows[~again], rows[kept]))
        self.slots = np.concatenate((self.slots[~again], slots[kept]))
        self.bids = np.concatenate((self.bids[~again], bids[kept]))
