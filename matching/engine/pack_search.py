"""The most valuable pack among those that cover enough: bounds, patterns, proof.

1. The linear relaxation bounds every pack and prices every option.
2. Out of patterns (who does how many units of one item) that look best under these
   prices, HiGHS picks a pack: the quick answer.
3. A pattern that costs more than the gap is in no better pack. All the others are
   listed, bounded once more, now far more tightly, thinned, and searched to the end.

Where too many patterns remain, the options are searched themselves, as one plain
integer program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import inf, isfinite
from typing import Any

import numpy as np

from matching.engine.pack_model import LINE_COST, Pack, Picks, Vector
from matching.engine.pack_program import (
    SCALE,
    Held,
    Program,
    Shape,
    of_lines,
    of_patterns,
    of_units,
)

FEW = 240
"""Patterns out of which the quick answer is picked."""
SOME = 600
"""Patterns that HiGHS searches to the end without thinning them first."""
MANY = 25_000
"""Patterns that can still be listed and bounded within the time of a proof."""
SAME = 1e-7
"""Costs nearer to the gap than this are kept, for the sake of ties."""

Pattern = tuple[float, Picks]
"""What it costs at least to use it, and the pattern."""
Seconds = Callable[[], float]
"""What is left of the time limit."""


@dataclass(frozen=True, slots=True)
class Answer:
    units: list[int]
    bound: float
    proven: bool


class Search:
    """From a known pack to the best one, as far as the time goes."""

    def __init__(
        self,
        pack: Pack,
        held: Sequence[Held],
        known: list[int],
        seconds: Seconds,
        *,
        exact: bool,
    ):
        self.pack = pack
        self.held = held
        self.exact = exact
        self.seconds = seconds
        self.units = known
        self.bound = inf
        self.proven = False

    def answer(self) -> Answer:
        program = self._program(of_units(self.pack))
        relaxed = program.relaxed(self.seconds())
        if relaxed.status == 0:
            self.bound = -relaxed.fun
            self._search(Prices(self.pack, relaxed, exact=self.exact))
        units = self.pack.settled(self.units)
        value = self.pack.value(units)
        bound = value if self.proven else max(self.bound, value)
        return Answer(units, bound, self.proven)

    @property
    def gap(self) -> float:
        return max(0.0, self.bound - self.pack.value(self.units)) + SAME

    def _search(self, prices: Prices) -> None:
        for size in (FEW, SOME):
            self._pick(prices.best(size, self.gap))
            if self.seconds() <= 0:
                return
            listed = prices.listed(self.gap, MANY)
            if len(listed) < MANY:
                self._prove([picks for _, picks in listed])
                return
        self._plain(prices)

    def _pick(self, patterns: Iterable[Pattern]) -> None:
        """The best pack out of a few patterns and those that it has now."""
        own = self._patterns()
        some = list(dict.fromkeys([*own, *(picks for _, picks in patterns)]))
        if some:
            self._solve(self._program(of_patterns(self.pack, some)), some)

    def _prove(self, patterns: list[Picks]) -> None:
        """The best pack out of all patterns that a better one may hold."""
        some = list(dict.fromkeys([*self._patterns(), *patterns]))
        program = self._program(of_patterns(self.pack, some))
        relaxed = program.relaxed(self.seconds())
        if relaxed.status != 0:
            return
        self.bound = min(self.bound, -relaxed.fun)
        costs = relaxed.lower.marginals
        if np.count_nonzero(costs[: len(some)] <= self.gap) > SOME:
            near = np.sort(costs[: len(some)])[FEW]
            self._solve(program, some, np.flatnonzero(costs <= near))
        left = np.flatnonzero(costs <= self.gap)
        solved = self._solve(program, some, left)
        self._close(solved)

    def _plain(self, prices: Prices) -> None:
        """The options themselves, those left out that cost more than the gap."""
        program = self._program(of_lines(self.pack))
        n = len(self.pack.options)
        near = prices.alone <= self.gap
        rest = np.ones(len(program.tops) - 2 * n, dtype=bool)
        columns = np.flatnonzero(np.concatenate((near, near, rest)))
        solved = program.solved(self.seconds(), columns)
        sound = True
        if solved.x is not None:
            units = [0] * n
            for column, x in zip(columns, solved.x, strict=True):
                if column < n:
                    units[column] = round(x)
            sound = self._better(units)
        self._close(solved if sound else None)

    def _solve(
        self, program: Program, patterns: list[Picks], columns: Any = None
    ) -> Any:
        """HiGHS' result, or None where counting contradicts it."""
        columns = np.arange(len(program.tops)) if columns is None else columns
        if self.seconds() <= 0:
            return None
        solved = program.solved(self.seconds(), columns)
        if solved.x is None:
            return solved
        units = [0] * len(self.pack.options)
        for column, x in zip(columns, solved.x, strict=True):
            if column < len(patterns) and round(x):
                for i, n in patterns[column]:
                    units[i] += n
        return solved if self._better(units) else None

    def _better(self, units: list[int]) -> bool:
        """Whether the units hold; kept if they are the best so far."""
        if not (self.pack.holds(units) and self._keeps(units)):
            return False
        if self.pack.value(units) > self.pack.value(self.units):
            self.units = units
        return True

    def _keeps(self, units: list[int]) -> bool:
        """Whether the units reach what earlier goals reached."""
        taken = np.array(units)
        if self.exact:
            covered = np.bincount(self.pack.items, taken, len(self.pack.most))
            if (covered != self.pack.most).any():
                return False
        return all(int(each.weights @ taken) >= each.least for each in self.held)

    def _close(self, solved: Any) -> None:
        """What a search among all that may be better says about the bound."""
        if solved is None:
            return
        # None left at all: the pack that was known is the best.
        self.proven = solved.status in (0, 2)
        dual = getattr(solved, "mip_dual_bound", None)
        if dual is not None and isfinite(dual):
            reach = max(-dual / SCALE, self.pack.value(self.units))
            self.bound = min(self.bound, reach)

    def _patterns(self) -> list[Picks]:
        """The pack as it is, item by item."""
        found: dict[int, list[tuple[int, int]]] = {}
        for i in np.flatnonzero(self.units):
            picks = found.setdefault(int(self.pack.items[i]), [])
            picks.append((int(i), self.units[i]))
        return [tuple(picks) for picks in found.values()]

    def _program(self, shape: Shape) -> Program:
        return shape.program(self.pack, self.held, exact=self.exact)


