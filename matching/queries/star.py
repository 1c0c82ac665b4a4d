"""Which star level confirmed hours reach, by the thresholds of the place.

The thresholds differ from place to place and are data with day and source
(`data/star_levels.json`). The star itself is given by the volunteers' federation of the
place; here a word says which one the hours reach.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from matching.enums import Star
from organisations.models.spoken import spoken

LEVELS = Path(__file__).parents[1] / "data" / "star_levels.json"


@dataclass(frozen=True, slots=True)
class Ladder:
    """The thresholds of one place from one day on, in full hours, the lowest first."""

    code: str
    """Administrative code; holds for all that begin with it."""
    name: str
    name_en: str
    since: date
    """`date.min` where the day is not known."""
    hours: tuple[int, ...]
    source: str

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)

    def star(self, minutes: int) -> Star | None:
        """The star that these minutes reach; None below the first threshold."""
        reached = bisect_right(self.hours, minutes // 60)
        return Star(reached) if reached else None


@dataclass(frozen=True, slots=True)
class Reached:
    """A star, and by whose thresholds."""

    star: Star
    by: Ladder


@cache
def ladders() -> tuple[Ladder, ...]:
    """All that is known, as the file has it."""
    rows = json.loads(LEVELS.read_text(encoding="utf-8"))["localities"]
    return tuple(_ladder(row) for row in rows)


def _ladder(row: dict[str, Any]) -> Ladder:
    since = date.fromisoformat(row["since"]) if row["since"] else date.min
    hours = tuple(row["hours"])
    names = (row["code"], row["name"], row["name_en"])
    return Ladder(*names, since=since, hours=hours, source=row["source"])


def ladder_of(
    code: str, day: date, known: tuple[Ladder, ...] | None = None
) -> Ladder | None:
    """Of the smallest territory around `code` that has thresholds, those in force on
    that day; None where nobody has any."""
    rows = ladders() if known is None else known
    here = [row for row in rows if code.startswith(row.code) and row.since <= day]
    return max(here, key=lambda row: (len(row.code), row.since), default=None)


def star_of(minutes: int, code: str, day: date) -> Reached | None:
    """What confirmed minutes reach at a place on a day."""
    ladder = ladder_of(code, day)
    star = ladder.star(minutes) if ladder else None
    return Reached(star, ladder) if ladder and star else None
