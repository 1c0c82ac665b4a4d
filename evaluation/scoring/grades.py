"""From points to a grade: half-open bands, a rounding rule, caps; never a guess."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from evaluation.scoring.sheet import Cap, SheetView
from evaluation.scoring.totals import column_of, fold
from evaluation.scoring.types import EXACT, NONE, Ints, Points, Rounding


class BandUnknown(LookupError):
    """The rule set has no band for these points: a gap in the facts, not a grade."""

    def __init__(self, points: Points) -> None:
        super().__init__(f"no band holds {points} points")
        self.points = points


@dataclass(frozen=True, slots=True)
class Band:
    """Points from `low` up to but not including `high`; without `high`, no end."""

    grade: str
    low: Points
    high: Points | None = None

    def holds(self, points: Points) -> bool:
        return self.low <= points and (self.high is None or points < self.high)


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands of a rule set, the lowest first; gaps are allowed, overlaps are not."""

    bands: tuple[Band, ...]
    rounding: Rounding = EXACT

    def __post_init__(self) -> None:
        for band in self.bands:
            if band.high is not None and band.high <= band.low:
                raise ValueError(f"the band of {band.grade} holds nothing")
        for lower, upper in pairwise(self.bands):
            if lower.high is None or lower.high > upper.low:
                raise ValueError(f"{lower.grade} and {upper.grade} overlap")

    def place(self, grade: str) -> int:
        return [band.grade for band in self.bands].index(grade)

    def gaps(self, most: Points) -> tuple[tuple[Points, Points], ...]:
        """(from, up to) of the points in [0, most] that no band holds."""
        ends = [NONE, *(band.high or most + Points(1) for band in self.bands)]
        starts = [*(band.low for band in self.bands), most + Points(1)]
        pairs = zip(ends, starts, strict=True)
        return tuple((end, start) for end, start in pairs if end < start)


def grade(points: Points, bands: Bands, at_most: str | None = None) -> str:
    """The grade of these points under the rounding rule of the bands.

    With `at_most`, no better than that. Raises BandUnknown in a gap.
    """
    rounded = bands.rounding.of(points)
    for band in bands.bands:
        if band.holds(rounded):
            return _capped(band.grade, bands, at_most)
    raise BandUnknown(points)


def _capped(found: str, bands: Bands, at_most: str | None) -> str:
    if at_most is None or bands.place(found) <= bands.place(at_most):
        return found
    return at_most


def grades_many(
    sheet: SheetView, columns: Ints, bands: Bands
) -> tuple[str | None, ...]:
    """Grades under the caps of the sheet for (leaves, m) allowed scores in tenths;
    None in a gap of the bands."""
    folded = fold(sheet, columns)
    return tuple(
        grade_or_none(Points(whole), bands, lowest(_caps(sheet, rows), bands))
        for whole, rows in zip(folded.whole.tolist(), folded.rows.T, strict=True)
    )


def grade_or_none(
    points: Points, bands: Bands, at_most: str | None = None
) -> str | None:
    try:
        return grade(points, bands, at_most)
    except BandUnknown:
        return None


def caps_that_hold(
    sheet: SheetView, leaf_scores: Mapping[str, Points]
) -> tuple[Cap, ...]:
    """Caps of the sheet whose leaf or node has less than it takes."""
    return _caps(sheet, fold(sheet, column_of(sheet, leaf_scores)).rows[:, 0])


def _caps(sheet: SheetView, rows: Ints) -> tuple[Cap, ...]:
    return tuple(
        cap for cap in sheet.caps if rows[sheet.place[cap.code]] < cap.least.tenths
    )


def lowest(caps: Iterable[Cap], bands: Bands) -> str | None:
    """The grade that several caps leave, None where there are none."""
    return min((cap.at_most for cap in caps), key=bands.place, default=None)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far it is to the next grade, and to losing this one."""

    grade: str
    above: str | None
    missing: Points | None
    """Points up to the next grade, None at the best or below a gap."""
    to_lose: Points | None
    """Least loss of points that costs the grade, None at the lowest."""


def reach(points: Points, bands: Bands) -> Reach:
    """Raises BandUnknown in a gap."""
    found = grade(points, bands)
    place = bands.place(found)
    band = bands.bands[place]
    above = bands.bands[place + 1] if place + 1 < len(bands.bands) else None
    next_to_it = above is not None and above.low == band.high
    return Reach(
        grade=found,
        above=above.grade if above and next_to_it else None,
        missing=first_at(above.low, bands.rounding) - points
        if above and next_to_it
        else None,
        to_lose=points - first_at(band.low, bands.rounding) + Points(1)
        if place
        else None,
    )


def reach_or_none(points: Points, bands: Bands) -> Reach | None:
    try:
        return reach(points, bands)
    except BandUnknown:
        return None


def first_at(low: Points, rounding: Rounding) -> Points:
    """The fewest points that are rounded to `low` or more."""
    span = rounding.step.tenths
    tried = range(low.tenths - span, low.tenths + span + 1)
    return next(p for p in map(Points, tried) if rounding.of(p) >= low)
