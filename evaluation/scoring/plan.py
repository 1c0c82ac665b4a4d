"""What stands between an organisation and the next grade, from its own points only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evaluation.scoring.grades import Bands, caps_that_hold, reach
from evaluation.scoring.leaves import Veto
from evaluation.scoring.sheet import Cap, Leaf, SheetView
from evaluation.scoring.totals import total
from evaluation.scoring.types import NONE, Points


@dataclass(frozen=True, slots=True)
class Loss:
    """A leaf that could bring more."""

    code: str
    lost: Points
    together: Points
    """Lost in this leaf and all before it in the plan."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The way to the next grade: what must be put right, then the most lost first."""

    grade: str
    next: str | None
    """None at the best grade, and below a gap of the bands."""
    missing: Points
    struck: tuple[str, ...]
    """Vetoes that strike: nothing else helps before they are gone."""
    capped: tuple[Cap, ...]
    """Caps that keep the next grade out of reach."""
    losses: tuple[Loss, ...]

    @property
    def enough(self) -> int | None:
        """How many of the losses, from the first, would do; None if all do not."""
        for count, loss in enumerate(self.losses, start=1):
            if loss.together >= self.missing:
                return count
        return None


def next_grade(
    sheet: SheetView, leaf_scores: Mapping[str, Points], bands: Bands
) -> Plan:
    """Raises ScoreRefused, and BandUnknown where the points have no grade.

    Bonus heads are left out: they are an honour, not a way.
    """
    found = reach(total(sheet, leaf_scores), bands)
    caps = caps_that_hold(sheet, leaf_scores)
    held = [
        cap
        for cap in caps
        if found.above and bands.place(cap.at_most) < bands.place(found.above)
    ]
    return Plan(
        grade=found.grade,
        next=found.above,
        missing=found.missing or NONE,
        struck=tuple(
            leaf.code
            for leaf in sheet.leaves
            if isinstance(leaf.rule, Veto) and leaf_scores[leaf.code] < NONE
        ),
        capped=tuple(held),
        losses=_losses(sheet, leaf_scores),
    )


def _losses(sheet: SheetView, leaf_scores: Mapping[str, Points]) -> tuple[Loss, ...]:
    bonus = _bonus_leaves(sheet)
    lost = [
        (leaf.ladder[-1] - leaf_scores[leaf.code], leaf.code)
        for leaf in sheet.leaves
        if leaf.code not in bonus and not isinstance(leaf.rule, Veto)
    ]
    together, found = NONE, []
    for points, code in sorted(lost, key=lambda each: (-each[0], each[1])):
        if points > NONE:
            together += points
            found.append(Loss(code, points, together))
    return tuple(found)


def _bonus_leaves(sheet: SheetView) -> frozenset[str]:
    inside: set[int] = set()
    for place, above in enumerate(sheet.parent):
        if sheet.is_bonus(place) or above in inside:
            inside.add(place)
    rows = (sheet.rows[place] for place in inside)
    return frozenset(row.code for row in rows if isinstance(row, Leaf))
