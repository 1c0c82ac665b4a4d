"""Learning from outcomes in worlds whose truth is known, beside the published rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from statistics import mean

import numpy as np

from benchmarks import picture
from benchmarks.table import Row
from benchmarks.worlds import RIGHT, WORLDS, Matrix, Vector, World, lists, log_of
from matching.engine.learned import StepRanker, monotone
from matching.engine.learning import LEAST_OUTCOMES, Training, train
from matching.engine.metrics import calibration_error, ndcg
from matching.engine.ranker import PairRanker

TITLE = "Learning: what outcomes teach, in named worlds"
SEEDS = tuple(range(101, 109))
"""Tuned on seeds below 100."""
JUDGES = 202
OUTCOMES = 2_000
FIRST = 5
CURVE = (250, 500, 1_000, 2_000)


@dataclass(frozen=True, slots=True)
class Found:
    """One training and how near to the truth of its world it came."""

    training: Training
    ndcg: float
    first: float
    """Calibration error over the first five of each list: the promises people see."""
    every: float
    """Calibration error over all candidates."""


def quality(ranker: PairRanker, X: Matrix, chances: Vector) -> float:
    """Mean NDCG@5 against the true chances, (n, m, n_codes) and (n, m)."""
    pairs = zip(X, chances, strict=True)
    return mean(ndcg(true, ranker.score_pairs(rows), FIRST) for rows, true in pairs)


@lru_cache(maxsize=4)
def judges(world: World, quick: bool) -> tuple[Matrix, Vector]:
    return lists(world, 100 if quick else 400, JUDGES)


def found(world: World, seed: int, quick: bool, poison: float = 0.0) -> Found:
    X, chances = judges(world, quick)
    training = train(log_of(world, OUTCOMES, seed, poison=poison))
    ranker = training.ranker
    flat = X.reshape(-1, X.shape[-1])
    expected = ranker.expected(flat).reshape(chances.shape)
    scores = ranker.score_pairs(flat).reshape(chances.shape)
    best = np.argsort(-scores, axis=1, kind="stable")[:, :FIRST]
    seen = (np.take_along_axis(each, best, 1).ravel() for each in (expected, chances))
    return Found(
        training,
        quality(ranker, X, chances),
        calibration_error(*seen),
        calibration_error(expected.ravel(), chances.ravel()),
    )


def rows(quick: bool) -> Iterator[Row | str]:
    seeds = SEEDS[:1] if quick else SEEDS
    for world in WORLDS:
        rule = quality(PairRanker(), *judges(world, quick))
        clean = [found(world, seed, quick) for seed in seeds]
        yield from _ordered(world, rule, clean, "")
        yield from _promised(world, clean)
        if not quick:
            lied = [found(world, seed, quick, poison=0.05) for seed in seeds]
            yield from _ordered(world, rule, lied, ", 5 % of them told the wrong way")
        yield _told(world, rule, clean)
    if not quick:
        yield _curve()


def _ordered(
    world: World, rule: float, all_found: list[Found], how: str
) -> Iterator[Row]:
    """In place of the rule where it is wrong, and beside it where it is right."""
    ours = mean(each.ndcg for each in all_found)
    closed = (ours - rule) / (1 - rule)
    right = world is RIGHT
    reach = "loses <= 1 %" if right else "closes >= 40 % of the gap to 1"
    yield Row(
        f"NDCG@{FIRST} to the truth: {world.name}",
        f"{OUTCOMES:,} outcomes{how}",
        ours,
        peer="the published rule",
        theirs=rule,
        to_reach=reach if right else f"{reach} (closes {closed:.0%})",
        reached=ours >= 0.99 * rule if right else closed >= 0.4,
    )


def _promised(world: World, all_found: list[Found]) -> Iterator[Row]:
    size = f"{OUTCOMES:,} outcomes"
    first = mean(each.first for each in all_found)
    yield Row(
        f"calibration error, first {FIRST} of a list: {world.name}",
        size,
        first,
        to_reach="<= .05",
        reached=first <= 0.05,
    )
    yield Row(
        f"calibration error, all candidates: {world.name}",
        size,
        mean(each.every for each in all_found),
    )
    steady = sum(monotone(each.training.ranker) for each in all_found)
    yield Row(
        f"more of anything never hurts: {world.name}",
        f"{len(all_found)} seeds",
        steady,
        to_reach="all",
        reached=steady == len(all_found),
    )


def _told(world: World, rule: float, all_found: list[Found]) -> str:
    steps = sum(isinstance(each.training.ranker, StepRanker) for each in all_found)
    better = sum(each.training.better for each in all_found)
    worst = min(each.ndcg for each in all_found)
    return (
        f"{world.name}: of {len(all_found)} seeds the time split took boosted stairs "
        f"{steps} times and let the learned ranker take over {better} times; worst "
        f"NDCG@{FIRST} {worst:.3f} beside {rule:.3f} of the rule."
    )


def _curve() -> str:
    """NDCG as outcomes come in; one seed a point is enough for the shape."""
    series = {}
    for world in WORLDS:
        X, chances = judges(world, True)
        learned = [
            quality(train(log_of(world, n, SEEDS[0])).ranker, X, chances)
            for n in (LEAST_OUTCOMES, *CURVE)
        ]
        series[world.name] = [quality(PairRanker(), X, chances), *learned]
    return picture.lines(
        "learning",
        "NDCG@5 to the truth by number of outcomes",
        "outcomes",
        (0, LEAST_OUTCOMES, *CURVE),
        series,
    )