class Prices:
    """What each option costs at least, beyond the bound of the relaxation.

    By duality every whole pack is worth the bound less the reduced costs of what it
    holds: of units, of the providers it opens, of units it leaves uncovered; and
    less what the relaxation saved on lines of which it took a part.

    Attributes
    ----------
    alone : ndarray (n_options,)
        Cost of the cheapest way to use the option at all.
    """

    def __init__(self, pack: Pack, relaxed: Any, *, exact: bool):
        self.pack = pack
        n = len(pack.options)
        costs = np.maximum(relaxed.lower.marginals, 0.0)
        self.unit: Vector = costs[:n]
        self.body: Vector = costs[n:][pack.providers]
        limits = pack.limits
        first = self.unit + LINE_COST * (1 - 1 / limits)
        self.alone: Vector = np.minimum(first, self.unit * limits) + self.body
        self.idle: Vector = np.full(len(pack.most), inf)
        if not exact:
            items = relaxed.ineqlin.marginals[-len(pack.most) :]
            self.idle = np.maximum(-items, 0.0)

    def best(self, size: int, gap: float) -> list[Pattern]:
        """About `size` patterns, the cheapest of each item, none dearer than the gap."""
        within, found = min(gap, 0.01), list[Pattern]()
        while True:
            found = self.listed(within, 4 * size)
            if len(found) >= size or within >= gap:
                break
            within = min(gap, 2 * within)
        by_item: dict[int, list[Pattern]] = {}
        for pattern in found:
            item = int(self.pack.items[pattern[1][0][0]])
            by_item.setdefault(item, []).append(pattern)
        each = max(1, size // max(1, len(by_item)))
        return [p for some in by_item.values() for p in nsmallest(each, some)]

    def listed(self, gap: float, most: int) -> list[Pattern]:
        """All patterns no dearer than the gap; cut off at `most`."""
        found: list[Pattern] = []
        for item in range(len(self.pack.most)):
            _Lister(self, item, most, found).go(gap)
        return found


class _Lister:
    """Patterns of one item, depth first, the cheapest options first."""

    def __init__(self, prices: Prices, item: int, most: int, found: list[Pattern]):
        self.pack = prices.pack
        self.prices = prices
        self.item = item
        self.most = most
        self.found = found
        self.steps = 20 * most

    def go(self, gap: float) -> None:
        pack, prices = self.pack, self.prices
        near = np.flatnonzero((pack.items == self.item) & (prices.alone <= gap))
        least = prices.alone[near] - prices.body[near]
        order = np.argsort(least, kind="stable")
        self.near = [int(i) for i in near[order]]
        self.least = [float(cost) for cost in least[order]]
        view = pack.options[int(np.argmax(pack.items == self.item))].item
        money = inf if view.budget is None else max(view.budget, 0)
        self._add(0, int(pack.most[self.item]), gap, money, ())

    def _add(
        self, start: int, missing: int, gap: float, money: float, picks: Picks
    ) -> None:
        """Every way to go on with the options from `start`, within gap and money."""
        idle = float(self.prices.idle[self.item]) * missing if missing else 0.0
        if picks and idle <= gap:
            self.found.append((-gap + idle, tuple(sorted(picks))))
        if missing == 0:
            return
        for place in range(start, len(self.near)):
            self.steps -= 1
            if self.least[place] > gap or self._full():
                return
            i = self.near[place]
            price, body = self.pack.prices[i], self._body(i, picks)
            for n in range(1, min(missing, int(self.pack.limits[i])) + 1):
                cost = self._cost(i, n) + body
                if cost <= gap and price * n <= money:
                    left, paid = missing - n, money - price * n
                    self._add(place + 1, left, gap - cost, paid, (*picks, (i, n)))

    def _full(self) -> bool:
        if self.steps <= 0:  # a search this long is given up as if it had found enough
            self.found.extend(self.found[:1] * (self.most - len(self.found)))
        return len(self.found) >= self.most

    def _cost(self, i: int, n: int) -> float:
        part = 1 - n / int(self.pack.limits[i])
        return float(self.prices.unit[i]) * n + LINE_COST * part

    def _body(self, i: int, picks: Picks) -> float:
        providers = self.pack.providers
        opened = any(providers[i] == providers[j] for j, _ in picks)
        return 0.0 if opened else float(self.prices.body[i])
