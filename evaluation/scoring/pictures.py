"""What pictures show, as series of numbers; they are drawn elsewhere, beside a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.scoring.cells import Table, shown
from evaluation.scoring.sheet import SheetView
from evaluation.scoring.totals import earned
from evaluation.scoring.types import NONE, Points


@dataclass(frozen=True, slots=True)
class HeadBar:
    """A head of the sheet: what it earned of what it holds."""

    code: str
    earned: Points
    possible: Points

    @property
    def lost(self) -> Points:
        return self.possible - self.earned


def head_bars(
    sheet: SheetView, leaf_scores: Mapping[str, Points]
) -> tuple[HeadBar, ...]:
    """The heads in order of the sheet; vetoes, which hold no points, are left out."""
    points = earned(sheet, leaf_scores)
    rows = (sheet.rows[place] for place in sheet.heads)
    return tuple(
        HeadBar(row.code, points[row.code], row.most) for row in rows if row.most > NONE
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """An assessment that stands in a stage: who has to act, and by when."""

    stage: str
    on: str
    days_left: int | None
    """Working days up to the deadline, below 0 when it has passed; None without one."""


@dataclass(frozen=True, slots=True)
class StageBar:
    stage: str
    on_time: int
    overdue: int
    on: tuple[tuple[str, int], ...]
    """Who has to act and in how many cases, the most first."""


def progress(stages: Sequence[str], waiting: Iterable[Waiting]) -> tuple[StageBar, ...]:
    """The board of a round: each stage, empty ones too, with who waits on whom."""
    cases = list(waiting)
    return tuple(
        _stage(stage, [case for case in cases if case.stage == stage])
        for stage in stages
    )


def _stage(stage: str, cases: Sequence[Waiting]) -> StageBar:
    overdue = sum(1 for case in cases if (case.days_left or 0) < 0)
    counted = Counter(case.on for case in cases)
    on = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    return StageBar(stage, len(cases) - overdue, overdue, tuple(on))


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many organisations of each type have each grade, small cells hidden."""

    kinds: tuple[str, ...]
    grades: tuple[str, ...]
    table: Table


def distribution(
    kinds: Sequence[str], grades: Sequence[str], graded: Iterable[tuple[str, str]]
) -> Distribution:
    """From (type, grade) of each organisation. `kinds` and `grades` are not empty."""
    counted = Counter(graded)
    counts = np.array([[counted[kind, grade] for grade in grades] for kind in kinds])
    return Distribution(tuple(kinds), tuple(grades), shown(counts))
