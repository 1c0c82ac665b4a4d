"""What using an option costs at least, and the patterns that do not cost too much.

By duality every whole pack is worth the bound of a relaxation less the reduced costs of
what it holds. They are kept per option, so that patterns that no solver has seen yet
are priced, and listed, one option after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import inf
from typing import Any

import numpy as np

from matching.engine.pack_model import LINE_COST, Pack, Picks, Seconds, Vector
from matching.engine.pack_program import Held

_GLANCE = 256
"""Steps of a list between two looks at the time."""
Pattern = tuple[float, Picks]
"""What it costs at least to use it, and the pattern."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Cost of n units of option i: unit[i] n + line[i], and body[i] if no other line
    of the pattern has its provider; of each unit left uncovered: idle. From the sum,
    base is taken off. All but `unit` and the result are never negative."""

    pack: Pack
    unit: Vector
    line: Vector
    body: Vector
    idle: Vector
    base: Vector
    spare: Vector
    """What a unit of money of the item's budget is worth."""
    half: Vector
    """What more than half of a candidate's week costs beside its units."""

    @property
    def least(self) -> Vector:
        """Of each option, without its provider."""
        found: Vector = self.line + np.minimum(self.unit, self.unit * self.pack.limits)
        return found

    def alone(self) -> Vector:
        """What each option costs at least in any pattern."""
        found: Vector = self.least + self.body - self.base[self.pack.items]
        return found

    def best(self, size: int, gap: float, seconds: Seconds) -> list[Pattern]:
        """The `size` cheapest patterns of each item, none dearer than the gap."""
        found: list[Pattern] = []
        for item in range(len(self.pack.most)):
            within, some = min(gap, 0.01), list[Pattern]()
            while True:
                found_now, whole = self._of_item(item, within, 4 * size, seconds)
                some = found_now if whole or not some else some
                if not whole or len(some) >= size or within >= gap:
                    break
                within = min(gap, 2 * within)
            found.extend(nsmallest(size, some))
        return found

    def listed(
        self, gap: float, most: int, seconds: Seconds
    ) -> tuple[list[Pattern], bool]:
        """Patterns no dearer than the gap, and whether these are all: an item that has
        more than `most` is cut off, and all are once the time is up."""
        found: list[Pattern] = []
        whole = True
        for item in range(len(self.pack.most)):
            some, all_ = self._of_item(item, gap, most, seconds)
            found.extend(some)
            whole = whole and all_
        return found, whole

    def _of_item(
        self, item: int, gap: float, most: int, seconds: Seconds
    ) -> tuple[list[Pattern], bool]:
        lister = _Lister(self, item, most, seconds)
        lister.go(gap)
        return lister.found, not lister.full


def first_prices(pack: Pack, relaxed: Any, *, exact: bool) -> Prices:
    """Out of the relaxation `of_units`, where a part of a line costs a part only."""
    n, items = len(pack.options), len(pack.most)
    costs = np.maximum(relaxed.lower.marginals, 0.0)
    prices = -relaxed.ineqlin.marginals
    idle = np.full(items, inf) if exact else prices[-items:]
    budgets = prices if exact else prices[:-items]
    spare = np.zeros(items)
    tight = pack.tight
    if len(tight):
        spare[tight] = np.maximum(budgets[-len(tight) :], 0.0)
    return Prices(
        pack=pack,
        unit=costs[:n] - LINE_COST / pack.limits,
        line=np.full(n, LINE_COST),
        body=costs[n:][pack.providers],
        idle=np.maximum(idle, 0.0),
        base=np.zeros(items),
        spare=spare,
        half=np.zeros(n),
    )


def repriced(
    before: Prices, pool: Sequence[Picks], relaxed: Any, held: Sequence[Held]
) -> Prices:
    """Out of the relaxation `of_patterns`, for options in and outside its pool."""
    pack = before.pack
    some = np.array(sorted({i for picks in pool for i, _ in picks}), dtype=np.int64)
    known = np.unique(pack.candidates[some])
    grouped = some[np.isin(pack.candidates[some], pack.grouped)]
    rows = _Reader(-relaxed.ineqlin.marginals)  # in the order of `Switches.tie`
    line = np.full(len(pack.options), LINE_COST)
    line[some] += rows.take(len(some))
    week = np.zeros(int(pack.candidates.max()) + 1)
    week[known] = rows.take(len(known))
    heavy = _heavy(pack, pool)
    half = np.zeros(len(week))
    half[heavy] = rows.take(len(heavy))
    kind = rows.take(len(pack.sorts))
    unit = -pack.worth + pack.week * week[pack.candidates] - kind[pack.kinds]
    money = before.spare[pack.items]
    if pack.budget is not None:
        money = money + rows.take(1)
    if pack.groups:
        line[grouped] += rows.take(len(grouped))
        rows.take(len(pack.groups))
    for each, price in zip(held, rows.take(len(held)), strict=True):
        unit -= each.weights * price
    unit += money * np.array(pack.prices, dtype=float)
    exact = bool(np.isinf(before.idle).any())
    reached = relaxed.eqlin.marginals if exact else -rows.take(len(pack.most))
    absent = np.ones(len(line), dtype=bool)
    absent[some] = False
    slack = relaxed.lower.marginals[len(pool) :][: len(pack.bodies)]
    costs = (unit, line, np.maximum(half, 0.0)[pack.candidates])
    return _shifted(before, costs, reached, (absent, slack))


