"""The places of a week as a linear model: what may sit where, and at which price.

One column for each pair of a person and a slot that is in play, and switches of
sessions. Rows bind slots and sessions, and persons as far as their pairs are in play.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix

from matching.engine.persons import TWO_PERSONS
from matching.engine.types import SlotView

Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]

FIRST = 24
"""Pairs of each slot, times its places, to begin with."""
CLOSE = 1e-6
"""Sums of fit nearer to each other than this count as equal."""
_SCALE = 1000.0  # HiGHS stops at an absolute gap of 1e-6, which ties would fall under

Pattern = list[tuple[int, int]]
"""Rows in which a column stands, and its coefficients."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Persons that no rule keeps off a slot, one row each, by slot and then person."""

    slot: Ints
    person: Ints
    fit: Vector
    minor: Mask
    left: Ints
    """Offers that the person may still get, at least 1."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Answer of the linear programme."""

    value: float
    worth: Vector
    """What each pair would add at its prices."""
    whole: Mask | None
    """The pairs taken, where it is a seating already."""


class Model:
    """Which seatings there are; asked for the best of them by pairs in play."""

    def __init__(self, slots: Sequence[SlotView], pairs: Pairs):
        self.slots, self.pairs = slots, pairs
        self.limits: list[int] = []
        self.patterns: dict[tuple[int, bool], Pattern] = defaultdict(list)
        self.switches: list[Pattern] = []
        sessions: dict[int, list[int]] = defaultdict(list)
        for j, slot in enumerate(slots):
            sessions[slot.session].append(j)
        with_minors = set(pairs.slot[pairs.minor].tolist())
        for members in sessions.values():
            self._places(members)
            if with_minors & set(members):
                self._adults(members)
        self.cliques: list[list[int]] = [[] for _ in slots]
        for number, members_of_one in enumerate(_cliques(slots)):
            for j in members_of_one:
                self.cliques[j].append(number)

    def _row(self, most: int) -> int:
        self.limits.append(most)
        return len(self.limits) - 1

    def _stand(self, j: int, row: int, coefficient: int, minors: bool) -> None:
        self.patterns[j, minors].append((row, coefficient))

    def _places(self, members: Sequence[int]) -> None:
        """No more persons than places; a session for two persons has two, or none."""
        two = any(TWO_PERSONS in self.slots[j].gates for j in members)
        switch: Pattern = []
        for j in members:
            number = max(self.slots[j].number, 0)
            row = self._row(0 if two else number)
            switch += [(row, -number)] if two else []
            self._stand(j, row, 1, False)
            self._stand(j, row, 1, True)
        if two:
            row = self._row(0)
            switch.append((row, 2))
            for j in members:
                self._stand(j, row, -1, False)
                self._stand(j, row, -1, True)
            self.switches.append(switch)

    def _adults(self, members: Sequence[int]) -> None:
        """Minors only where two adults are, never one adult alone with one child: so
        two places of the session are not theirs."""
        theirs = sum(max(self.slots[j].number, 0) for j in members) - 2
        row, adults = self._row(0), self._row(0)
        for j in members:
            self._stand(j, row, 1, True)
            self._stand(j, adults, -1, False)
        self.switches.append([(row, -max(theirs, 0)), (adults, 2)])

    def hold(self, places: int) -> None:
        """From now on no fewer places may be filled."""
        row = self._row(-places)
        for j in range(len(self.slots)):
            self._stand(j, row, -1, False)
            self._stand(j, row, -1, True)

    # --- where to begin -----------------------------------------------------------------

    def most_places(self) -> int:
        """No seating fills more: each slot by itself."""
        able = np.bincount(self.pairs.slot, minlength=len(self.slots))
        return sum(
            min(max(slot.number, 0), int(n))
            for slot, n in zip(self.slots, able, strict=True)
        )

    def ceiling(self, goal: Vector) -> float:
        """No seating is worth more: each slot by itself."""
        return sum(
            float(np.sort(goal[self.pairs.slot == j])[-slot.number :].sum())
            for j, slot in enumerate(self.slots)
            if slot.number > 0
        )

    def first(self) -> Mask:
        """The best pairs of each slot."""
        return self.leading(self.pairs.fit, np.ones(len(self.pairs.fit), dtype=bool))

    def leading(self, worth: Vector, among: Mask) -> Mask:
        """Of each slot so many pairs as its places call for, by worth, then by id."""
        pairs = self.pairs
        chosen = np.zeros(len(worth), dtype=bool)
        rows = np.flatnonzero(among)
        rows = rows[np.lexsort((pairs.person[rows], -worth[rows], pairs.slot[rows]))]
        _, begin, count = np.unique(
            pairs.slot[rows], return_index=True, return_counts=True
        )
        for start, n in zip(begin, count, strict=True):
            number = max(self.slots[pairs.slot[rows[start]]].number, 1)
            chosen[rows[start : start + min(n, FIRST * number)]] = True
        return chosen

    def in_turn(self) -> Mask:
        """A seating by hand: the slots with the fewest persons first, each place to the
        best who is free. A session that then breaks a rule of its own stays empty."""
        pairs, taken = self.pairs, np.zeros(len(self.pairs.fit), dtype=bool)
        order = np.lexsort((pairs.person, -pairs.fit, pairs.slot))
        cuts = np.searchsorted(pairs.slot, np.arange(1, len(self.slots)))
        groups = list(zip(self.slots, np.split(order, cuts), strict=True))
        offered: dict[int, list[SlotView]] = defaultdict(list)
        for slot, rows in sorted(groups, key=lambda each: len(each[1])):
            left = slot.number
            for row in rows.tolist():
                if left < 1:
                    break
                mine = offered[int(pairs.person[row])]
                if len(mine) < pairs.left[row] and not any(
                    clash(slot, other) for other in mine
                ):
                    taken[row] = True
                    left -= 1
                    mine.append(slot)
        return taken & ~self._broken(taken)

    def _broken(self, taken: Mask) -> Mask:
        """Pairs of sessions with one person where two are needed, or with minors and
        fewer than two adults."""
        session = np.array([slot.session for slot in self.slots])[self.pairs.slot]
        broken = np.zeros(len(taken), dtype=bool)
        for each in {slot.session for slot in self.slots}:
            inside = session == each
            adults = int((taken & inside & ~self.pairs.minor).sum())
            minors = int((taken & inside & self.pairs.minor).sum())
            two = any(s.session == each and TWO_PERSONS in s.gates for s in self.slots)
            if (two and adults + minors < 2) or (minors and adults < 2):
                broken |= inside
        return broken

    # --- what HiGHS is asked ------------------------------------------------------------

    def relax(self, goal: Vector, columns: Mask, deadline: float) -> Relaxed | None:
        """The linear programme; None where the time is up."""
        used, matrix, limits = self._matrix(columns)
        cost = np.concatenate([-_SCALE * goal[used], np.zeros(len(self.switches))])
        result = linprog(
            cost,
            A_ub=matrix,
            b_ub=limits,
            bounds=(0, 1),
            method="highs",
            options={"time_limit": max(deadline - monotonic(), 0.01)},
        )
        if result.status != 0:
            return None
        prices = -result.ineqlin.marginals / _SCALE
        return Relaxed(
            value=-result.fun / _SCALE,
            worth=self._worth(goal, prices, used, matrix),
            whole=self._counted(result.x, used, matrix, limits),
        )

    def _worth(self, goal: Vector, prices: Vector, used: Ints, matrix: Any) -> Vector:
        """Optimistic for pairs out of play: prices of their persons' clashes, which
        have no rows yet, are left out. That fetches some in vain, and misses none."""
        paid = np.zeros((len(self.slots), 2))
        for (j, minor), pattern in self.patterns.items():
            paid[j, int(minor)] = sum(n * prices[row] for row, n in pattern)
        worth: Vector = goal - paid[self.pairs.slot, self.pairs.minor.astype(np.intp)]
        worth[used] = goal[used] - (matrix.T @ prices)[: len(used)]
        return worth

    def whole(
        self, goal: Vector, columns: Mask, known: Mask, deadline: float
    ) -> tuple[Mask, bool]:
        """The best whole seating among these pairs, or the known one; whether proven."""
        used, matrix, limits = self._matrix(columns)
        cost = np.concatenate([-_SCALE * goal[used], np.zeros(len(self.switches))])
        result = milp(
            cost,
            integrality=np.ones(len(cost)),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, -np.inf, limits),
            options={
                "time_limit": max(deadline - monotonic(), 0.01),
                "mip_rel_gap": 0.0,
                "presolve": False,
            },
        )
        if result.x is None:
            return known, False
        taken = self._counted(result.x, used, matrix, limits)
        if taken is None:
            return known, False
        best = taken if goal @ taken >= goal @ known else known
        return best, result.status == 0

    def _counted(
        self, values: Vector, used: Ints, matrix: Any, limits: Vector
    ) -> Mask | None:
        """The pairs taken; None where the values are not whole or break a row. A switch
        that is partly on is on.

        An answer is believed only after counting: scipy#24141 returned an infeasible
        optimum.
        """
        near = np.round(values)
        if np.abs(near - values)[: len(used)].max() > CLOSE:
            return None
        near[len(used) :] = np.ceil(values[len(used) :] - CLOSE)
        if (matrix @ near > limits).any():
            return None
        taken = np.zeros(len(self.pairs.fit), dtype=bool)
        taken[used] = near[: len(used)] > 0
        return taken

    def _matrix(self, columns: Mask) -> tuple[Ints, Any, Vector]:
        """Pairs in play, their rows with those of the switches, and the limits."""
        used = np.flatnonzero(columns)
        rows: list[int] = []
        places: list[int] = []
        values: list[int] = []
        for place, row in enumerate(used.tolist()):
            j, minor = int(self.pairs.slot[row]), bool(self.pairs.minor[row])
            for line, n in self.patterns[j, minor]:
                rows.append(line)
                places.append(place)
                values.append(n)
        for place, pattern in enumerate(self.switches, len(used)):
            for line, n in pattern:
                rows.append(line)
                places.append(place)
                values.append(n)
        limits = list(self.limits)
        for members, most in self._persons(used):
            rows += [len(limits)] * len(members)
            places += members
            values += [1] * len(members)
            limits.append(most)
        shape = (len(limits), len(used) + len(self.switches))
        matrix = csr_matrix((values, (rows, places)), shape=shape, dtype=np.float64)
        return used, matrix, np.array(limits, dtype=np.float64)

    def _persons(self, used: Ints) -> Iterator[tuple[list[int], int]]:
        """Places of one person's pairs, and how many of them it may have: its offers,
        and one at a time."""
        groups: dict[int, list[int]] = defaultdict(list)
        for place, person in enumerate(self.pairs.person[used].tolist()):
            groups[person].append(place)
        slot, left = self.pairs.slot[used], self.pairs.left[used]
        for members in groups.values():
            if len(members) < 2:
                continue
            if len(members) > left[members[0]]:
                yield members, int(left[members[0]])
            at: dict[int, list[int]] = defaultdict(list)
            for place in members:
                for clique in self.cliques[int(slot[place])]:
                    at[clique].append(place)
            for together in at.values():
                if len(together) > 1:
                    yield together, 1


def clash(one: SlotView, other: SlotView) -> bool:
    """Whether one person cannot do both: they share a minute, or a session."""
    if one.session == other.session:
        return True
    return one.start < other.end and other.start < one.end


def _cliques(slots: Sequence[SlotView]) -> Iterator[frozenset[int]]:
    """Largest sets of slots of which a person can do one: at each start all that are
    running, and each session."""
    found = {
        frozenset(j for j, s in enumerate(slots) if s.start <= moment < s.end)
        for moment in {slot.start for slot in slots}
    }
    sessions: dict[int, set[int]] = defaultdict(set)
    for j, slot in enumerate(slots):
        sessions[slot.session].add(j)
    found |= {frozenset(members) for members in sessions.values()}
    for each in sorted(found, key=sorted):
        if len(each) > 1 and not any(each < other for other in found):
            yield each
