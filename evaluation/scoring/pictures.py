"""What pictures show, as series of numbers; they are drawn elsewhere, beside a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.scoring.sheet import SheetView
from evaluation.scoring.totals import earned
from evaluation.scoring.types import NONE, Points
from records.pictures.cells import Table, shown


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
