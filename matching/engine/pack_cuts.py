"""Cliques: patterns of which a pack holds one at most, as rows that cut a relaxation.

A relaxation takes half of three patterns of which each two exclude each other; a row
"of these at most one" forbids it. With such rows, and those of `pack_covers`, the bound
is often a quarter as far from the best pack, so that most patterns cost more than the gap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from matching.engine.pack_covers import Cut, covers
from matching.engine.pack_model import Pack, Picks, Seconds, Vector, Whole
from matching.engine.pack_program import Program, Rows

Mask = npt.NDArray[np.bool_]

ROUNDS = 15
"""Times that a relaxation is cut."""
LITTLE = 0.05
"""A round that closes less of the gap than this is the last."""
INFEASIBLE = 2
"""What `linprog` calls it."""
NEAR = 1000
"""Patterns, the cheapest, that a clique may be made larger with."""
TAKEN = 1e-6
"""Shares below this are none."""
BROKEN = 1e-3
"""By how much a row must be broken to be worth its place."""
SAME = 1e-7
"""Costs nearer to the gap than this are kept, for the sake of ties."""


@dataclass(frozen=True, slots=True)
class Thinned:
    """What is left of the patterns, by position, cheapest first, under the rows found."""

    program: Program
    kept: Whole
    bound: float
    """No pack of these patterns is worth more, if it is better than the one known."""
    shares: Vector
    """Of each pattern in the relaxation."""
    ended: bool = False
    """Whether the relaxation could not be solved, most likely for want of time."""


@dataclass(slots=True)
class Conflicts:
    """Which patterns never stand together: two of one item, two that take more than a
    candidate's week, two with rivals of one group."""

    pack: Pack
    patterns: Sequence[Picks]
    items: Whole = field(init=False)
    costs: Whole = field(init=False)
    """In fen; one fen more than the budget where it is dearer."""
    _loads: dict[int, tuple[Whole, Vector]] = field(init=False)
    _rivals: dict[int, set[int]] = field(init=False)
    _rows: dict[int, Mask] = field(init=False)

    def __post_init__(self) -> None:
        pack = self.pack
        self.items = pack.items[[picks[0][0] for picks in self.patterns]]
        entries = [(k, i, n) for k, picks in enumerate(self.patterns) for i, n in picks]
        columns, options, units = np.array(entries, dtype=np.int64).T
        most = (pack.budget or 0) + 1
        fen = np.array([min(pack.prices[i] * n, most) for _, i, n in entries])
        self.costs = np.zeros(len(self.patterns), dtype=np.int64)
        np.add.at(self.costs, columns, fen)
        np.minimum(self.costs, most, out=self.costs)
        people, loads = pack.candidates[options], pack.week[options] * units
        order = np.argsort(people, kind="stable")
        known, starts = np.unique(people[order], return_index=True)
        parts = zip(
            np.split(columns[order], starts[1:]),
            np.split(loads[order], starts[1:]),
            strict=True,
        )
        self._loads = dict(zip(known.tolist(), parts, strict=True))
        self._rivals = defaultdict(set)
        for group in pack.groups:
            for candidate in group:
                self._rivals[candidate].update(set(group) - {candidate})
        self._rows = {}

    def of(self, pattern: int) -> Mask:
        """The patterns that never stand beside this one."""
        if (row := self._rows.get(pattern)) is None:
            row = self._rows[pattern] = self._row(pattern)
        return row

    def using(self, provider: int) -> Mask:
        """The patterns in which the provider has a line."""
        found = np.zeros(len(self.patterns), dtype=bool)
        of_provider = self.pack.candidates[self.pack.providers == provider]
        for candidate in set(of_provider.tolist()) & self._loads.keys():
            found[self._loads[candidate][0]] = True
        return found

    def providers(self, pattern: int) -> list[int]:
        return sorted({int(self.pack.providers[i]) for i, _ in self.patterns[pattern]})

    def _row(self, pattern: int) -> Mask:
        pack = self.pack
        row: Mask = self.items == self.items[pattern]
        for i, n in self.patterns[pattern]:
            candidate = int(pack.candidates[i])
            others, loads = self._loads[candidate]
            free = max(pack.options[i].candidate.free, 0)
            # Rounding may overlook a conflict, but never makes one.
            row[others[loads + pack.week[i] * n > free + SAME]] = True
            for rival in self._rivals[candidate] & self._loads.keys():
                row[self._loads[rival][0]] = True
        row[pattern] = False
        return row


