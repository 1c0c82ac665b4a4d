"""A pack as arrays, its worth, and its limits counted exactly.

Everything the solver says is believed only after `Pack.holds` has counted it again in
whole numbers: scipy#24141 returned an infeasible "optimum".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, isfinite, log2
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.engine.filters import units_affordable, units_free
from matching.engine.types import CandidateView, ItemView

Vector = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Key = tuple[int, int]
Groups = Sequence[frozenset[int]]
Picks = tuple[tuple[int, int], ...]
"""Who does how many units of one item: (option, units), by option."""
Seconds = Callable[[], float]
"""What is left of the time limit."""

PROVIDER_COST = 0.05
"""Score points that each provider in the pack costs: one more body to talk to."""
LINE_COST = 0.08
"""Score points that each line costs: an item in two hands is handed over once more.
More than half of what the same face is worth (.15), so that a familiar face for half
of a series never splits it."""
KIND_BONUS = 0.02
"""Score points for each of the kinds of provider that is present."""
TIE = 1e-4
"""Scores nearer to each other than this may be decided by the smaller id."""


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


def alone(option: Option, budget: int | None) -> int:
    """Units that the option could take in a need of this budget without anybody else."""
    price = option.candidate.price
    if budget is None or price <= 0:
        return option.limit
    return min(option.limit, max(budget, 0) // price)


def shade(candidate: int) -> float:
    """What a larger id costs: of the id alone, so that nobody's absence changes it."""
    return TIE * log2(1 + max(candidate, 0)) / 64


