"""What a sheet adds up to: one organisation, or ten thousand at once.

Both go the same way: leaves into their nodes, bottom to top. A node is never below 0
(deductions take no more than there is; only a node of 0 points, which holds nothing
but deductions, hands them on) nor above its points; a veto that strikes makes its node
0; bonus heads come last, each up to its points, all up to `sheet.most`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from evaluation.scoring.leaves import Veto
from evaluation.scoring.sheet import Leaf, SheetView
from evaluation.scoring.types import NONE, Ints, Mask, Points

_NO_END = 2**31


class Fault(StrEnum):
    """Why a score is refused, in the order of checking."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    ABOVE = "above"
    BELOW = "below"
    BETWEEN = "between"
    """No step of the leaf: 2.5 where 3 or 0 may be ticked."""


class ScoreRefused(ValueError):
    """A leaf cannot have this score."""

    def __init__(self, code: str, fault: Fault, points: Points | None = None) -> None:
        super().__init__(f"{code}: {fault}" + (f" ({points})" if points else ""))
        self.code, self.fault, self.points = code, fault, points


def check_score(leaf: Leaf, points: Points) -> None:
    """Raises ScoreRefused."""
    ladder = leaf.ladder
    if points > ladder[-1]:
        raise ScoreRefused(leaf.code, Fault.ABOVE, points)
    if points < ladder[0]:
        raise ScoreRefused(leaf.code, Fault.BELOW, points)
    if points not in ladder:
        raise ScoreRefused(leaf.code, Fault.BETWEEN, points)


@dataclass(frozen=True, slots=True)
class Folded:
    """A sheet added up for m sets of scores at once, in tenths of points."""

    rows: Ints
    """(rows, m) in the order of the sheet."""
    whole: Ints
    """(m,)"""


def total(sheet: SheetView, leaf_scores: Mapping[str, Points]) -> Points:
    """Points of the whole sheet. Raises ScoreRefused for a leaf that is missing,
    unknown or scored as it cannot be."""
    return Points(int(fold(sheet, column_of(sheet, leaf_scores)).whole[0]))


def earned(sheet: SheetView, leaf_scores: Mapping[str, Points]) -> dict[str, Points]:
    """Points of each row of the sheet, by code. Raises as `total` does."""
    tenths = fold(sheet, column_of(sheet, leaf_scores)).rows[:, 0].tolist()
    return {row.code: Points(tenths[i]) for i, row in enumerate(sheet.rows)}


def total_many(sheet: SheetView, scores: Ints) -> Ints:
    """Totals of many organisations in tenths of points.

    Parameters
    ----------
    scores : (n, leaves) or (n, leaves, k), whole tenths, leaves in the order of
        `sheet.leaves`; k are score columns or experts.

    Returns (n,) or (n, k). Raises ScoreRefused for the first leaf with a wrong score.
    """
    if not np.issubdtype(scores.dtype, np.integer):
        raise TypeError("scores are whole tenths of points")
    leaves = np.moveaxis(scores.astype(np.int64), 1, 0)
    columns = np.ascontiguousarray(leaves.reshape(leaves.shape[0], -1))
    _check(sheet, columns)
    return fold(sheet, columns).whole.reshape(leaves.shape[1:])


def column_of(sheet: SheetView, leaf_scores: Mapping[str, Points]) -> Ints:
    """(leaves, 1) tenths of one organisation. Raises ScoreRefused."""
    for leaf in sheet.leaves:
        if leaf.code not in leaf_scores:
            raise ScoreRefused(leaf.code, Fault.MISSING)
        check_score(leaf, leaf_scores[leaf.code])
    unknown = sorted(leaf_scores.keys() - {leaf.code for leaf in sheet.leaves})
    if unknown:
        raise ScoreRefused(unknown[0], Fault.UNKNOWN)
    tenths = [leaf_scores[leaf.code].tenths for leaf in sheet.leaves]
    return np.array(tenths, dtype=np.int64)[:, None]


def fold(sheet: SheetView, columns: Ints) -> Folded:
    """Add up (leaves, m) scores that are known to be allowed."""
    rows = _rows(sheet, columns)
    return Folded(rows, _whole(sheet, rows, columns))


def _check(sheet: SheetView, columns: Ints) -> None:
    if len(columns) != len(sheet.leaves):
        raise ValueError(f"{len(columns)} columns for {len(sheet.leaves)} leaves")
    for leaf, given in zip(sheet.leaves, columns, strict=True):
        steps = np.array([points.tenths for points in leaf.ladder])
        allowed = np.zeros(steps[-1] - steps[0] + 1, dtype=bool)
        allowed[steps - steps[0]] = True
        within = (given >= steps[0]) & (given <= steps[-1])
        right = within & allowed[np.where(within, given - steps[0], 0)]
        if not right.all():
            check_score(leaf, Points(int(given[np.argmin(right)])))


def _rows(sheet: SheetView, columns: Ints) -> Ints:
    values = np.zeros((len(sheet.rows), columns.shape[1]), dtype=np.int64)
    values[sheet.leaf_places] = columns
    for place in reversed(range(len(sheet.rows))):
        row = sheet.rows[place]
        if not isinstance(row, Leaf):
            least = 0 if row.most > NONE else -_NO_END
            np.clip(values[place], least, row.most.tenths, out=values[place])
            values[place][_struck(sheet, place, columns)] = 0
        elif isinstance(row.rule, Veto):
            continue
        if sheet.parent[place] >= 0:
            values[sheet.parent[place]] += values[place]
    return values


def _struck(sheet: SheetView, place: int, columns: Ints) -> Mask:
    found: Mask = np.any(columns[list(sheet.vetoes.get(place, ()))] < 0, axis=0)
    return found


def _whole(sheet: SheetView, values: Ints, columns: Ints) -> Ints:
    heads = [i for i in sheet.heads if not sheet.is_veto(i)]
    bonus = [i for i in heads if sheet.is_bonus(i)]
    plain = [i for i in heads if not sheet.is_bonus(i)]
    found: Ints = np.clip(values[plain].sum(axis=0), 0, sheet.total.tenths)
    found = np.minimum(found + values[bonus].sum(axis=0), sheet.most.tenths)
    found[_struck(sheet, -1, columns)] = 0
    return found
