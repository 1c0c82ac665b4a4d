"""What a grade hangs on: one expert, one head, one level of one leaf.

Shown before the vote. It advises; who votes decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from evaluation.scoring.grades import (
    Bands,
    Reach,
    caps_that_hold,
    grade_or_none,
    grades_many,
    lowest,
    reach_or_none,
)
from evaluation.scoring.sheet import Leaf, SheetView
from evaluation.scoring.totals import column_of, earned, fold, total
from evaluation.scoring.types import EXACT, NONE, Points


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The result without one expert (by number) or head (by code)."""

    who: str
    points: Points
    grade: str | None
    """None in a gap of the bands."""


@dataclass(frozen=True, slots=True)
class Fragility:
    points: Points
    grade: str | None
    reach: Reach | None
    """Distance to the next grade and to losing this one, caps apart; None in a gap."""
    left_out: tuple[LeftOut, ...]

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Those without whom the grade would be another one."""
        return tuple(each.who for each in self.left_out if each.grade != self.grade)

    @property
    def fragile(self) -> bool:
        """Mode `independent`: such a case gets a further expert before the vote."""
        return bool(self.rests_on)


def without_expert(
    points: Mapping[str, Points], bands: Bands, at_most: str | None = None
) -> Fragility:
    """The mean of several experts' points, with each of them left out.

    `at_most` is the grade that the caps leave. A lone expert cannot be left out.
    """
    experts = sorted(points) if len(points) > 1 else []
    means = {
        who: _mean([given for each, given in points.items() if each != who], bands)
        for who in experts
    }
    return _fragility(_mean(list(points.values()), bands), means, bands, at_most)


def _mean(points: Sequence[Points], bands: Bands) -> Points:
    return _near(Fraction(sum(each.tenths for each in points), len(points)), bands)


def _near(tenths: Fraction, bands: Bands) -> Points:
    """To a tenth, so that distances are true; by the rule of the bands where a tenth
    would be given another grade than the exact figure."""
    ratio = tenths.as_integer_ratio()
    near, by_rule = EXACT.of_ratio(*ratio), bands.rounding.of_ratio(*ratio)
    same = grade_or_none(near, bands) == grade_or_none(by_rule, bands)
    return near if same else by_rule


def without_head(
    sheet: SheetView, leaf_scores: Mapping[str, Points], bands: Bands
) -> Fragility:
    """The total with each head taken as if it had earned at the rate of all others,
    which is what its expert's marks add; a bonus head as if there were none."""
    rows = earned(sheet, leaf_scores)
    whole = total(sheet, leaf_scores)
    at_most = lowest(caps_that_hold(sheet, leaf_scores), bands)
    heads = [i for i in sheet.heads if not isinstance(sheet.rows[i], Leaf)]
    found = {
        sheet.rows[i].code: _at_the_rate_of_others(sheet, rows, i, bands)
        if whole > NONE
        else NONE
        for i in heads
    }
    return _fragility(whole, found, bands, at_most)


def _at_the_rate_of_others(
    sheet: SheetView, rows: Mapping[str, Points], head: int, bands: Bands
) -> Points:
    plain = [i for i in sheet.heads if not sheet.is_bonus(i) and i != head]
    possible = sum(sheet.rows[i].most.tenths for i in plain)
    mine = sum(rows[sheet.rows[i].code].tenths for i in plain)
    extra = sum(
        rows[sheet.rows[i].code].tenths
        for i in sheet.heads
        if sheet.is_bonus(i) and i != head
    )
    rate = Fraction(mine, possible) if possible else Fraction(0)
    whole = min(rate * sheet.total.tenths + extra, Fraction(sheet.most.tenths))
    return _near(whole, bands)


def _fragility(
    whole: Points, left_out: Mapping[str, Points], bands: Bands, at_most: str | None
) -> Fragility:
    return Fragility(
        points=whole,
        grade=grade_or_none(whole, bands, at_most),
        reach=reach_or_none(whole, bands),
        left_out=tuple(
            LeftOut(who, points, grade_or_none(points, bands, at_most))
            for who, points in left_out.items()
        ),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A leaf one level up or down, and what the sheet would come to."""

    code: str
    points: Points
    """Of the leaf."""
    total: Points
    grade: str | None


def one_level(
    sheet: SheetView, leaf_scores: Mapping[str, Points], bands: Bands
) -> tuple[Step, ...]:
    """Each leaf one level down and one up, in order of the sheet."""
    column = column_of(sheet, leaf_scores)
    moves = [
        (number, points)
        for number, leaf in enumerate(sheet.leaves)
        for points in neighbours(leaf, leaf_scores[leaf.code])
    ]
    columns = np.repeat(column, len(moves), axis=1)
    for place, (number, points) in enumerate(moves):
        columns[number, place] = points.tenths
    totals = fold(sheet, columns).whole.tolist()
    grades = grades_many(sheet, columns, bands)
    return tuple(
        Step(sheet.leaves[number].code, points, Points(whole), found)
        for (number, points), whole, found in zip(moves, totals, grades, strict=True)
    )


def neighbours(leaf: Leaf, points: Points) -> Sequence[Points]:
    """The levels next to this one, the lower first."""
    place = leaf.ladder.index(points)
    return (*leaf.ladder[:place][-1:], *leaf.ladder[place + 1 :][:1])
