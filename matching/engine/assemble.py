"""The pack for one need: who does how many units of what, exactly.

Three goals in strict order, each solved to its proven best (HiGHS) and then held:

1. cover as many units as can be covered at all;
2. give the worker's own agency none of the units that an equal or better candidate
   competes for, beyond those that nobody else can cover;
3. the greatest value: expected success, each item counting the same, less a price
   for every hand-over, plus a small bonus for every kind of provider.

Solving goal by goal needs no weights "large enough": the order cannot be broken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import gcd, isfinite, lcm
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from matching.engine.filters import units_affordable, units_free
from matching.engine.types import CandidateView, ItemView

Vector = npt.NDArray[np.float64]
Key = tuple[int, int]
Row = tuple[dict[int, int], int]
"""Coefficients by column, and what their sum may not exceed."""

PROVIDER_COST = 0.05
"""Score points that each provider in the pack costs: one more body to talk to."""
LINE_COST = 0.02
"""Score points that each line costs: an item in two hands is handed over once more."""
KIND_BONUS = 0.02
"""Score points for each of the kinds of provider that is present."""
TIE = 1e-4
"""Scores nearer to each other than this may be decided by the smaller id."""

_SCALE = 1000.0  # HiGHS stops at an absolute gap of 1e-6, which ties would fall under
_EARLY = 0.25  # share of the time limit that each of the first two goals may use


@dataclass(frozen=True, slots=True)
class Option:
    """An eligible candidate for an item, and how good it would be."""

    item: ItemView
    candidate: CandidateView
    score: float
    own_agency: bool = False

    @property
    def key(self) -> Key:
        return self.item.id, self.candidate.id

    @property
    def limit(self) -> int:
        """Units that it could take if it were alone."""
        return max(
            0,
            min(
                units_free(self.item, self.candidate),
                units_affordable(self.item, self.candidate),
            ),
        )


@dataclass(frozen=True, slots=True)
class Assembly:
    """Units by (item, candidate), their value, and how sure that it is the best."""

    units: dict[Key, int]
    objective: float
    bound: float
    gap: float
    """(bound - objective) / |bound|; 0.0 when proven."""
    proven: bool


def assemble_pack(options: Iterable[Option], *, time_limit: float = 2.0) -> Assembly:
    """The best pack out of eligible options; the order of the options is irrelevant.

    Parameters
    ----------
    options : at most one per (item, candidate)
    time_limit : float
        Seconds for HiGHS in all. If it stops early, its best pack so far is used,
        with its gap.
    """
    usable = sorted((o for o in options if o.limit > 0), key=lambda o: o.key)
    if not usable:
        return Assembly({}, 0.0, 0.0, 0.0, True)
    model = _Model(usable)
    units, proven = model.first_fit(), True
    for goal, most in ((np.ones(len(usable)), model.most), (-model.contested, 0)):
        if goal @ units < most:  # else there is nothing to gain
            answer = model.solve(goal, units, _EARLY * time_limit)
            units, proven = answer.units, proven and answer.proven
        model.hold(goal, units)
    answer = model.solve(model.worth, units, (1 - 2 * _EARLY) * time_limit, whole=True)
    taken = {o.key: n for o, n in zip(usable, answer.units, strict=True) if n > 0}
    objective = model.value(answer.units)
    if proven and answer.proven:
        return Assembly(taken, objective, objective, 0.0, True)
    bound = max(objective, min(answer.bound, model.ceiling))
    gap = (bound - objective) / max(abs(bound), 1e-9)
    return Assembly(taken, objective, bound, gap, False)


def room(option: Option, others: Iterable[tuple[Option, int]]) -> tuple[int, int]:
    """Units that the candidate's week, and the item's budget, hold beside `others`."""
    item, candidate = option.item, option.candidate
    free, money = Fraction(candidate.free), item.budget
    for other, n in others:
        if other.candidate.id == candidate.id:
            free -= Fraction(n * other.item.weekly, other.item.quantity)
        if other.item.id == item.id and money is not None:
            money -= n * other.candidate.price
    in_week = (
        int(free * item.quantity / item.weekly) if item.weekly > 0 else item.quantity
    )
    if money is None or candidate.price <= 0:
        return max(0, in_week), item.quantity
    return max(0, in_week), max(0, money) // candidate.price


@dataclass(frozen=True, slots=True)
class _Answer:
    units: list[int]
    bound: float
    proven: bool


class _Model:
    """Columns: units of each option, its switch, each provider's, each kind's."""

    def __init__(self, options: Sequence[Option]):
        self.options = options
        self.limits = [o.limit for o in options]
        providers = sorted({o.candidate.provider for o in options})
        kinds = sorted({o.candidate.kind for o in options})
        n = len(options)
        self.switch = range(n, 2 * n)
        self.provider = {p: 2 * n + i for i, p in enumerate(providers)}
        self.kind = {k: 2 * n + len(providers) + i for i, k in enumerate(kinds)}
        self.rows = [*_demands(options), *_weeks(options), *_budgets(options)]
        self.links = [*self._switches(), *self._kinds()]
        self.contested = _contested(options)
        self.worth = np.concatenate(
            [
                _shares(options),
                np.full(n, -LINE_COST),
                np.full(len(providers), -PROVIDER_COST),
                np.full(len(kinds), KIND_BONUS),
            ]
        )
        best: dict[int, float] = defaultdict(float)
        room: dict[int, int] = defaultdict(int)
        for o in options:
            best[o.item.id] = max(best[o.item.id], o.score)
            room[o.item.id] = min(room[o.item.id] + o.limit, o.item.quantity)
        self.ceiling = sum(best.values()) + KIND_BONUS * len(kinds)
        self.most = sum(room.values())

    def _switches(self) -> Iterable[Row]:
        """Units need the option's switch, and that needs the provider's."""
        for i, option in enumerate(self.options):
            yield {i: 1, self.switch[i]: -self.limits[i]}, 0
            yield {self.switch[i]: 1, self.provider[option.candidate.provider]: -1}, 0

    def _kinds(self) -> Iterable[Row]:
        """A kind is present only with a unit of one of its options."""
        for kind, column in self.kind.items():
            of_kind = (
                i for i, o in enumerate(self.options) if o.candidate.kind == kind
            )
            yield {column: 1} | dict.fromkeys(of_kind, -1), 0

    def hold(self, goal: Vector, units: Sequence[int]) -> None:
        """From now on the goal may not fall below what these units reach."""
        row = {i: -int(w) for i, w in enumerate(goal) if w}
        if row:
            self.rows.append((row, sum(w * units[i] for i, w in row.items())))

    def solve(
        self, goal: Vector, known: list[int], seconds: float, *, whole: bool = False
    ) -> _Answer:
        """Maximise the goal; the `known` units stand where HiGHS has found nothing.

        `whole` adds the switches; the first two goals do without them.
        """
        rows = self.rows + self.links if whole else self.rows
        size = len(goal)
        upper = np.ones(size)
        upper[: len(self.limits)] = self.limits
        result = milp(
            -_SCALE * goal,
            integrality=np.ones(size),
            bounds=Bounds(np.zeros(size), upper),
            constraints=_constraint(rows, size),
            # Presolve is no faster here, and HiGHS 1.12 prints to stdout from it.
            options={"time_limit": seconds, "mip_rel_gap": 0.0, "presolve": False},
        )
        units, sound = known, False
        if result.x is not None:
            found = [round(x) for x in result.x[: len(self.limits)]]
            # Believed only after counting: scipy#24141 returned an infeasible optimum.
            sound = self.holds(found)
            reach = self.value if whole else goal.dot
            units = max(found, known, key=reach) if sound else known
        dual = getattr(result, "mip_dual_bound", None)
        bound = -dual / _SCALE if dual is not None and isfinite(dual) else float("inf")
        return _Answer(units, bound, sound and result.status == 0)

    def holds(self, units: Sequence[int]) -> bool:
        """Whether whole units keep every limit and row, counted in integers."""
        return all(
            0 <= n <= limit for n, limit in zip(units, self.limits, strict=True)
        ) and all(
            sum(w * units[i] for i, w in row.items()) <= most for row, most in self.rows
        )

    def value(self, units: Sequence[int]) -> float:
        """Worth of the units with exactly the switches that they need."""
        used = [i for i, n in enumerate(units) if n > 0]
        providers = {self.options[i].candidate.provider for i in used}
        kinds = {self.options[i].candidate.kind for i in used}
        return (
            float(sum(self.worth[i] * units[i] for i in used))
            - LINE_COST * len(used)
            - PROVIDER_COST * len(providers)
            + KIND_BONUS * len(kinds)
        )

    def first_fit(self) -> list[int]:
        """A pack without search: the best first, each to its limit."""
        units = [0] * len(self.options)
        order = sorted(range(len(units)), key=lambda i: (-self.options[i].score, i))
        left = [most for _, most in self.rows]
        for i in order:
            fits = [left[r] // c[i] for r, (c, _) in enumerate(self.rows) if i in c]
            units[i] = min([self.limits[i], *fits])
            for r, (coefficients, _) in enumerate(self.rows):
                left[r] -= coefficients.get(i, 0) * units[i]
        return units


def _constraint(rows: Sequence[Row], size: int) -> LinearConstraint:
    where = [(r, c, v) for r, (row, _) in enumerate(rows) for c, v in row.items()]
    lines, columns, values = zip(*where, strict=True)
    matrix: Any = csr_matrix((values, (lines, columns)), shape=(len(rows), size))
    return LinearConstraint(matrix, -np.inf, [most for _, most in rows])


def _reduced(row: dict[int, int], most: int) -> Row:
    """The same row in smallest integers, which keeps HiGHS' tolerances harmless."""
    divisor = gcd(*row.values()) or 1
    return {i: v // divisor for i, v in row.items()}, most // divisor


def _demands(options: Sequence[Option]) -> Iterable[Row]:
    """No more units of an item than asked for."""
    columns = enumerate(options)
    for _, group in groupby(columns, key=lambda pair: pair[1].item.id):
        members = list(group)
        yield {i: 1 for i, _ in members}, members[0][1].item.quantity


def _weeks(options: Sequence[Option]) -> Iterable[Row]:
    """Items that share a capability share its free units of the busiest week."""
    sharing: dict[int, list[int]] = defaultdict(list)
    for i, option in enumerate(options):
        if option.item.weekly > 0:
            sharing[option.candidate.id].append(i)
    for members in sharing.values():
        if len(members) > 1:
            scale = lcm(*(options[i].item.quantity for i in members))
            row = {
                i: options[i].item.weekly * (scale // options[i].item.quantity)
                for i in members
            }
            yield _reduced(row, options[members[0]].candidate.free * scale)


def _budgets(options: Sequence[Option]) -> Iterable[Row]:
    """What an item costs in all stays within its budget."""
    spending: dict[int, dict[int, int]] = defaultdict(dict)
    for i, option in enumerate(options):
        if option.item.budget is not None and option.candidate.price > 0:
            spending[option.item.id][i] = option.candidate.price
    for row in spending.values():
        yield _reduced(row, options[next(iter(row))].item.budget or 0)


def _contested(options: Sequence[Option]) -> Vector:
    """1 for each own-agency option with an equal or better one beside it, else 0."""
    best: dict[int, float] = {}
    for o in options:
        if not o.own_agency:
            best[o.item.id] = max(best.get(o.item.id, o.score), o.score)
    marks = [
        o.own_agency and best.get(o.item.id, float("-inf")) >= o.score for o in options
    ]
    return np.array(marks, dtype=np.float64)


def _shares(options: Sequence[Option]) -> Vector:
    """Worth of one unit: score over quantity, a smaller id a shade better."""
    worths: list[float] = []
    for _, group in groupby(options, key=lambda o: o.item.id):
        members = list(group)
        for rank, o in enumerate(members):
            worths.append((o.score - TIE * rank / len(members)) / o.item.quantity)
    return np.array(worths, dtype=np.float64)
