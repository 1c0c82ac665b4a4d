"""From outcomes to a ranker that may take over: chosen, calibrated and judged on
outcomes that came later than those it learned from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.special import expit

from matching.engine.learned import (
    Learned,
    LogisticRanker,
    StepRanker,
    monotone,
    platt,
)
from matching.engine.metrics import Vector, calibration_error, chance_error, ndcg
from matching.engine.outcomes import Names, Outcomes
from matching.engine.ranker import PairRanker

LEAST_OUTCOMES = 200
"""With fewer, the rule stays: too little to learn from and to judge by."""
JUDGED = 0.2
"""Share of the outcomes, the latest, that only judge."""
FOLDS = (0.4, 0.6, 0.8, 1.0)
"""Learn from the first 40 % and promise the next 20, then from the first 60 %, ..."""
TRUST = 500.0
"""How many outcomes it is worth that a ranker's own promises were right."""
SURE = 0.5
"""Standard errors by which boosted stairs have to foretell better to be taken."""
FAIR_CALIBRATION = 0.05
"""Error that a promise may have, unless that of the active ranker is greater."""
LIST, LISTS = 20, 500
"""Outcomes that are ranked against each other as if they had been one list."""
BINS = 5


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a ranker does on outcomes that it never saw."""

    ndcg: float
    """Mean NDCG@5 over random lists of outcomes: would those that went well stand
    first?"""
    calibration: float
    """Mean distance of the expected to the real gain."""
    chance: float
    """What chance alone makes of it with so few outcomes."""

    @property
    def beyond_chance(self) -> float:
        return float(np.sqrt(max(self.calibration**2 - self.chance**2, 0.0)))


@dataclass(frozen=True, slots=True)
class Difference:
    """What a group of outcomes was expected to gain on average, and what it gained."""

    outcomes: int
    expected: float
    observed: float


@dataclass(frozen=True, slots=True)
class Training:
    """A ranker that could take over, beside the one that is active."""

    ranker: Learned
    judged: Judgement
    active: Judgement
    streets: dict[str, Difference]
    kinds: dict[str, Difference]

    @property
    def better(self) -> bool:
        """It orders better, promises no worse than is fair, and is monotone."""
        fair = max(FAIR_CALIBRATION, self.active.beyond_chance)
        return (
            self.judged.ndcg > self.active.ndcg
            and self.judged.beyond_chance <= fair
            and monotone(self.ranker)
        )


def train(outcomes: Outcomes, active: PairRanker | None = None) -> Training:
    """Learn from the earlier outcomes, judge on the latest beside the active ranker.

    `active` is the published rule if None. Raises ValueError with fewer than
    `LEAST_OUTCOMES`.
    """
    if len(outcomes) < LEAST_OUTCOMES:
        raise ValueError(f"{len(outcomes)} outcomes; it takes {LEAST_OUTCOMES}")
    past, latest = outcomes.parts(1 - JUDGED, JUDGED)
    ranker = learn(past)
    active = PairRanker() if active is None else active
    expected = ranker.expected(latest.features)
    return Training(
        ranker=ranker,
        judged=_judged(ranker, expected, latest),
        active=_judged(active, _promised(active, past, latest), latest),
        streets=_differences(latest.streets, expected, latest.gains),
        kinds=_differences(latest.kinds, expected, latest.gains),
    )


def learn(outcomes: Outcomes) -> Learned:
    """Logistic regression pulled towards the rule; boosted stairs only where they
    foretold the later outcomes better. What it promises is corrected by how such promises
    turned out later."""
    logistic, stairs = rolled(LogisticRanker, outcomes), rolled(StepRanker, outcomes)
    later = outcomes.of(slice(len(outcomes) - len(logistic), None))
    gained = _loss(logistic, later) - _loss(stairs, later)
    steps = bool(gained.mean() > SURE * gained.std() / np.sqrt(len(gained)))
    made: Learned = StepRanker() if steps else LogisticRanker()
    made.fit(outcomes.features, outcomes.gains, outcomes.weights())
    told = stairs if steps else logistic
    return made.corrected(*platt(told, later.gains, later.weights(), TRUST))


def rolled(make: Callable[[], Learned], outcomes: Outcomes) -> Vector:
    """Log odds of all but the first outcomes, each told by a ranker that learned only
    from what came before it."""
    edges = np.rint(np.array(FOLDS) * len(outcomes)).astype(int).tolist()
    told = []
    for now, then in pairwise(edges):
        past = outcomes.of(slice(now))
        ranker = make().fit(past.features, past.gains, past.weights())
        told.append(ranker.logits(outcomes.features[now:then]))
    return np.concatenate(told)


def _loss(logits: Vector, outcomes: Outcomes) -> Vector:
    """Weighted logistic loss of each outcome."""
    loss = np.logaddexp(0, logits) - outcomes.gains * logits
    return np.asarray(outcomes.weights() * loss)


def _promised(active: PairRanker, past: Outcomes, latest: Outcomes) -> Vector:
    """What the active ranker promises; for the rule, which promises nothing, what its
    scores came to before."""
    if isinstance(active, Learned):
        return active.expected(latest.features)
    scores = active.score_pairs(past.features)
    slope, offset = platt(scores, past.gains, past.weights())
    told = expit(slope * active.score_pairs(latest.features) + offset)
    return np.asarray(told, dtype=np.float64)


def _judged(ranker: PairRanker, expected: Vector, latest: Outcomes) -> Judgement:
    rng = np.random.default_rng(0)
    scores, size = ranker.score_pairs(latest.features), len(latest)
    drawn = (rng.choice(size, min(LIST, size), replace=False) for _ in range(LISTS))
    found = [ndcg(latest.gains[rows], scores[rows]) for rows in drawn]
    weights = latest.weights()
    return Judgement(
        ndcg=float(np.mean(found)),
        calibration=calibration_error(expected, latest.gains, weights, BINS),
        chance=chance_error(expected, weights, BINS),
    )


def _differences(
    names: Names, expected: Vector, observed: Vector
) -> dict[str, Difference]:
    return {
        str(name): Difference(
            int(rows.sum()), float(expected[rows].mean()), float(observed[rows].mean())
        )
        for name in np.unique(names)
        for rows in [names == name]
    }
