"""Named worlds whose truth is known, because we made them: what really goes well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from matching.engine.features import HALF_AWARDS, HALF_DELIVERIES
from matching.engine.outcomes import PLACES, Outcomes
from matching.engine.ranker import DEFAULT_WEIGHTS, PairRanker
from matching.engine.types import ReasonCode

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]
Generator = np.random.Generator
C = ReasonCode
CODES = tuple(ReasonCode)
CANDIDATES = 20
"""Eligible candidates of an item."""
SEEN = np.array([0.70, 0.15, 0.08, 0.04, 0.03])
"""How likely a worker takes the line, each of its alternatives, or anybody at all."""


@dataclass(frozen=True, slots=True)
class World:
    """What really makes a choice go well: a worth in points, more is better."""

    name: str
    worth: Callable[[Matrix], Vector]
    slope: float = 8.0
    """Logits a point."""

    def chance(self, X: Matrix) -> Vector:
        """How likely each pair goes well, (n,); half of the pairs above one half."""
        points = self.worth(X)
        return np.asarray(expit(self.slope * (points - self.middle())))

    def middle(self) -> float:
        return float(np.median(self.worth(pairs(np.random.default_rng(0), 2_000))))


def _weighted(**weights: float) -> Callable[[Matrix], Vector]:
    row = np.array([weights.get(str(code), 0.0) for code in CODES])
    return lambda X: np.asarray(X @ row)


def _at_least(X: Matrix, code: ReasonCode, value: float) -> Vector:
    return (X[:, CODES.index(code)] >= value).astype(np.float64)


def _enough(X: Matrix) -> Vector:
    """Once something is there, more of it adds nothing."""
    return (
        0.20 * _at_least(X, C.DELIVERED, 0.25)
        + 0.20 * _at_least(X, C.NEAR, 0.7)
        + 0.15 * _at_least(X, C.RELIABLE, -0.1)
        + 0.15 * _at_least(X, C.TIME, 0.5)
        + 0.10 * _at_least(X, C.LOAD, 0.3)
        + 0.10 * _at_least(X, C.TEXT, 0.3)
    )


POLICY = (C.RECENT, C.NEWCOMER)
RULE = {str(c): w for c, w in DEFAULT_WEIGHTS.items() if c not in POLICY}
RIGHT = World("the rule is right", _weighted(**RULE))
HOURS = World(
    "hours and neighbours decide",
    _weighted(
        time=0.35, near=0.35, reliable=0.4, language=0.2, continuity=0.2, text=0.05
    ),
)
ENOUGH = World("enough is enough", _enough)
WORLDS = (HOURS, ENOUGH, RIGHT)


def pairs(rng: Generator, n: int) -> Matrix:
    """Features of n eligible pairs, (n, n_codes), in the ranges of the real ones."""
    delivered = np.where(rng.random(n) < 0.3, 0, rng.geometric(0.2, n))
    awards = rng.poisson(1 + 0.3 * delivered)
    known = rng.random(n) < 0.05
    columns = {
        C.TEXT: rng.beta(1.2, 1.8, n),
        C.DELIVERED: delivered / (delivered + HALF_DELIVERIES),
        C.RELIABLE: np.where(delivered > 0, rng.beta(6, 2, n) - 0.75, 0.0),
        C.NEAR: rng.choice([0.3, 0.7, 1.0], n, p=[0.5, 0.35, 0.15]),
        C.TIME: np.where(rng.random(n) < 0.3, 1.0, rng.random(n)),
        C.CONTINUITY: known,
        C.GRADE: np.where(rng.random(n) < 0.5, 0.0, rng.integers(-2, 3, n) / 2),
        C.LOAD: rng.random(n),
        C.RECENT: np.where(known, 0.0, -awards / (awards + HALF_AWARDS)),
        C.NEWCOMER: delivered == 0,
        C.LANGUAGE: rng.random(n) < 0.15,
    }
    return np.column_stack([columns[code].astype(np.float64) for code in CODES])


def log_of(
    world: World, n: int, seed: int, ranker: PairRanker | None = None, poison: float = 0
) -> Outcomes:
    """What n choices under a ranker (the rule) taught: place, outcome, where, who.

    A worker mostly takes what stands first, sometimes an alternative, seldom anybody
    else. An outcome goes well or not, by the world's chance; a share is `poison`ed:
    told the other way round.
    """
    rng = np.random.default_rng(seed)
    ranker = ranker or PairRanker()
    features, places = [], rng.choice(PLACES, n, p=SEEN)
    for place in places:
        X = pairs(rng, CANDIDATES)
        order = np.argsort(-ranker.score_pairs(X), kind="stable")
        at = place if place < PLACES - 1 else rng.integers(PLACES - 1, CANDIDATES)
        features.append(X[order[at]])
    X = np.array(features)
    well = rng.random(n) < world.chance(X)
    return Outcomes(
        features=X,
        gains=(well ^ (rng.random(n) < poison)).astype(np.float64),
        places=places,
        streets=rng.choice([f"street {i}" for i in range(6)], n),
        kinds=rng.choice(["organisation", "volunteers", "agency", "unit"], n),
        shown=np.full(PLACES, n),
    )


def lists(world: World, n: int, seed: int) -> tuple[Matrix, Vector]:
    """n fresh lists of candidates and their true chances, (n, m, n_codes), (n, m)."""
    rng = np.random.default_rng(seed)
    X = pairs(rng, n * CANDIDATES)
    return X.reshape(n, CANDIDATES, -1), world.chance(X).reshape(n, CANDIDATES)
