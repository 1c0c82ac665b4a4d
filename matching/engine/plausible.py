"""Which confirmed hours can hardly be true, and which are looked at by lot.

Every finding names one rule; a person decides, nothing is refused by it. The cases are
those of the reports on bought hours (CCTV, 2025): one account that enters everything,
two accounts of one house, many hours within minutes, one person at two places.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

OVERLAP, OVER_DAY, BURST = "overlap", "over_day", "burst"
SINGLE_KEY, SAME_EMPLOYER = "single_key", "same_employer"
TOO_SOON, BEFORE_NEED = "too_soon", "before_need"
RULES = (
    SINGLE_KEY,
    SAME_EMPLOYER,
    OVERLAP,
    OVER_DAY,
    BURST,
    TOO_SOON,
    BEFORE_NEED,
)


@dataclass(frozen=True, slots=True)
class HourView:
    """One delivered session as its two keys tell it; times are local and aware.

    `hands` are whoever turned the first and the second key ("" for nobody), `houses`
    every employer that each of them has or had, `people` whoever was there to serve,
    each with her minutes.
    """

    id: int
    place: str
    starts: datetime
    ends: datetime
    minutes: int
    raised: datetime
    keys_at: tuple[datetime, datetime | None]
    hands: tuple[str, str]
    houses: tuple[frozenset[int], frozenset[int]]
    people: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What still counts as plausible."""

    day_minutes: int = 12 * 60
    burst: int = 8
    burst_within: timedelta = timedelta(minutes=5)
    early: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A row, the one rule it breaks, and the rows it breaks it with."""

    id: int
    rule: str
    others: tuple[int, ...] = ()


def find(rows: Iterable[HourView], limits: Limits | None = None) -> list[Finding]:
    """All that can hardly be true of these rows, by id and rule.

    O(n log n) but for rows that overlap or burst, which are compared with each other.
    """
    ordered = sorted(rows, key=lambda row: row.id)
    limits = limits or Limits()
    found = {each for row in ordered for each in _alone(row, limits)}
    found |= set(_overlaps(ordered)) | set(_long_days(ordered, limits))
    found |= set(_bursts(ordered, limits))
    return sorted(found)


def _alone(row: HourView, limits: Limits) -> Iterator[Finding]:
    """What one row says by itself."""
    first, second = row.hands
    if not second or second == first or row.keys_at[1] is None:
        yield Finding(row.id, SINGLE_KEY)
    elif row.houses[0] & row.houses[1]:
        yield Finding(row.id, SAME_EMPLOYER)
    over = row.starts + timedelta(minutes=row.minutes) - limits.early
    if row.keys_at[0] < over:
        yield Finding(row.id, TOO_SOON)
    if row.starts < row.raised:
        yield Finding(row.id, BEFORE_NEED)


def _overlaps(rows: Sequence[HourView]) -> Iterator[Finding]:
    """One person at two places at once."""
    there: dict[str, list[HourView]] = defaultdict(list)
    for row in rows:
        for name in dict(row.people):
            there[name].append(row)
    clashing: dict[int, set[int]] = defaultdict(set)
    for each in there.values():
        for one, other in _crossing(each):
            clashing[one.id].add(other.id)
            clashing[other.id].add(one.id)
    for key, others in clashing.items():
        yield Finding(key, OVERLAP, tuple(sorted(others)))


def _crossing(rows: Sequence[HourView]) -> Iterator[tuple[HourView, HourView]]:
    """Pairs at different places whose times cross; back to back is no crossing."""
    going: list[HourView] = []
    for row in sorted(rows, key=lambda row: (row.starts, row.id)):
        going = [each for each in going if each.ends > row.starts]
        for each in going:
            if each.place != row.place:
                yield each, row
        going.append(row)


def _long_days(rows: Sequence[HourView], limits: Limits) -> Iterator[Finding]:
    """More than the limit for one person on one day, over all places."""
    days: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for row in rows:
        for name, minutes in row.people:
            day = days[name, row.starts.date().isoformat()]
            day[row.id] = day.get(row.id, 0) + minutes
    long: dict[int, set[int]] = defaultdict(set)
    for day in days.values():
        if sum(day.values()) > limits.day_minutes:
            for key in day:
                long[key] |= set(day) - {key}
    for key, others in long.items():
        yield Finding(key, OVER_DAY, tuple(sorted(others)))


def _bursts(rows: Sequence[HourView], limits: Limits) -> Iterator[Finding]:
    """One hand turned more keys within minutes than anybody looks at so quickly."""
    turned: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for row in rows:
        for hand, at in zip(row.hands, row.keys_at, strict=True):
            if hand and at is not None:
                turned[hand].append((at, row.id))
    hasty: dict[int, set[int]] = defaultdict(set)
    for keys in turned.values():
        for group in _dense(sorted(keys), limits):
            for key in group:
                hasty[key] |= group - {key}
    for key, others in hasty.items():
        yield Finding(key, BURST, tuple(sorted(others)))


def _dense(keys: list[tuple[datetime, int]], limits: Limits) -> Iterator[set[int]]:
    """Each run of at least `burst` rows within the span."""
    begin = 0
    for end, (at, _id) in enumerate(keys):
        while at - keys[begin][0] > limits.burst_within:
            begin += 1
        group = {key for _at, key in keys[begin : end + 1]}
        if len(group) >= limits.burst:
            yield group


def drawn(name: str, *, seed: str, percent: int) -> bool:
    """Whether the lot falls on this name: SHA-256 of seed, newline and name, modulo
    100. Whoever knows the seed draws it again; before the seed is there nobody can."""
    lot = hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()
    return int(lot, 16) % 100 < percent
