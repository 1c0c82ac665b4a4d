"""The most valuable pack among those that cover enough: bounds, patterns, proof.

1. The linear relaxation bounds every pack and prices every option.
2. Out of patterns (who does how many units of one item) that look best under these
   prices, HiGHS picks a pack: the quick answer.
3. A pattern that costs more than the gap is in no better pack. All the others are
   listed and searched by halves, each bounded with rows and thinned.

Where too many patterns remain, the options are searched themselves, as one plain
integer program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

import numpy as np

from matching.engine.pack_cuts import Conflicts
from matching.engine.pack_model import Pack, Picks, Seconds, Vector, Whole
from matching.engine.pack_prices import Prices, first_prices, repriced
from matching.engine.pack_program import (
    SCALE,
    Held,
    Program,
    Shape,
    of_lines,
    of_patterns,
    of_units,
)
from matching.engine.pack_tree import searched

EACH = 60
"""Patterns of each item that are looked at in one round."""
FEW = 80
"""Patterns out of which a quick answer is picked."""
ROUNDS = 12
"""Times that prices are made better before the options themselves are searched."""
MANY = 5_000
"""Patterns of an item that are listed; a fourfold, where these were not all."""
CROWD = 10_000
"""Where more than these are not all, a better pack is looked for at once."""
INFEASIBLE = 2
"""What `milp` calls it."""
SAME = 1e-7
"""Costs nearer to the gap than this are kept, for the sake of ties."""


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
        units: list[int],
        seconds: Seconds,
        *,
        exact: bool,
    ):
        self.pack = pack
        self.held = held
        self.exact = exact
        self.seconds = seconds
        self.units = units
        self.bound = inf
        self.proven = False
        self.known: list[tuple[Prices, float]] = []
        """Prices, each with the bound that holds under them."""

    def answer(self) -> Answer:
        program = self._program(of_units(self.pack))
        relaxed = program.relaxed(self.seconds())
        if relaxed.status == 0:
            self.bound = -relaxed.fun
            prices = first_prices(self.pack, relaxed, exact=self.exact)
            self.known = [(prices, self.bound)]
            self._search(prices)
        units = self.pack.settled(self.units)
        value = self.pack.value(units)
        bound = value if self.proven else max(self.bound, value)
        return Answer(units, bound, self.proven)

    @property
    def gap(self) -> float:
        return max(0.0, self.bound - self.pack.value(self.units)) + SAME

    def _search(self, prices: Prices) -> None:
        pool = [picks for _, picks in prices.best(EACH, self.gap, self.seconds)]
        for round_ in range(ROUNDS):
            pool = list(dict.fromkeys([*self._patterns(), *pool]))
            program = self._program(of_patterns(self.pack, pool))
            relaxed = program.relaxed(self.seconds())
            if relaxed.status != 0:
                return
            if round_ < 2 and not self._whole(relaxed.x, pool):
                self._pick(program, relaxed, pool)
            if self.seconds() <= 0:
                return
            prices = repriced(prices, pool, relaxed, self.held)
            better, whole = self._attractive(prices, EACH)
            if not better and not whole:
                better, whole = self._attractive(prices, MANY)
            pool = [*pool, *better]
            if whole and not better:
                self.bound = min(self.bound, -relaxed.fun)
                self.known.append((prices, -relaxed.fun))
                listed, whole = prices.listed(self.gap, MANY, self.seconds)
                if not whole and len(listed) <= CROWD:
                    listed, whole = prices.listed(self.gap, 4 * MANY, self.seconds)
                if not whole:  # a smaller gap leaves less to list
                    self._pick(program, relaxed, pool, 5 * FEW)
                    listed, whole = prices.listed(self.gap, 4 * MANY, self.seconds)
                if whole:
                    self._among([picks for _, picks in listed])
                    return
            if not better:
                break
        self._plain()

    def _attractive(self, prices: Prices, most: int) -> tuple[list[Picks], bool]:
        """Patterns that would lift the relaxation, and whether these are all."""
        listed, whole = prices.listed(SAME, most, self.seconds)
        return [picks for cost, picks in listed if cost < -SAME], whole

    def _whole(self, shares: Vector, pool: list[Picks]) -> bool:
        """Whether the relaxation's answer is in whole patterns, and so a pack."""
        taken = np.rint(shares[: len(pool)])
        if np.abs(taken - shares[: len(pool)]).max() > SAME:
            return False
        return self._better(self._units(pool, np.flatnonzero(taken)))

    def _pick(
        self, program: Program, relaxed: Any, pool: list[Picks], few: int = FEW
    ) -> None:
        """The best pack out of the few columns that cost least; where these hold none,
        with every switch and the patterns of the pack that is known as well."""
        costs = relaxed.lower.marginals
        near = costs <= np.sort(costs[: len(pool)])[: few + 1][-1]
        solved = self._solve(program, pool, np.flatnonzero(near))
        if solved is not None and solved.status == INFEASIBLE:
            known = set(self._patterns())
            near[: len(pool)] |= [picks in known for picks in pool]
            near[len(pool) :] = True
            self._solve(program, pool, np.flatnonzero(near))

    def _among(self, listed: list[Picks]) -> None:
        """The best pack out of all patterns that a better one may hold."""
        known = self._patterns()
        some = list(dict.fromkeys([*known, *listed]))
        if len(some) == len(known):
            self.proven = True
            return
        program = self._program(of_patterns(self.pack, some))
        bound, self.proven = searched(
            program,
            Conflicts(self.pack, some),
            lambda taken: self._better(self._units(some, taken)),
            lambda: self.pack.value(self.units),
            self.seconds,
            exact=self.exact,
        )
        self.bound = min(self.bound, bound)

    def _plain(self) -> None:
        """The options themselves, those left out that cost more than a gap."""
        if self.seconds() <= 0:
            return
        program = self._program(of_lines(self.pack))
        n = len(self.pack.options)
        value = self.pack.value(self.units)
        near = np.ones(n, dtype=bool)
        for prices, bound in self.known:
            near &= prices.alone() <= max(0.0, bound - value) + SAME
        rest = np.ones(len(program.tops) - 2 * n, dtype=bool)
        columns = np.flatnonzero(np.concatenate((near, near, rest)))
        solved = program.part(columns).solved(self.seconds())
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
        solved = program.part(columns).solved(self.seconds())
        if solved.x is None:
            return solved
        taken = columns[np.rint(solved.x) > 0]
        units = self._units(patterns, taken[taken < len(patterns)])
        return solved if self._better(units) else None

    def _units(self, patterns: list[Picks], taken: Whole) -> list[int]:
        units = [0] * len(self.pack.options)
        for column in taken:
            for i, n in patterns[column]:
                units[i] += n
        return units

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
        self.proven = solved.status == 0
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
