"""Experts who change, who stay in the middle, who judge all heads by one impression.

Drift: a cumulative sum of standardised surprises in the order of scoring (Page 1954),
each against what was known of the expert up to then (recursive residuals: Brown, Durbin
and Evans 1975). Central tendency and halo: how widely an expert's marks are spread
beside those of colleagues on the same cases, with a jackknife interval (Tukey 1958);
the effects themselves are those of many-facet Rasch measurement (Linacre 1989).

An alert asks for a talk. It changes no points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from evaluation.scoring.severities import CONFIDENCE
from evaluation.scoring.types import Mask, Matrix, Vector

ALLOWANCE = 0.5
"""Standard deviations of surprise that are let pass: finds shifts of about one best."""
ALARM = 5.5
"""Where the sum rings: in 40 cases without drift for fewer than 5 % of experts."""
NARROW_BELOW = 0.7
"""Ratio of spreads below which it is worth a word."""
LEAST_CASES = 8
"""Cases with colleagues below which spreads are not compared."""


@dataclass(frozen=True, slots=True)
class Drift:
    """An expert who became stricter or milder."""

    position: int
    """Place in the order of scoring at which it rang, from 0."""
    since: int
    """Place at which the change probably began."""
    points: float
    """Mean shift since then, above 0: milder."""


def drift(
    scores: Matrix,
    expert: int,
    order: Sequence[int],
    offsets: Vector | None = None,
    *,
    usual: float = 0.0,
    worth: float = 0.0,
) -> Drift | None:
    """The first alert on an expert's running severity, None without one.

    Parameters
    ----------
    scores : (cases, experts) points, nan where not scored
    order : cases in the order in which the expert scored them
    offsets : (experts,) severities, nan where unknown (counted as 0)
    usual, worth : the expert's severity in earlier rounds, in points, and how many
        cases it is worth; 0 where there were none
    """
    known = np.zeros(scores.shape[1]) if offsets is None else offsets
    level = np.nan_to_num(known)
    noise = _noise(scores - level)
    level[expert] = usual
    places, distance, scale = _distances(scores - level, expert, order, noise)
    rung = _first_alarm(_innovations(distance / scale, worth))
    if rung is None:
        return None
    at, since = rung
    before = distance[:since].sum() / max(worth + since, 1.0)
    shift = float(distance[since : at + 1].mean() - before)
    return Drift(places[at], places[since], shift)


def _noise(fair: Matrix) -> float:
    """Standard deviation of one score around its case, in points."""
    rows = fair[(~np.isnan(fair)).sum(axis=1) >= 2]
    if not len(rows):
        return 0.0
    squares = np.nansum((rows - np.nanmean(rows, axis=1)[:, None]) ** 2)
    return float(np.sqrt(squares / ((~np.isnan(rows)).sum() - len(rows))))


def _distances(
    fair: Matrix, expert: int, order: Sequence[int], noise: float
) -> tuple[list[int], Vector, Vector]:
    """Places in the order, distances from the colleagues there in points, and their
    standard deviations; cases scored alone are passed over."""
    rows = fair[list(order)]
    others = np.delete(rows, expert, axis=1)
    company = (~np.isnan(others)).sum(axis=1)
    places = np.flatnonzero((company > 0) & ~np.isnan(rows[:, expert]))
    if not noise or not len(places):
        return [], np.zeros(0), np.ones(0)
    distance = rows[places, expert] - np.nanmean(others[places], axis=1)
    return places.tolist(), distance, noise * np.sqrt(1 + 1 / company[places])


def _innovations(z: Vector, worth: float) -> Vector:
    """Each surprise against the mean of those before it; 0 while there are none."""
    known = worth + np.arange(len(z))
    before = np.concatenate([[0.0], np.cumsum(z)[:-1]])[: len(z)]
    sure = known > 0
    found = np.zeros(len(z))
    found[sure] = (z[sure] - before[sure] / known[sure]) / np.sqrt(1 + 1 / known[sure])
    return found


def _first_alarm(innovations: Vector) -> tuple[int, int] | None:
    """(where it rings, where that sum began)."""
    sums, began = [0.0, 0.0], [0, 0]
    for at, value in enumerate(innovations.tolist()):
        for side, sign in enumerate((1, -1)):
            if sums[side] <= 0:
                sums[side], began[side] = 0.0, at
            sums[side] += sign * value - ALLOWANCE
            if sums[side] > ALARM:
                return at, began[side]
    return None


@dataclass(frozen=True, slots=True)
class Spread:
    """How widely marks are spread, as a ratio to the colleagues' on the same cases."""

    ratio: float
    low: float
    high: float
    cases: int

    @property
    def narrow(self) -> bool:
        """Narrower by much, and not by chance."""
        return self.ratio < NARROW_BELOW and self.high < 1


def central_tendency(scores: Matrix, expert: int) -> Spread | None:
    """Spread of an expert's points over the cases: narrow means all in the middle.

    `scores` is (cases, experts); None with fewer than `LEAST_CASES` common cases or
    where nobody's points differ.
    """
    own, others = _beside(scores, expert)
    if len(own) < LEAST_CASES:
        return None
    mine = (own - own.mean()) ** 2
    theirs = np.nanmean((others - np.nanmean(others)) ** 2, axis=1)
    return _spread(mine, theirs)


def halo(shares: Matrix, expert: int) -> Spread | None:
    """Spread of an expert's marks over the heads of a case: narrow means that one
    impression coloured all.

    `shares` is (cases, heads, experts), earned of possible, so that a head that is hard
    for everybody tells nothing; a case that an expert did not finish does not count.
    None as in `central_tendency`.
    """
    full: Mask = np.all(~np.isnan(shares), axis=1, keepdims=True)
    if not full.any():
        return None
    marks = np.where(full, shares, np.nan)
    profile = marks - np.nanmean(marks, axis=(0, 2), keepdims=True)
    uneven = np.var(np.where(full, profile, 0.0), axis=1)
    own, others = _beside(np.where(full[:, 0], uneven, np.nan), expert)
    if len(own) < LEAST_CASES:
        return None
    return _spread(own, np.nanmean(others, axis=1))


def _beside(values: Matrix, expert: int) -> tuple[Vector, Matrix]:
    """Values of an expert and of the colleagues, where there are both."""
    others = np.delete(values, expert, axis=1)
    both = ~np.isnan(values[:, expert]) & ~np.isnan(others).all(axis=1)
    return values[both, expert], others[both]


def _spread(mine: Vector, theirs: Vector) -> Spread | None:
    """Ratio of spreads from squares by case, with the jackknife on its logarithm."""
    n = len(mine)
    if (theirs.sum() - theirs).min() <= 0:
        return None
    if mine.sum() <= 0:
        return Spread(0.0, 0.0, 0.0, n)
    log_ratio = np.log(mine.sum() / theirs.sum()) / 2
    # Where one case holds all the spread the rest is next to none, not nothing.
    rest = np.maximum(mine.sum() - mine, 1e-9 * mine.sum())
    each = np.log(rest / (theirs.sum() - theirs)) / 2
    error = np.sqrt((n - 1) / n * ((each - each.mean()) ** 2).sum())
    margin = stdtrit(n - 1, (1 + CONFIDENCE) / 2) * error
    low, ratio, high = np.exp([log_ratio - margin, log_ratio, log_ratio + margin])
    return Spread(float(ratio), float(low), float(high), n)
