"""The pack for one need: who does how many units of what, exactly.

Three goals in strict order, each solved to its proven best (HiGHS) and then held:

1. cover as many units as can be covered at all;
2. give the worker's own agency none of the units that an equal or better candidate
   competes for, beyond those that nobody else can cover;
3. the greatest value: expected success, each item counting the same, less a price
   for every hand-over, plus a small bonus for every kind of provider.

Solving goal by goal needs no weights "large enough": the order cannot be broken. The
first two seldom need a solver: what is taken without search mostly reaches a bound
that is counted, not computed.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from matching.engine.pack_model import (
    KIND_BONUS,
    LINE_COST,
    PROVIDER_COST,
    TIE,
    Groups,
    Key,
    Option,
    Pack,
    Seconds,
    Whole,
    alone,
    checked,
    shade,
)
from matching.engine.pack_program import SCALE, Held, of_units
from matching.engine.pack_search import Search

__all__ = [
    "KIND_BONUS",
    "LINE_COST",
    "PROVIDER_COST",
    "TIE",
    "Assembly",
    "Key",
    "Option",
    "assemble_pack",
    "room",
    "shade",
]

_EARLY = 0.25  # share of the time limit that each of the first two goals may use


@dataclass(frozen=True, slots=True)
class Assembly:
    """Units by (item, candidate), their value, and how sure that it is the best."""

    units: dict[Key, int]
    objective: float
    bound: float
    gap: float
    """(bound - objective) / |bound|; 0.0 when proven."""
    proven: bool


def assemble_pack(
    options: Iterable[Option],
    *,
    time_limit: float = 2.0,
    budget: int | None = None,
    at_most_one: Groups = (),
) -> Assembly:
    """The best pack out of eligible options; the order of the options is irrelevant.

    Parameters
    ----------
    options : at most one per (item, candidate)
    time_limit : float
        Seconds in all. If they do not suffice for a proof, the best pack so far is
        used, with its gap; some 0.16 s suffice for a good one.
    budget : fen for all items together; None means nobody set a limit
    at_most_one : candidates by id, of each group at most one may be in the pack

    Raises
    ------
    ValueError
        If a score is no finite number, an option is given twice, or an item or a
        candidate is described in two ways; the message names them.
    """
    seconds = stopwatch(time_limit)
    usable = [o for o in checked(options) if alone(o, budget) > 0]
    if not usable:
        return Assembly({}, 0.0, 0.0, 0.0, True)
    pack = Pack(usable, budget, at_most_one)
    goals = _Goals(pack, seconds, _EARLY * time_limit)
    found = Search(pack, goals.held, goals.units, seconds, exact=goals.exact).answer()
    taken = {o.key: n for o, n in zip(usable, found.units, strict=True) if n > 0}
    objective = pack.value(found.units)
    if goals.proven and found.proven:
        return Assembly(taken, objective, objective, 0.0, True)
    bound = max(objective, min(found.bound, pack.ceiling))
    gap = (bound - objective) / max(abs(bound), 1e-9)
    return Assembly(taken, objective, bound, gap, False)


def stopwatch(limit: float) -> Seconds:
    """Seconds left of the limit, from now on."""
    end = time.perf_counter() + limit
    return lambda: max(0.0, end - time.perf_counter())


def room(
    option: Option,
    others: Iterable[tuple[Option, int]],
    *,
    budget: int | None = None,
    at_most_one: Groups = (),
) -> tuple[int, int]:
    """Units that the candidate's week, and the budgets, hold beside `others`.

    A candidate of a group from which another one has come has no room in its week.
    """
    item, candidate = option.item, option.candidate
    free, purses, barred = Fraction(candidate.free), [item.budget, budget], False
    for other, n in others:
        them, cost = other.candidate.id, n * other.candidate.price
        if them == candidate.id:
            free -= Fraction(n * other.item.weekly, other.item.quantity)
        elif any({them, candidate.id} <= group for group in at_most_one):
            barred = True
        spent = (cost if other.item.id == item.id else 0, cost)
        purses = [
            None if purse is None else purse - paid
            for purse, paid in zip(purses, spent, strict=True)
        ]
    in_week = 0 if barred else item.quantity
    if item.weekly > 0 and not barred:
        in_week = max(0, int(free * item.quantity / item.weekly))
    limits = [max(0, purse) for purse in purses if purse is not None]
    if not limits or candidate.price <= 0:
        return in_week, item.quantity
    return in_week, min(limits) // candidate.price


class _Goals:
    """Coverage, then the own-agency rule: what they reach, and units that reach it."""

    def __init__(self, pack: Pack, seconds: Seconds, each: float):
        self.pack = pack
        self.seconds = seconds
        self.each = each
        self.held: list[Held] = []
        self.proven = True
        self.exact = False
        self.units = self._first_fit()
        every: Whole = np.ones(len(pack.options), dtype=np.int64)
        self._reach(every, int(pack.most.sum()))
        self.exact = sum(self.units) == int(pack.most.sum())
        if not self.exact:
            self.held.append(Held(every, sum(self.units)))
        if pack.contested.any():
            self._reach(-pack.contested, 0)
            self.held.append(Held(-pack.contested, int(-pack.contested @ self.units)))

    def _first_fit(self) -> list[int]:
        """The best first, or the cheapest first, own agency where contested last."""
        pack = self.pack
        ways = (
            [-o.score for o in pack.options],
            [float(price) for price in pack.prices],
        )
        packs = [
            pack.first_fit(np.lexsort((np.array(way), pack.contested))) for way in ways
        ]
        return max(packs, key=lambda units: (sum(units), pack.value(units)))

    def _reach(self, goal: Whole, most: int) -> None:
        """As much of the goal as can be had; what is counted needs no solver."""
        if int(goal @ self.units) >= most:
            return
        pack = self.pack
        shape = replace(of_units(pack), worth=goal.astype(float), prices=False)
        program = shape.program(pack, self.held, exact=self.exact)
        solved = program.solved(min(self.each, self.seconds()))
        sound = True
        if solved.x is not None:
            units = [round(x) for x in solved.x[: len(pack.options)]]
            sound = pack.holds(units) and int(goal @ units) >= int(goal @ self.units)
            self.units = units if sound else self.units
        dual = getattr(solved, "mip_dual_bound", None)
        reached = dual is not None and -dual / SCALE < int(goal @ self.units) + 0.5
        self.proven = self.proven and sound and (solved.status == 0 or reached)