def thinned(
    program: Program,
    conflicts: Conflicts,
    kept: Whole,
    value: float,
    seconds: Seconds,
    rounds: int = ROUNDS,
) -> Thinned:
    """The patterns that a pack worth more than `value` may hold.

    Parameters
    ----------
    program : a column for each pattern, then those of the switches
    conflicts : of these patterns
    kept : the patterns that are still to be looked at
    rounds : times that the relaxation is cut at most
    """
    n, bound = len(conflicts.patterns), np.inf
    switches = np.arange(n, len(program.tops))
    shares = np.zeros(len(program.tops))
    for round_ in range(rounds + 1):
        columns = np.concatenate((kept, switches))
        relaxed = program.part(columns).relaxed(seconds())
        if relaxed.status == INFEASIBLE:
            return Thinned(program, kept[:0], -np.inf, shares[:n])
        if relaxed.status != 0:
            return Thinned(program, kept, bound, shares[:n], ended=True)
        gain = bound + relaxed.fun
        bound = float(-relaxed.fun)
        gap = bound - value
        shares = np.zeros(len(program.tops))
        shares[columns] = relaxed.x
        costs = np.maximum(relaxed.lower.marginals[: len(kept)], 0.0)
        order = np.argsort(costs, kind="stable")
        kept = kept[order[costs[order] <= max(0.0, gap) + SAME]]
        if gap <= 0 or round_ == rounds or gain < LITTLE * gap:
            break
        rows = cliques(conflicts, shares, kept[:NEAR])
        if (budget := conflicts.pack.budget) is not None:
            rows += covers(conflicts.costs, conflicts.items, kept, budget, shares)
        if not rows or seconds() <= 0:
            break
        program = _cut(program, rows, n)
    return Thinned(program, kept, bound, shares[:n])


def cliques(conflicts: Conflicts, shares: Vector, near: Whole) -> list[Cut]:
    """Rows that the shares of patterns and switches break, each made as large as the
    near patterns allow."""
    n = len(conflicts.patterns)
    some = np.flatnonzero(shares[:n] > TAKEN)
    some = some[np.argsort(-shares[some], kind="stable")]
    using = {p: conflicts.using(p) for k in some for p in conflicts.providers(int(k))}
    found: dict[tuple[tuple[int, ...], int | None], Cut] = {}
    for first in some.tolist():
        for provider in (None, *conflicts.providers(first)):
            allowed = some if provider is None else some[using[provider][some]]
            most = 1.0 if provider is None else float(shares[n + provider])
            members = _grown(conflicts, [first], allowed)
            if shares[members].sum() <= most + BROKEN:
                continue
            key = tuple(sorted(members)), provider
            if key not in found:
                wide = near if provider is None else near[using[provider][near]]
                members = _grown(conflicts, members, wide)
                found[key] = Cut(np.array(members), provider=provider)
    return list(found.values())


def _grown(conflicts: Conflicts, members: list[int], others: Whole) -> list[int]:
    """The members and, one after the other, those that exclude all so far."""
    grown = list(members)
    for member in members:
        others = others[conflicts.of(member)[others]]
    while len(others):
        grown.append(int(others[0]))
        others = others[conflicts.of(grown[-1])[others]]
    return grown


def _cut(program: Program, rows: Sequence[Cut], switches: int) -> Program:
    """The program with more rows; the providers' switches begin at `switches`."""
    more = Rows()
    for row in rows:
        columns, values = row.members, np.ones(len(row.members))
        most = row.most
        if row.provider is not None:
            columns = np.append(columns, switches + row.provider)
            values, most = np.append(values, -1.0), 0.0
        more.add(np.zeros(len(columns)), columns, values, [most])
    return program.cut(more)
