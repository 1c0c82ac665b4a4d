"""The pack as a linear program: columns that use options, switches behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_matrix, vstack

from matching.engine.pack_model import (
    KIND_BONUS,
    LINE_COST,
    PROVIDER_COST,
    Pack,
    Picks,
    Vector,
    Whole,
)

SCALE = 1000.0
"""HiGHS stops at an absolute gap of 1e-6, which ties would fall under."""

Entries = tuple[Any, Any, Any, Any]
"""Lines, columns, values and the upper bounds of new rows."""


@dataclass(frozen=True, slots=True)
class Held:
    """What an earlier goal reached: these weights of the units sum to at least that."""

    weights: Whole
    least: int


@dataclass(frozen=True, slots=True)
class Uses:
    """Which columns use which options: (column, option, units), entry by entry."""

    columns: Whole
    options: Whole
    units: Vector
    switch: Vector
    """How much of the option's switch, 0 to 1, the column turns on."""
    whole: bool = False
    """Whether a column means all of its units or none."""


class Rows:
    """Rows `matrix @ x <= upper`, collected entry by entry."""

    def __init__(self) -> None:
        self.upper: list[float] = []
        self._lines: list[Any] = []
        self._columns: list[Any] = []
        self._values: list[Any] = []

    def add(self, lines: Any, columns: Any, values: Any, upper: Any) -> None:
        """Entries of new rows, which are numbered from 0, and their upper bounds."""
        columns = np.asarray(columns, dtype=np.int64)
        self._lines.append(np.asarray(lines, dtype=np.int64) + len(self.upper))
        self._columns.append(columns)
        self._values.append(np.broadcast_to(np.asarray(values, float), columns.shape))
        self.upper.extend(float(u) for u in upper)

    def matrix(self, width: int) -> Any:
        entries = (np.concatenate(self._lines), np.concatenate(self._columns))
        shape = (len(self.upper), width)
        return csc_matrix((np.concatenate(self._values), entries), shape=shape)


class Switches:
    """Columns behind the first `start`: each provider's, kind's, grouped candidate's
    switch; and the rows that tie them to the columns that use options."""

    def __init__(self, pack: Pack, start: int):
        self.pack = pack
        self.provider = start
        self.kind = self.provider + len(pack.bodies)
        self.candidate = self.kind + len(pack.sorts)
        self.width = self.candidate + len(pack.grouped)
        self.grouped = {c: self.candidate + i for i, c in enumerate(pack.grouped)}

    def prices(self) -> Vector:
        """Worth of the switches' columns."""
        pack = self.pack
        found = np.zeros(self.width - self.provider)
        found[: len(pack.bodies)] = -PROVIDER_COST
        found[len(pack.bodies) :][: len(pack.sorts)] = KIND_BONUS
        return found

    def tie(self, rows: Rows, uses: Uses) -> None:
        """Add every row that joins items: switches, weeks, kinds, budget, groups."""
        pack, some = self.pack, np.unique(uses.options)
        line = np.searchsorted(some, uses.options)
        bodies = self.provider + pack.providers[some]
        ahead = np.arange(len(some))
        rows.add(
            [*line, *ahead],
            [*uses.columns, *bodies],
            [*uses.switch, *np.full(len(some), -1.0)],
            np.zeros(len(some)),
        )
        self._weeks(rows, uses, some)
        if uses.whole:
            self._heavy(rows, uses)
        of_kind = pack.kinds[uses.options]
        every = np.arange(len(pack.sorts))
        rows.add(
            [*of_kind, *every],
            [*uses.columns, *(self.kind + every)],
            [*-uses.units, *np.ones(len(every))],
            np.zeros(len(every)),
        )
        if pack.budget is not None:
            costs = np.array([float(pack.prices[i]) for i in uses.options])
            rows.add(
                np.zeros(len(costs)), uses.columns, costs * uses.units, [pack.budget]
            )
        if self.grouped:
            self._groups(rows, uses)

    def _weeks(self, rows: Rows, uses: Uses, some: Whole) -> None:
        """Units of the busiest week, of which a closed provider has none."""
        pack = self.pack
        known, first = np.unique(pack.candidates[some], return_index=True)
        line = np.searchsorted(known, pack.candidates[uses.options])
        free = [float(pack.options[i].candidate.free) for i in some[first]]
        rows.add(
            [*line, *range(len(known))],
            [*uses.columns, *(self.provider + pack.providers[some[first]])],
            [*(pack.week[uses.options] * uses.units), *(-f for f in free)],
            np.zeros(len(known)),
        )

    def _heavy(self, rows: Rows, uses: Uses) -> None:
        """Of what takes more than half of a candidate's week there is one at most."""
        pack, many = self.pack, uses.units >= self.pack.heavy[uses.options]
        known, line = np.unique(
            pack.candidates[uses.options[many]], return_inverse=True
        )
        owner = np.zeros(int(pack.candidates.max()) + 1, dtype=np.int64)
        owner[pack.candidates] = pack.providers
        rows.add(
            [*line, *range(len(known))],
            [*uses.columns[many], *(self.provider + owner[known])],
            [*np.ones(len(line)), *np.full(len(known), -1.0)],
            np.zeros(len(known)),
        )

    def _groups(self, rows: Rows, uses: Uses) -> None:
        """Of a group at most one candidate is switched on."""
        pack = self.pack
        chosen = np.isin(pack.candidates[uses.options], list(self.grouped))
        some = np.unique(uses.options[chosen])
        line = np.searchsorted(some, uses.options[chosen])
        heads = [self.grouped[int(c)] for c in pack.candidates[some]]
        rows.add(
            [*line, *range(len(some))],
            [*uses.columns[chosen], *heads],
            [*uses.switch[chosen], *np.full(len(some), -1.0)],
            np.zeros(len(some)),
        )
        members = [(g, self.grouped[c]) for g, of in enumerate(pack.groups) for c in of]
        lines, columns = zip(*members, strict=True)
        rows.add(lines, columns, 1.0, np.ones(len(pack.groups)))


