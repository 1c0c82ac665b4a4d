"""The versions of a pack side by side: who was to do what, what changed, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from matching.enums import LOST_ENGAGEMENTS, ChosenBy
from matching.models import NeedItem, Pack, PackLine


@dataclass(frozen=True, slots=True)
class Cell:
    """One item in one version; `why` it is not as in the version before."""

    version: int
    providers: list[str]
    changed: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    item: NeedItem
    cells: list[Cell]


def side_by_side(packs: Sequence[Pack]) -> list[Row]:
    """A row for each item of any version, its cells from the oldest to the newest."""
    ordered = sorted(packs, key=lambda pack: pack.version)
    items = {line.item_id: line.item for pack in ordered for line in pack.lines.all()}
    gaps = {gap.item_id: gap.item for pack in ordered for gap in pack.gaps.all()}
    every = {**gaps, **items}
    return [Row(every[pk], list(_cells(pk, ordered))) for pk in sorted(every)]


def _cells(item: int, packs: Iterable[Pack]) -> Iterable[Cell]:
    """What a version says nothing of runs on from an earlier one: no change."""
    before: list[PackLine] | None = None
    for pack in packs:
        lines = [line for line in pack.lines.all() if line.item_id == item]
        missing = any(gap.item_id == item for gap in pack.gaps.all())
        if not lines and not missing:
            yield Cell(pack.version, [])
            continue
        names = [str(line.capability.provider) for line in lines]
        changed = before is not None and _who(lines) != _who(before)
        why = _why(lines, before or []) if changed or _by_hand(lines) else ""
        yield Cell(pack.version, names or [_("nobody found")], changed, why)
        before = lines


def _who(lines: Iterable[PackLine]) -> set[int]:
    return {line.capability_id for line in lines}


def _by_hand(lines: Iterable[PackLine]) -> bool:
    return any(line.chosen_by == ChosenBy.PERSON for line in lines)


def _why(lines: Iterable[PackLine], before: Iterable[PackLine]) -> str:
    """What a person said when choosing, else what became of who was there before."""
    said = [_said(line) for line in lines if line.swap_reason]
    lost = [_lost(line) for line in before if _engagement(line) is not None]
    return _("; ").join(said or [words for words in lost if words])


def _said(line: PackLine) -> str:
    reason = str(line.get_swap_reason_display())
    return f"{reason} · {line.swap_note}" if line.swap_note else reason


def _engagement(line: PackLine) -> Any:
    return getattr(line, "engagement", None)


def _lost(line: PackLine) -> str:
    engagement = _engagement(line)
    if engagement.state not in LOST_ENGAGEMENTS:
        return ""
    state = str(engagement.get_state_display())
    reason = str(engagement.get_decline_reason_display() or "")
    return f"{state} · {reason}" if reason else state
