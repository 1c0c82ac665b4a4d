"""Whether like cases get like points, and how far groups lie apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from evaluation.scoring.severities import CONFIDENCE
from evaluation.scoring.types import Points, Vector
from records.pictures.cells import LEAST, shown


@dataclass(frozen=True, slots=True)
class Case:
    """An assessment without anything that may not count: `facts` is a digest of all
    that was scored and of the evidence, never of name, street or group."""

    id: int
    facts: str
    points: Points


@dataclass(frozen=True, slots=True)
class Unlike:
    """Two cases with the same facts and different points, the better one first."""

    better: int
    worse: int
    difference: Points


def unlike(cases: Iterable[Case]) -> tuple[Unlike, ...]:
    """For each set of like cases that differ, the best beside the worst; by id."""
    alike: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        alike[case.facts].append(case)
    found = []
    for group in alike.values():
        worse, better = (end(group) for end in (_worst, _best))
        if better.points > worse.points:
            found.append(Unlike(better.id, worse.id, better.points - worse.points))
    return tuple(sorted(found, key=lambda pair: (pair.better, pair.worse)))


def _worst(cases: Sequence[Case]) -> Case:
    return min(cases, key=lambda case: (case.points, case.id))


def _best(cases: Sequence[Case]) -> Case:
    return min(cases, key=lambda case: (-case.points, case.id))


@dataclass(frozen=True, slots=True)
class Gap:
    """Mean points of a group less the mean of all others, with a 95 % interval."""

    group: str
    cases: int
    difference: float
    low: float
    high: float

    @property
    def beyond_chance(self) -> bool:
        return not self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class Hidden:
    """A group too small to be shown, or needed to hide one."""

    group: str


def gaps(groups: Sequence[str], points: Vector) -> tuple[Gap | Hidden, ...]:
    """Each group beside all others, by name; Welch's interval (1947).

    Groups with fewer than `LEAST` cases are hidden, and so many more that none can be
    reckoned from the whole.
    """
    names = sorted(set(groups))
    member = np.array(groups)
    counts = np.array([(member == name).sum() for name in names], dtype=np.int64)
    if not len(names):
        return ()
    cells = shown(counts).cells[0]
    return tuple(
        Hidden(name)
        if count is None or len(points) - count < LEAST
        else _gap(name, points[member == name], points[member != name])
        for name, count in zip(names, cells, strict=True)
    )


def _gap(group: str, mine: Vector, others: Vector) -> Gap:
    difference = float(mine.mean() - others.mean())
    parts = np.array([mine.var(ddof=1) / len(mine), others.var(ddof=1) / len(others)])
    sizes = np.array([len(mine), len(others)])
    error, margin = float(parts.sum()), 0.0
    if error > 0:
        freedom = error**2 / (parts**2 / (sizes - 1)).sum()
        margin = float(stdtrit(freedom, (1 + CONFIDENCE) / 2) * np.sqrt(error))
    return Gap(group, len(mine), difference, difference - margin, difference + margin)