@dataclass(frozen=True, slots=True)
class Program:
    """Maximise `worth @ x` with `lower <= matrix @ x <= upper` and `0 <= x <= tops`."""

    worth: Vector
    matrix: Any
    lower: Vector
    upper: Vector
    tops: Vector
    whole: Vector
    """1 for a column that must be whole; the others are, once these are."""

    def relaxed(self, seconds: float) -> Any:
        """The linear relaxation, with its prices; as HiGHS minimises, of `-worth`."""
        same = self.lower == self.upper
        rows = self.matrix.tocsr()
        return linprog(
            -self.worth,
            A_ub=rows[~same],
            b_ub=self.upper[~same],
            A_eq=rows[same],
            b_eq=self.upper[same],
            bounds=np.column_stack((np.zeros(len(self.tops)), self.tops)),
            method="highs-ds",
            # Presolve takes longer than the simplex method does without it.
            options={"presolve": False, "time_limit": max(seconds, 1e-3)},
        )

    def part(self, columns: Any) -> Program:
        """Some of the columns, and the rows that bind them."""
        matrix = self.matrix[:, columns].tocsr()
        positive = matrix.max(axis=1).toarray().ravel() > 0
        binding = positive | np.isfinite(self.lower) | (self.upper < 0)
        return Program(
            worth=self.worth[columns],
            matrix=matrix[binding].tocsc(),
            lower=self.lower[binding],
            upper=self.upper[binding],
            tops=self.tops[columns],
            whole=self.whole[columns],
        )

    def cut(self, rows: Rows) -> Program:
        """The program with more rows."""
        more = rows.matrix(len(self.tops))
        return replace(
            self,
            matrix=vstack((self.matrix, more), format="csc"),
            lower=np.append(self.lower, np.full(len(rows.upper), -np.inf)),
            upper=np.append(self.upper, rows.upper),
        )

    def solved(self, seconds: float) -> Any:
        """In whole numbers; scaled by `SCALE`."""
        return milp(
            -SCALE * self.worth,
            integrality=self.whole,
            bounds=Bounds(np.zeros(len(self.tops)), self.tops),
            constraints=LinearConstraint(self.matrix, self.lower, self.upper),
            # HiGHS 1.12 prints to stdout from presolve.
            options={"time_limit": seconds, "mip_rel_gap": 0.0, "presolve": False},
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything a kind of columns brings: worth, bounds, what they count for."""

    uses: Uses
    worth: Vector
    tops: Vector
    of_item: tuple[Any, Any, Vector]
    """Columns that count for an item, its position, and what they may sum to."""
    links: Sequence[Entries] = ()
    prices: bool = True
    """Whether the switches have their price."""

    def program(self, pack: Pack, held: Sequence[Held], *, exact: bool) -> Program:
        """With `exact`, each item's columns sum to just what they may."""
        switches = Switches(pack, len(self.worth))
        rows, uses = Rows(), self.uses
        switches.tie(rows, uses)
        for each in held:
            weights = -each.weights[uses.options] * uses.units
            rows.add(np.zeros(len(weights)), uses.columns, weights, [-each.least])
        for entries in self.links:
            rows.add(*entries)
        columns, items, sums = self.of_item
        rows.add(items, columns, 1.0, sums)
        upper = np.array(rows.upper)
        lower = np.full(len(upper), -np.inf)
        if exact:
            lower[-len(sums) :] = sums
        ones = np.ones(switches.width - len(self.tops))
        return Program(
            worth=np.append(self.worth, switches.prices() * self.prices),
            matrix=rows.matrix(switches.width),
            lower=lower,
            upper=upper,
            tops=np.append(self.tops, ones),
            whole=np.append(np.ones(len(self.tops)), ones * (not uses.whole)),
        )


def of_units(pack: Pack) -> Shape:
    """A column for the units of each option, which turn its switch on by degrees."""
    n = len(pack.options)
    ahead = np.arange(n)
    return Shape(
        uses=Uses(ahead, ahead, np.ones(n), 1 / pack.limits),
        worth=pack.worth - LINE_COST / pack.limits,
        tops=pack.limits.astype(float),
        of_item=(ahead, pack.items, pack.most.astype(float)),
        links=_budgets(pack),
    )


def of_lines(pack: Pack) -> Shape:
    """A column for the units of each option and, behind these, one for its switch."""
    n = len(pack.options)
    ahead, none, one = np.arange(n), np.zeros(n), np.ones(n)
    both, columns = np.tile(ahead, 2), np.arange(2 * n)
    switched = (both, columns, [*one, *(-pack.limits)], none)
    return Shape(
        uses=Uses(columns, both, np.append(one, none), np.append(none, one)),
        worth=np.append(pack.worth, np.full(n, -LINE_COST)),
        tops=np.append(pack.limits.astype(float), one),
        of_item=(ahead, pack.items, pack.most.astype(float)),
        links=[switched, *_budgets(pack)],
    )


def of_patterns(pack: Pack, patterns: Sequence[Picks]) -> Shape:
    """A column for each pattern: who does how many units of one item."""
    entries = [(k, i, n) for k, picks in enumerate(patterns) for i, n in picks]
    columns, options, units = np.array(entries, dtype=np.int64).reshape(-1, 3).T
    n = len(patterns)
    lines = pack.worth[options] * units - LINE_COST
    items = pack.items[[picks[0][0] for picks in patterns]]
    return Shape(
        uses=Uses(
            columns, options, units.astype(float), np.ones(len(columns)), whole=True
        ),
        worth=np.bincount(columns, lines, n).astype(np.float64),
        tops=np.full(n, np.inf),  # one each by the item's row, whose price is wanted
        of_item=(np.arange(n), items, np.ones(len(pack.most))),
    )


def _budgets(pack: Pack) -> list[Entries]:
    """What each item costs stays within its budget."""
    found: list[Entries] = []
    for item in pack.tight:
        of_item = np.flatnonzero(pack.items == item)
        budget = pack.options[of_item[0]].item.budget or 0
        prices = [float(pack.prices[i]) for i in of_item]
        found.append((np.zeros(len(prices)), of_item, prices, [max(budget, 0)]))
    return found