class Pack:
    """One need's options as arrays, in the order of their keys.

    Attributes
    ----------
    limits, items, providers, kinds, candidates : ndarray (n_options,) of int
        Most units of each option, and the position of what it belongs to.
    worth : ndarray (n_options,)
        Score points of one unit.
    most : ndarray (n_items,) of int
        Units of each item that could be covered if it were the only one.
    ceiling : float
        No pack is worth more.
    heavy : ndarray (n_options,) of int
        Least units of each option that take more than half of its candidate's week.
    contested : ndarray (n_options,) of int
        1 for an own-agency option with an equal or better one beside it, else 0.
    """

    def __init__(
        self, options: Sequence[Option], budget: int | None, at_most_one: Groups
    ):
        self.options = options
        self.budget = None if budget is None else max(budget, 0)
        self.prices = [max(o.candidate.price, 0) for o in options]
        self.limits: Whole = np.array(
            [alone(o, self.budget) for o in options], dtype=np.int64
        )
        self.items, self.asked = _positions([o.item.id for o in options])
        self.providers, self.bodies = _positions(
            [o.candidate.provider for o in options]
        )
        self.kinds, self.sorts = _positions([o.candidate.kind for o in options])
        self.candidates, found = _positions([o.candidate.id for o in options])
        place = {int(candidate): i for i, candidate in enumerate(found)}
        self.groups = [
            sorted(place[c] for c in group if c in place) for group in at_most_one
        ]
        self.groups = [group for group in self.groups if len(group) > 1]
        self.grouped = sorted({c for group in self.groups for c in group})
        self.worth: Vector = np.array(
            [(o.score - shade(o.candidate.id)) / o.item.quantity for o in options]
        )
        self.week: Vector = np.array([o.item.weekly / o.item.quantity for o in options])
        self.heavy: Whole = np.array([_heavy(o) for o in options], dtype=np.int64)
        self.contested = _contested(options)
        self.tight = self._tight()
        self.most: Whole = np.array(
            [self._coverable(i) for i in range(len(self.asked))], dtype=np.int64
        )

    def _tight(self) -> Whole:
        """Items that have a budget and somebody who asks for money."""
        dear = {
            int(i) for i, price in zip(self.items, self.prices, strict=True) if price
        }
        views = (
            self.options[int(np.argmax(self.items == i))].item for i in sorted(dear)
        )
        pairs = zip(sorted(dear), views, strict=True)
        return np.array(
            [i for i, view in pairs if view.budget is not None], dtype=np.int64
        )

    def purse(self, item: int) -> float:
        """What the item may cost in all; inf where nobody set a limit."""
        budget = self.options[int(np.argmax(self.items == item))].item.budget
        return inf if budget is None else max(budget, 0)

    @property
    def ceiling(self) -> float:
        best: dict[int, float] = defaultdict(float)
        for o in self.options:
            best[o.item.id] = max(best[o.item.id], o.score)
        return sum(best.values()) + KIND_BONUS * len(self.sorts)

    def _coverable(self, item: int) -> int:
        """The cheapest first, which no other choice outnumbers."""
        of_item = [int(i) for i in np.flatnonzero(self.items == item)]
        view = self.options[of_item[0]].item
        count, left = 0, inf if view.budget is None else max(view.budget, 0)
        for i in sorted(of_item, key=lambda i: self.prices[i]):
            price = self.prices[i]
            n = min(int(self.limits[i]), view.quantity - count)
            n = n if price * n <= left else int(left // price)
            count, left = count + n, left - n * price
        return count

    def holds(self, units: Sequence[int]) -> bool:
        """Whether whole units keep every limit, counted without rounding."""
        purse = _Purse(self)
        for i in np.flatnonzero(units).tolist():
            if not 0 < units[i] <= purse.room(i):
                return False
            purse.take(i, units[i])
        return True

    def value(self, units: Sequence[int]) -> float:
        """Worth of the units less hand-overs, plus the bonus for kinds."""
        used = [int(i) for i in np.flatnonzero(units)]
        return (
            float(sum(self.worth[i] * units[i] for i in used))
            - LINE_COST * len(used)
            - PROVIDER_COST * len({int(self.providers[i]) for i in used})
            + KIND_BONUS * len({int(self.kinds[i]) for i in used})
        )

    def first_fit(self, order: Iterable[int]) -> list[int]:
        """A pack without search: one option after the other, each as far as it goes."""
        units, purse = [0] * len(self.options), _Purse(self)
        for i in order:
            if n := purse.room(i):
                purse.take(i, n)
                units[i] = n
        return units

    def settled(self, units: list[int]) -> list[int]:
        """The same pack where each line of equal candidates has the smallest id."""
        for i in np.flatnonzero(units).tolist():
            equals = self._equals(i)
            for other in (j for j in equals if not units[j]):
                turned = list(units)
                turned[i], turned[other] = 0, units[i]
                if self.value(turned) > self.value(units) and self.holds(turned):
                    units = turned
                    break
        return units

    def _equals(self, i: int) -> list[int]:
        """Options before this one, of its item, exactly as good for the own-agency
        rule and the score."""
        me = self.options[i]
        same = np.flatnonzero(
            (self.items[:i] == self.items[i])
            & (self.contested[:i] <= self.contested[i])
        )
        return [j for j in same.tolist() if self.options[j].score == me.score]


class _Purse:
    """What weeks, items, budgets and groups still hold while a pack is filled."""

    def __init__(self, pack: Pack):
        self.pack = pack
        self.week: dict[int, Fraction] = {}
        self.item: dict[int, int] = {}
        self.money: dict[int, int] = {}
        self.budget = pack.budget
        self.barred: set[int] = set()

    def room(self, i: int) -> int:
        """Units of option `i` that could still be added."""
        pack, option = self.pack, self.pack.options[i]
        item, candidate = int(pack.items[i]), int(pack.candidates[i])
        left = self.item.get(item, option.item.quantity)
        if left <= 0 or candidate in self.barred:
            return 0
        fits = [left, int(pack.limits[i])]
        if candidate in self.week and option.item.weekly > 0:
            per_unit = Fraction(option.item.weekly, option.item.quantity)
            fits.append(int(self.week[candidate] / per_unit))
        if price := pack.prices[i]:
            for money in (self.money.get(item, option.item.budget), self.budget):
                if money is not None:
                    fits.append(max(money, 0) // price)
        return min(fits)

    def take(self, i: int, n: int) -> None:
        pack, option = self.pack, self.pack.options[i]
        item, candidate = int(pack.items[i]), int(pack.candidates[i])
        self.item[item] = self.item.get(item, option.item.quantity) - n
        week = self.week.get(candidate, Fraction(option.candidate.free))
        self.week[candidate] = week - Fraction(
            n * option.item.weekly, option.item.quantity
        )
        spent = n * pack.prices[i]
        if option.item.budget is not None:
            self.money[item] = self.money.get(item, option.item.budget) - spent
        if self.budget is not None:
            self.budget -= spent
        for group in pack.groups:
            if candidate in group:
                self.barred.update(c for c in group if c != candidate)


def _positions(values: Sequence[Any]) -> tuple[Whole, Any]:
    """Position of each value among the different ones, and these, sorted."""
    different, positions = np.unique(np.array(values), return_inverse=True)
    return positions.astype(np.int64), different


def _heavy(option: Option) -> int:
    """Least units of the item that take more than half of the candidate's week."""
    item, free = option.item, max(option.candidate.free, 0)
    if item.weekly <= 0:
        return item.quantity + 1
    return free * item.quantity // (2 * item.weekly) + 1


def _contested(options: Sequence[Option]) -> Whole:
    best: dict[int, float] = defaultdict(lambda: -inf)
    for o in options:
        if not o.own_agency:
            best[o.item.id] = max(best[o.item.id], o.score)
    marks = [o.own_agency and best[o.item.id] >= o.score for o in options]
    return np.array(marks, dtype=np.int64)


def checked(options: Iterable[Option]) -> list[Option]:
    """The options by key; a ValueError names the item and the candidate of a score
    that is no number, of a pair given twice, and of an id that means two things."""
    found = sorted(options, key=lambda o: o.key)
    known: dict[tuple[str, int], ItemView | CandidateView] = {}
    before: Option | None = None
    for o in found:
        if not isfinite(o.score):
            raise _wrong(o, f"the score is {o.score}, not a finite number")
        if before is not None and before.key == o.key:
            raise _wrong(o, "given twice")
        for part, view in (("item", o.item), ("candidate", o.candidate)):
            first = known.setdefault((part, view.id), view)
            if first is not view and first != view:
                raise _wrong(o, f"the {part} is described in two ways")
        before = o
    return found


def _wrong(option: Option, how: str) -> ValueError:
    item, candidate = option.key
    return ValueError(f"item {item}, candidate {candidate}: {how}")
