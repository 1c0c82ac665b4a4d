"""Who sits where in a week of sessions, exactly: most places first, then the best fit.

Places, limits and clashes make nearly an assignment problem, whose linear programme is
mostly whole already. There are far too many pairs of persons and slots to hold at once,
so it starts with each slot's best persons and fetches others by their prices: a pair
whose price is too high cannot be part of a better answer, which is the proof.
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
class Seating:
    taken: Mask
    """By pair."""
    bound: float
    """No seating that fills as many places has a greater sum of fit."""
    proven: bool


def seat(slots: Sequence[SlotView], pairs: Pairs, *, time_limit: float) -> Seating:
    """The best seating; stopped early, the best one found, and never a wrong one."""
    if not len(pairs.fit):
        return Seating(np.zeros(0, dtype=bool), 0.0, True)
    deadline = monotonic() + time_limit
    model = _Model(slots, pairs)
    columns = model.first()
    known = model.in_turn()
    ones = np.ones(len(pairs.fit))
    most = model.most_places()
    places = _Found(known, float(most), known.sum() == most)
    if not places.proven:
        places = _best(model, ones, columns, known, (deadline + monotonic()) / 2)
    model.hold(int(places.taken.sum()))
    found = _best(model, pairs.fit, columns, places.taken, deadline)
    return Seating(found.taken, found.bound, places.proven and found.proven)


@dataclass(frozen=True, slots=True)
class _Found:
    taken: Mask
    bound: float
    proven: bool


def _best(
    model: _Model, goal: Vector, columns: Mask, known: Mask, deadline: float
) -> _Found:
    """Fetch pairs until none has a price to offer; then whole numbers, then the pairs
    that could still matter within the gap."""
    columns = columns | known
    while True:
        relaxed = model.relax(goal, columns, deadline)
        if relaxed is None:
            return _Found(known, model.ceiling(goal), False)
        bound, worth = relaxed
        wanted = ~columns & (worth > CLOSE)
        if not wanted.any():
            break
        columns = columns | model.leading(worth, wanted)
    while True:
        taken, proven = model.whole(goal, columns, known, deadline)
        gap = bound - float(goal @ taken)
        wanted = ~columns & (worth > -gap) & (gap > CLOSE)
        if not proven or not wanted.any():
            break
        columns, known = columns | wanted, taken
    return _Found(taken, float(goal @ taken) if proven else bound, proven)


class _Model:
    """Columns: pairs, then the switches of sessions. Rows bind slots and sessions by
    themselves, and persons as far as their pairs are in play."""

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
        """Minors only where two adults are: never one adult alone with one child."""
        adults = self._row(0)
        switch: Pattern = [(adults, 2)]
        for j in members:
            row = self._row(0)
            switch.append((row, -max(self.slots[j].number, 0)))
            self._stand(j, row, 1, True)
            self._stand(j, adults, -1, False)
        self.switches.append(switch)

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
        """A seating by hand: session by session, each place to the best who is free.
        A session that then breaks a rule of its own stays empty."""
        pairs, taken = self.pairs, np.zeros(len(self.pairs.fit), dtype=bool)
        order = np.lexsort((pairs.person, -pairs.fit, pairs.slot))
        left = dict(zip(pairs.person.tolist(), pairs.left.tolist(), strict=True))
        busy: dict[int, list[SlotView]] = defaultdict(list)
        filled = [0] * len(self.slots)
        for row in order.tolist():
            j, person = int(pairs.slot[row]), int(pairs.person[row])
            slot = self.slots[j]
            if filled[j] >= slot.number or left[person] < 1:
                continue
            if any(clash(slot, other) for other in busy[person]):
                continue
            taken[row] = True
            filled[j] += 1
            left[person] -= 1
            busy[person].append(slot)
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

    def relax(
        self, goal: Vector, columns: Mask, deadline: float
    ) -> tuple[float, Vector] | None:
        """Value of the linear programme, and what each pair would add at its prices."""
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
        return -result.fun / _SCALE, self._worth(goal, prices, used, matrix)

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
        values = np.round(result.x)
        # Believed only after counting: scipy#24141 returned an infeasible optimum.
        if (matrix @ values > limits).any():
            return known, False
        taken = np.zeros(len(goal), dtype=bool)
        taken[used] = values[: len(used)] > 0
        best = taken if goal @ taken >= goal @ known else known
        return best, result.status == 0

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
