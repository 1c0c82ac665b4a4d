"""The world of the rules' own simulation: organisations, experts, and five ways to
read what the experts gave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from evaluation.scoring import Band, Bands, Points, Rounding, grade, severity
from evaluation.scoring.panels import draw_panels
from evaluation.scoring.severities import case_means
from evaluation.scoring.types import Mask, Matrix, Mode, Vector

CASES, EXPERTS = 40, 15
MEAN, SPREAD, NOISE = 850.0, 70.0, 20.0
BOUNDS = {"none": 0, "1A": 601, "2A": 701, "3A": 801, "4A": 901, "5A": 951}


def bands() -> Bands:
    """The bands of the simulation; the lower three are assumed."""
    lows = list(BOUNDS.items())
    highs = [Points.of(low) for _grade, low in lows[1:]]
    rows = zip(lows, [*highs, None], strict=True)
    return Bands(
        tuple(Band(name, Points.of(low), high) for (name, low), high in rows),
        Rounding(Points.of(1), Mode.HALF_UP),
    )


@dataclass(frozen=True, slots=True)
class World:
    worth: Vector
    strict: Vector
    scores: Matrix
    """(cases, experts), nan where not scored."""


def world(sits: Mask, seed: int, severity_spread: float, noise: float = NOISE) -> World:
    rng = np.random.default_rng([seed, 17])
    worth = rng.normal(MEAN, SPREAD, len(sits))
    strict = rng.normal(0, severity_spread, sits.shape[1])
    given = worth[:, None] + strict + rng.normal(0, noise, sits.shape)
    return World(worth, strict, np.where(sits, given, np.nan))


def at_random(seats: int, seed: int) -> Mask:
    rng = np.random.default_rng([seed, 5])
    sits = np.zeros((CASES, EXPERTS), dtype=bool)
    for row in sits:
        row[rng.choice(EXPERTS, seats, replace=False)] = True
    return sits


def drawn(seats: int, seed: int) -> Mask:
    """One of ten draws of ours."""
    return _drawn(seats, seed % 10)


@cache
def _drawn(seats: int, seed: int) -> Mask:
    nobody = np.zeros((CASES, EXPERTS), dtype=bool)
    sits = nobody.copy()
    for case, members in enumerate(
        draw_panels(nobody, seats, random_state=seed).members
    ):
        sits[case, list(members)] = True
    return sits


def fixed_teams(seats: int, _seed: int) -> Mask:
    team = np.arange(EXPERTS) // seats
    return np.arange(CASES)[:, None] % (EXPERTS // seats) == team


def mean(scores: Matrix) -> Vector:
    found: Vector = np.nanmean(scores, axis=1)
    return found


def z_scores(scores: Matrix) -> Vector:
    """Each expert's points to mean 0 and deviation 1, then back to the common scale."""
    spread = np.nanstd(scores, axis=0)
    scaled = (scores - np.nanmean(scores, axis=0)) / np.where(spread > 0, spread, 1)
    given = scores[~np.isnan(scores)]
    return mean(scaled) * given.std() + given.mean()


def additive(scores: Matrix) -> Vector:
    """Least squares on y = f + b, the shortest answer where there are several."""
    cases, experts = np.nonzero(~np.isnan(scores))
    row = np.arange(len(cases))
    design = np.zeros((len(cases), sum(scores.shape)))
    design[row, cases] = design[row, len(scores) + experts] = 1
    found = np.linalg.lstsq(design, scores[cases, experts], rcond=None)[0]
    offsets = found[len(scores) :]
    return mean(scores - (offsets - offsets.mean()))


def ridge(scores: Matrix) -> Vector:
    """Ours; the mean as given where severity cannot be told."""
    means = case_means(scores, severity(scores, least=2))
    return np.array([m.given if m.adjusted is None else m.adjusted for m in means if m])


WAYS: dict[str, Callable[[Matrix], Vector]] = {
    "mean": mean,
    "z-scores": z_scores,
    "additive": additive,
    "ridge": ridge,
}


def wrong_grades(worth: Vector, found: Vector) -> float:
    """Share of cases whose grade is not that of their worth."""
    rule = bands()
    pairs = zip(_points(worth), _points(found), strict=True)
    return float(np.mean([grade(a, rule) != grade(b, rule) for a, b in pairs]))


def _points(values: Vector) -> list[Points]:
    return [Points(max(int(value), 0)) for value in np.rint(values * 10)]