def _heavy(pack: Pack, pool: Sequence[Picks]) -> Any:
    """Candidates of whom a pattern takes more than half of the week, in order."""
    found = (i for picks in pool for i, n in picks if n >= pack.heavy[i])
    return np.array(sorted({int(pack.candidates[i]) for i in found}), dtype=np.int64)


class _Reader:
    """One part of an array after the other."""

    def __init__(self, values: Vector):
        self.values = values

    def take(self, n: int) -> Vector:
        part, self.values = self.values[:n], self.values[n:]
        return part


def _shifted(
    before: Prices,
    costs: tuple[Vector, Vector, Vector],
    reached: Vector,
    outside: tuple[Any, Vector],
) -> Prices:
    """The same prices with a constant per unit of each item, so that none is negative;
    what providers have to spare goes to their options outside the pool first."""
    pack, (unit, line, half), (absent, slack) = before.pack, costs, outside
    limits = np.minimum(pack.limits, pack.most[pack.items])
    shift = _highest(pack, np.where(absent, -inf, -(unit + line / limits)))
    short = -(limits * (unit + shift[pack.items]) + line)
    short = np.where(absent, np.maximum(short, 0.0), 0.0)
    wanted = np.bincount(pack.providers, short, len(slack))
    share = np.minimum(1.0, np.maximum(slack, 0.0) / np.maximum(wanted, 1e-12))
    line = line + short * share[pack.providers]
    shift = _highest(pack, -(unit + line / limits))
    purse = np.zeros(len(pack.most))
    purse[pack.tight] = [pack.purse(int(i)) for i in pack.tight]
    return Prices(
        pack=pack,
        unit=unit + shift[pack.items],
        line=line,
        body=np.zeros(len(line)),
        idle=np.where(np.isinf(before.idle), inf, shift),
        base=shift * pack.most + reached + before.spare * purse,
        spare=before.spare,
        half=half,
    )


def _highest(pack: Pack, values: Vector) -> Vector:
    """By item, at least 0."""
    found = np.zeros(len(pack.most))
    np.maximum.at(found, pack.items, values)
    return found


class _Lister:
    """Patterns of one item, depth first, the cheapest options first."""

    def __init__(self, prices: Prices, item: int, most: int, seconds: Seconds):
        self.prices = prices
        self.item = item
        self.most = most
        self.found: list[Pattern] = []
        self.seconds = seconds
        self.steps = 20 * most
        self.full = seconds() <= 0

    def go(self, gap: float) -> None:
        prices, pack, item = self.prices, self.prices.pack, self.item
        self.most_cost = gap + float(prices.base[item])
        self.gap = gap
        least = prices.least
        cheapest = least + prices.body
        near = np.flatnonzero((pack.items == item) & (cheapest <= self.most_cost))
        near = near[np.argsort(least[near], kind="stable")]
        self.options = [
            (
                int(i),
                float(least[i]),
                float(prices.unit[i]),
                float(prices.line[i]),
                float(prices.body[i]),
                int(pack.limits[i]),
                pack.prices[i],
                int(pack.providers[i]),
                int(pack.heavy[i]),
                float(prices.half[i]),
            )
            for i in near
        ]
        self._add(0, int(pack.most[item]), self.most_cost, pack.purse(item), (), ())

    def _add(
        self,
        start: int,
        missing: int,
        left: float,
        money: float,
        picks: Picks,
        bodies: tuple[int, ...],
    ) -> None:
        """Every way to go on with the options from `start`, within cost and money."""
        if picks:
            self._note(missing, left, money, picks)
        for place in range(start, len(self.options) if missing else 0):
            self.steps -= 1
            self.full = self.full or len(self.found) >= self.most or self.steps < 0
            if not self.steps % _GLANCE:
                self.full = self.full or self.seconds() <= 0
            i, least, unit, line, body, limit, price, provider, many, half = (
                self.options[place]
            )
            if least > left or self.full:
                return
            line += 0.0 if provider in bodies else body
            for n in range(1, min(missing, limit) + 1):
                more = line + half if n >= many else line
                rest, purse = left - unit * n - more, money - price * n
                if rest >= 0 and purse >= 0:
                    also = (*picks, (i, n))
                    opened = (*bodies, provider)
                    self._add(place + 1, missing - n, rest, purse, also, opened)

    def _note(self, missing: int, left: float, money: float, picks: Picks) -> None:
        cost = self.gap - left
        cost += float(self.prices.idle[self.item]) * missing if missing else 0.0
        if spare := float(self.prices.spare[self.item]):
            cost += spare * money
        if cost <= self.gap:
            self.found.append((cost, tuple(sorted(picks))))
