"""What a leaf of a sheet asks for: which points it may get, and what a fact earns.

Every rule knows its `ladder`, all points that may be given, ascending; those that a
fact decides also know what it `earns`. Deductions stand below zero, so that a sheet
adds up by adding.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar

from evaluation.scoring.types import NONE, Points, Rounding

HALF = Points(5)
STRUCK = Points(-10)
"""What a veto that strikes is scored; clear it is 0. It adds nothing itself."""


class LeafKind(StrEnum):
    PASS_FAIL = "pass_fail"  # noqa: S105 no password
    LEVELS = "levels"
    JUDGED = "judged"
    RATIO_BANDS = "ratio_bands"
    COUNT_CAP = "count_cap"
    SHARE = "share"
    VETO = "veto"
    DEDUCTION = "deduction"


def _steps(low: Points, high: Points, step: Points) -> tuple[Points, ...]:
    if step <= NONE or (high - low).tenths % step.tenths:
        raise ValueError(f"{high - low} points are no whole number of steps of {step}")
    return tuple(map(Points, range(low.tenths, high.tenths + 1, step.tenths)))


@dataclass(frozen=True, slots=True)
class PassFail:
    """All or nothing."""

    kind: ClassVar[LeafKind] = LeafKind.PASS_FAIL

    def ladder(self, most: Points) -> tuple[Points, ...]:
        return tuple(sorted({NONE, most}))

    def earns(self, passed: bool, most: Points) -> Points:
        return most if passed else NONE


@dataclass(frozen=True, slots=True)
class Levels:
    """Tick one: 10, 6, 3 or 0."""

    kind: ClassVar[LeafKind] = LeafKind.LEVELS
    levels: tuple[Points, ...]

    def ladder(self, most: Points) -> tuple[Points, ...]:
        found = tuple(sorted({NONE, *self.levels}))
        if found[0] < NONE or found[-1] != most:
            raise ValueError(f"levels go from 0 to {most}")
        return found


@dataclass(frozen=True, slots=True)
class Judged:
    """What an expert holds it worth, in steps, half points as a rule."""

    kind: ClassVar[LeafKind] = LeafKind.JUDGED
    step: Points = HALF

    def ladder(self, most: Points) -> tuple[Points, ...]:
        return _steps(NONE, most, self.step)


@dataclass(frozen=True, slots=True)
class RatioBands:
    """A ratio reaches a bound or not: net assets at least twice the start earn 10."""

    kind: ClassVar[LeafKind] = LeafKind.RATIO_BANDS
    bounds: tuple[tuple[Decimal, Points], ...]
    """(at least, points), both ascending."""

    def ladder(self, most: Points) -> tuple[Points, ...]:
        rising = all(a < b and p < q for (a, p), (b, q) in pairwise(self.bounds))
        if not rising or not self.bounds or self.bounds[-1][1] != most:
            raise ValueError(f"bounds must rise, and their points end at {most}")
        return tuple(sorted({NONE, *(points for _bound, points in self.bounds)}))

    def earns(self, ratio: Decimal, most: Points) -> Points:
        reached = [points for bound, points in self.bounds if ratio >= bound]
        return min(reached[-1], most) if reached else NONE


@dataclass(frozen=True, slots=True)
class CountCap:
    """Three staff earn 5, each further one 1, at most the points of the leaf."""

    kind: ClassVar[LeafKind] = LeafKind.COUNT_CAP
    least: int
    first: Points
    each: Points

    def ladder(self, most: Points) -> tuple[Points, ...]:
        if not NONE <= self.first <= most or self.each <= NONE:
            raise ValueError(f"counts go from {self.first} up by {self.each} to {most}")
        further = range(self.first.tenths, most.tenths, self.each.tenths)
        return tuple(sorted({NONE, most, *map(Points, further)}))

    def earns(self, count: int, most: Points) -> Points:
        if count < self.least:
            return NONE
        further = (count - self.least) * self.each.tenths
        return min(self.first + Points(further), most)


@dataclass(frozen=True, slots=True)
class Share:
    """The share of a survey's answers that are content, of the leaf's points."""

    kind: ClassVar[LeafKind] = LeafKind.SHARE
    step: Points = HALF

    def ladder(self, most: Points) -> tuple[Points, ...]:
        return _steps(NONE, most, self.step)

    def earns(self, share: Fraction, most: Points) -> Points:
        if not 0 <= share <= 1:
            raise ValueError(f"{share} is no share")
        return Rounding(self.step).of_ratio(*(share * most.tenths).as_integer_ratio())


@dataclass(frozen=True, slots=True)
class Veto:
    """Where it strikes, its node counts nothing, whatever stands below."""

    kind: ClassVar[LeafKind] = LeafKind.VETO
    strikes: str | None = None
    """Code of the node; None is the one it stands in, "" the whole sheet."""

    def ladder(self, most: Points) -> tuple[Points, ...]:
        if most != NONE:
            raise ValueError("a veto has no points of its own")
        return (STRUCK, NONE)

    def earns(self, strikes: bool, most: Points) -> Points:
        return STRUCK if strikes else NONE


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points taken for a stated reason: the leaf's points are the most."""

    kind: ClassVar[LeafKind] = LeafKind.DEDUCTION
    step: Points = HALF

    def ladder(self, most: Points) -> tuple[Points, ...]:
        return _steps(-most, NONE, self.step)


LeafRule = PassFail | Levels | Judged | RatioBands | CountCap | Share | Veto | Deduction
