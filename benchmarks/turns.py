"""Half a year of one service in a district: who is chosen, with and without turns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.worlds import CODES, C, Generator, Matrix, Vector
from matching.engine.features import HALF_AWARDS
from matching.engine.ranker import DEFAULT_WEIGHTS, PairRanker

TURNS = (C.RECENT, C.NEWCOMER)
WEEKS, WARM_UP = 26, 4
PROVIDERS, NEEDS_A_WEEK, ELIGIBLE = 150, 60, 20
WINDOW = 4
"""Weeks in which an engagement counts as recent: 28 days."""
KNOWN = 0.1
"""Share of needs whose person was served before."""


def rule(turns: bool) -> PairRanker:
    """The published rule, or the same without step back and newcomers' share."""
    weights = [
        0.0 if code in TURNS and not turns else DEFAULT_WEIGHTS[code] for code in CODES
    ]
    return PairRanker(weights=weights)


@dataclass(frozen=True, slots=True)
class HalfYear:
    served: Vector
    """(WEEKS,) providers that had an engagement in the week."""
    total: float
    """Sum of the scores of all choices, by merit: without the two columns."""
    wins: Vector
    """(PROVIDERS,)"""
    kept: float
    """Share of the known faces that were chosen again."""


@dataclass(slots=True)
class _State:
    base: Matrix
    """(PROVIDERS, n_codes): what does not change from need to need."""
    recent: Matrix
    """(WINDOW, PROVIDERS) engagements by week."""
    ever: Vector


def _columns(rng: Generator) -> Matrix:
    """Text, record, success and grade of each provider; the rest comes with a need."""
    base = np.zeros((PROVIDERS, len(CODES)))
    delivered = np.where(
        rng.random(PROVIDERS) < 0.25, 0, rng.geometric(0.15, PROVIDERS)
    )
    base[:, CODES.index(C.DELIVERED)] = delivered / (delivered + 3)
    success = rng.beta(6, 2, PROVIDERS) - 0.75
    base[:, CODES.index(C.RELIABLE)] = np.where(delivered > 0, success, 0.0)
    graded = rng.random(PROVIDERS) < 0.5
    base[:, CODES.index(C.GRADE)] = graded * rng.integers(-2, 3, PROVIDERS) / 2
    return base


def _asked(rng: Generator, state: _State, who: Vector, known: bool) -> Matrix:
    """Features of the eligible for one need; the first of them is the known face."""
    X = state.base[who].copy()
    n = len(who)
    X[:, CODES.index(C.TEXT)] = rng.beta(1.2, 1.8, n)
    X[:, CODES.index(C.NEAR)] = rng.choice([0.3, 0.7, 1.0], n, p=[0.5, 0.35, 0.15])
    X[:, CODES.index(C.TIME)] = rng.random(n)
    X[:, CODES.index(C.LOAD)] = rng.random(n)
    awards = state.recent[:, who].sum(axis=0)
    X[:, CODES.index(C.RECENT)] = -awards / (awards + HALF_AWARDS)
    unproven = (X[:, CODES.index(C.DELIVERED)] == 0) & (state.ever[who] == 0)
    X[:, CODES.index(C.NEWCOMER)] = unproven
    if known:
        X[0, CODES.index(C.CONTINUITY)] = 1.0
        X[0, CODES.index(C.RECENT)] = 0.0
    return X


def half_year(ranker: PairRanker, seed: int) -> HalfYear:
    """The same needs in the same order, whichever ranker chooses."""
    rng = np.random.default_rng(seed)
    merit = rule(turns=False)
    state = _State(_columns(rng), np.zeros((WINDOW, PROVIDERS)), np.zeros(PROVIDERS))
    served, total, again, faces = [], 0.0, 0, 0
    for week in range(-WARM_UP, WEEKS):
        this_week = np.zeros(PROVIDERS)
        for _ in range(NEEDS_A_WEEK):
            who = rng.choice(PROVIDERS, ELIGIBLE, replace=False)
            known = bool(rng.random() < KNOWN)
            X = _asked(rng, state, who, known)
            chosen = int(np.argmax(ranker.score_pairs(X)))
            this_week[who[chosen]] += 1
            state.recent[-1, who[chosen]] += 1
            state.ever[who[chosen]] += 1
            if week >= 0:
                total += float(merit.score_pairs(X)[chosen])
                faces, again = faces + known, again + (known and chosen == 0)
        state.recent = np.vstack([state.recent[1:], np.zeros(PROVIDERS)])
        if week >= 0:
            served.append(float((this_week > 0).sum()))
    return HalfYear(np.array(served), total, state.ever, again / max(faces, 1))


# --- notifications ---------------------------------------------------------------------

VOLUNTEERS, CALLS_A_WEEK, DAYS = 300, 25, 7
TIRED = 0.15
"""How likely a notification that led to nothing makes a volunteer stop reading."""
REST = 8
"""Weeks until such a volunteer reads again."""
MOST_A_MONTH = 2
WAVE = 4


@dataclass(frozen=True, slots=True)
class Fatigue:
    reading: Vector
    """(WEEKS,) share of the volunteers that still read."""
    filled: float
    """Share of the calls that somebody took."""
    asked: float
    """Notifications a call."""


def notified(rng: Generator, waves: bool) -> Fatigue:
    """Everybody at once, or the best few at a time and nobody more than twice a month.

    A volunteer who reads takes a call with a likelihood of its own; who was told in
    vain may stop reading for some weeks.
    """
    takes = rng.beta(2, 8, VOLUNTEERS)
    rests = np.zeros(VOLUNTEERS)
    told = np.zeros((WINDOW, VOLUNTEERS))
    reading, filled, asked = [], 0, 0
    for _ in range(WEEKS):
        for _ in range(CALLS_A_WEEK):
            fit = rng.permutation(VOLUNTEERS)
            found, count = _called(rng, fit, waves, takes, rests, told)
            filled, asked = filled + found, asked + count
        reading.append(float((rests <= 0).mean()))
        rests -= 1
        told = np.vstack([told[1:], np.zeros(VOLUNTEERS)])
    calls = WEEKS * CALLS_A_WEEK
    return Fatigue(np.array(reading), filled / calls, asked / calls)


def _called(
    rng: Generator, fit: Vector, waves: bool, takes: Vector, rests: Vector, told: Matrix
) -> tuple[bool, int]:
    """One call: whether it was taken, and how many were told."""
    if waves:
        fit = fit[told[:, fit].sum(axis=0) < MOST_A_MONTH]
    step, count = WAVE if waves else VOLUNTEERS, 0
    for start in range(0, min(len(fit), DAYS * step), step):
        group = fit[start : start + step]
        told[-1, group] += 1
        count += len(group)
        takers = group[(rests[group] <= 0) & (rng.random(len(group)) < takes[group])]
        vain = np.setdiff1d(group, takers[:1])
        tired = vain[(rests[vain] <= 0) & (rng.random(len(vain)) < TIRED)]
        rests[tired] = REST
        if len(takers):
            return True, count
    return False, count
