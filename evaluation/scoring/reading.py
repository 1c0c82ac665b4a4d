"""Sheets as they are kept (rows with settings by name) read as they are scored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from evaluation.scoring.leaves import (
    HALF,
    CountCap,
    Deduction,
    Judged,
    LeafRule,
    Levels,
    PassFail,
    RatioBands,
    Share,
    Veto,
)
from evaluation.scoring.sheet import Cap, Leaf, Node, SheetView, counted, sheet_of
from evaluation.scoring.types import NONE, Points

NODE, BONUS = "node", "bonus"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet; `above` is the code of the node it stands in, "" for a head."""

    code: str
    above: str
    kind: str
    points: Decimal
    settings: Mapping[str, Any] = field(default_factory=dict)


class RowFault(ValueError):
    """A row that cannot be scored as it is written."""

    def __init__(self, code: str, fault: str) -> None:
        super().__init__(f"{code}: {fault}")
        self.code, self.fault = code, fault


def sheet_view(
    rows: Iterable[Row], total: Decimal, settings: Mapping[str, Any]
) -> SheetView:
    """The sheet as it is scored.

    `settings` of the sheet: `most` (what a bonus may lift it to; else the total) and
    `caps`, each `{"code", "least", "at_most"}`. Raises RowFault, naming the row, for
    what cannot be scored; sums are not looked at (`sum_faults`).
    """
    kept = [(row.above, _row(row)) for row in rows]
    scored = {row.code for _above, row in kept if isinstance(row, Leaf)}
    for above, _below in kept:
        if above in scored:
            raise RowFault(above, "a row that is scored holds no others")
    whole = Points.of(total)
    most = Points.of(settings["most"]) if "most" in settings else whole
    caps = [
        Cap(cap["code"], Points.of(cap["least"]), cap["at_most"])
        for cap in settings.get("caps", ())
    ]
    known = {row.code for _above, row in kept}
    for cap in caps:
        if cap.code not in known:
            raise RowFault(cap.code, "no row has this code")
    try:
        return sheet_of(kept, whole, most, caps)
    except (ValueError, KeyError) as error:
        raise RowFault("", str(error)) from error


def _row(row: Row) -> Leaf | Node:
    try:
        points = Points.of(row.points)
        if row.kind in (NODE, BONUS):
            return Node(row.code, points, bonus=row.kind == BONUS)
        leaf = Leaf(row.code, points, leaf_rule(row.kind, row.settings))
        _ = leaf.ladder
    except (ValueError, TypeError, KeyError, InvalidOperation) as error:
        raise RowFault(row.code, str(error)) from error
    return leaf


def sums_of(view: SheetView) -> dict[str, Points]:
    """What stands in each node adds up to so much, by code; "" is the sheet."""
    heads = (view.rows[place] for place in view.heads)
    found = {"": sum(map(counted, heads), NONE)}
    for place, row in enumerate(view.rows):
        if isinstance(row, Node):
            found[row.code] = sum(map(counted, view.below(place)), NONE)
    return found


def leaf_rule(kind: str, settings: Mapping[str, Any]) -> LeafRule:
    """Raises ValueError or KeyError for settings that do not fit the kind."""
    if kind not in _READERS:
        raise ValueError(f"no leaf is of the kind {kind!r}")
    return _READERS[kind](settings)


def _step(settings: Mapping[str, Any]) -> Points:
    return Points.of(settings["step"]) if "step" in settings else HALF


def _levels(settings: Mapping[str, Any]) -> LeafRule:
    return Levels(tuple(Points.of(each["points"]) for each in settings["levels"]))


def _bounds(settings: Mapping[str, Any]) -> LeafRule:
    return RatioBands(
        tuple(
            (Decimal(each["at_least"]), Points.of(each["points"]))
            for each in settings["bounds"]
        )
    )


def _count(settings: Mapping[str, Any]) -> LeafRule:
    first, each = Points.of(settings["first"]), Points.of(settings["each"])
    return CountCap(int(settings["least"]), first, each)


_READERS: dict[str, Callable[[Mapping[str, Any]], LeafRule]] = {
    "pass_fail": lambda settings: PassFail(),
    "levels": _levels,
    "judged": lambda settings: Judged(_step(settings)),
    "ratio_bands": _bounds,
    "count_cap": _count,
    "share": lambda settings: Share(_step(settings)),
    "veto": lambda settings: Veto(settings.get("strikes")),
    "deduction": lambda settings: Deduction(_step(settings)),
}
