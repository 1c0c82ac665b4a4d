"""All needs at once: beside HiGHS and CP-SAT on the published shape, beside scipy's
matching at scale."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from benchmarks.dispatch_cases import dense_case, sparse_case
from benchmarks.dispatch_peers import (
    Case,
    Found,
    by_cp_sat,
    by_highs,
    relaxed_floor,
)
from benchmarks.table import Row
from matching.engine import Assignment, assign

TITLE = "Dispatch: all needs at once, the worst-served first"
PEERS: tuple[tuple[str, Callable[[Case, float], Found | None]], ...] = (
    ("HiGHS alone", by_highs),
    ("CP-SAT", by_cp_sat),
)
SKEWED = (
    ((118, 177), 3, 4, 0),
    ((118, 177), 3, 4, 2),
    ((177, 118), 2, 4, 0),
    ((177, 118), 3, 5, 0),
)
"""Needs and providers, how many each need asks for, greatest and least load."""
IN_TIME = 4.8
"""Seconds asked for where the bar is 5; 9 where it is 10 and the tables are large."""
MEDIUM = ((300, 210), (600, 400))


def rows(quick: bool) -> Iterator[Row | str]:
    yield from _published(0.7 if quick else 30.0)
    yield (
        "MIDL reviewer data (owner), published: TPMS total 201.88 / floor .90; FairIR "
        "201.83 / .93; FairFlow 197.67 / .94; PR4A 197.32 / .92 in 294 s. To reach: "
        "floor >= .9448 and total >= 201.76, both proven, <= 1 s. The rows above are "
        "of a set of that shape, made from a seed. A peer is given "
        "the floor first, then the total, each with its own limit of time."
    )
    yield from _skewed(1 if quick else 5, 2 if quick else 1)
    for shape in MEDIUM[: 0 if quick else 2]:
        yield from _medium(shape)
    size = (2_000, 10_000, 50) if quick else (20_000, 100_000, 50)
    for skew in (0.0, 0.5):
        yield from _at_scale(size, skew, 2.0 if quick else 9.0)


def _timed(
    scores: np.ndarray | csr_array, demand: int, capacity: int, **more: object
) -> tuple[float, Assignment]:
    needs, providers = scores.shape
    start = time.perf_counter()
    answer = assign(
        scores, np.full(needs, demand), np.full(providers, capacity), **more
    )
    return time.perf_counter() - start, answer


def _published(limit: float) -> Iterator[Row]:
    """118 papers for 177 reviewers, the shape of MIDL."""
    case = Case(dense_case(118, 177, seed=0), 3, 4)
    seconds, ours = _timed(case.scores, 3, 4)
    size = "118 x 177, 3 each, at most 4"
    proven = "both proven" if ours.optimal else f"bounds {ours.bound:.4f}"
    for name, peer in PEERS:
        found = peer(case, limit)
        told = (found.floor, found.total, found.seconds) if found else (None,) * 3
        floor, total, their_time = told
        yield Row("floor", f"{size}, {proven}", ours.floor, "", name, floor)
        yield Row("total", size, ours.total, "", name, total)
        yield Row(
            "time",
            size,
            seconds,
            "s",
            name,
            their_time,
            "both proven, <= 1 s",
            ours.optimal and seconds <= 1.0,
        )


def _skewed(cases: int, part: int) -> Iterator[Row]:
    """Random cases with good and poor providers: the worst of some seeds; each side of
    a case the given part of its full size."""
    for full, demand, capacity, least in SKEWED:
        shape = full[0] // part, full[1] // part
        loads = f"{least} to {capacity}" if least else f"at most {capacity}"
        size = f"{shape[0]} x {shape[1]}, {demand} each, {loads}"
        shares, times, proven = [], [], 0
        for seed in range(1, cases + 1):
            scores = dense_case(*shape, seed)
            seconds, answer = _timed(
                scores, demand, capacity, min_load=least or None, time_limit=IN_TIME
            )
            bound = relaxed_floor(Case(scores, demand, capacity, least))
            shares.append(answer.floor / bound)
            times.append(seconds)
            proven += answer.optimal
        what = f"{size}, {cases} cases"
        yield Row(
            "floor / its LP bound, worst",
            what,
            min(shares),
            to_reach=">= .98",
            reached=min(shares) >= 0.98,
        )
        yield Row(
            "time, longest",
            what,
            max(times),
            "s",
            to_reach="<= 5 s",
            reached=max(times) <= 5.0,
        )
        yield Row("floor and total both proven", what, proven)


def _medium(shape: tuple[int, int]) -> Iterator[Row]:
    """A dense market in which all want the same few providers."""
    chance = np.random.default_rng(7)
    scores = chance.beta(1.5, 4.0, shape[1]) * chance.beta(5.0, 2.0, shape)
    bound = relaxed_floor(Case(scores, 3, 6))
    _seconds, best = _timed(scores, 3, 6, objective="total", time_limit=60.0)
    for limit in (0.5, 5.0, 10.0):
        seconds, fair = _timed(scores, 3, 6, time_limit=limit)
        what = f"{shape[0]} x {shape[1]}, 3 each, at most 6, {seconds:.1f} s"
        share, kept = fair.floor / bound, fair.total / best.total
        least, most = (0.0, 0.95) if limit < 1.0 else (0.90, 0.998)
        yield Row(
            "floor / its LP bound",
            what,
            share,
            to_reach=f">= {least:g}",
            reached=share >= least,
        )
        yield Row(
            "total / the greatest",
            what,
            kept,
            to_reach=f">= {most:g}",
            reached=kept >= most,
        )


def _at_scale(size: tuple[int, int, int], skew: float, limit: float) -> Iterator[Row]:
    scores = sparse_case(*size, seed=0, skew=skew)
    names = f"{size[0]:,} x {size[1]:,} x {size[2]}, skew {skew:g}"
    start = time.perf_counter()
    matched = min_weight_full_bipartite_matching(scores, maximize=True)
    theirs = time.perf_counter() - start
    seconds, one = _timed(scores, 1, 1)
    yield Row(
        "one each: floor, then total, exact",
        names,
        seconds,
        "s",
        "scipy's matching, total only",
        theirs,
        "both proven, <= 5 s",
        one.optimal and seconds <= 5.0,
    )
    yield Row("one each: floor", names, one.floor, "", "same", scores[matched].min())
    seconds, best = _timed(scores, 3, 1, objective="total")
    yield Row(
        "three each: total, exact",
        names,
        seconds,
        "s",
        to_reach="proven, <= 5 s",
        reached=best.optimal and seconds <= 5.0,
    )
    seconds, fair = _timed(scores, 3, 1, time_limit=limit)
    share, kept = fair.floor / fair.bound, fair.total / best.total
    yield Row(
        "three each: floor / its bound",
        f"{names}, {seconds:.1f} s",
        share,
        to_reach=">= .90, <= 10 s",
        reached=share >= 0.90 and seconds <= 10.0,
    )
    yield Row(
        "three each: total / the greatest",
        names,
        kept,
        to_reach=">= .998",
        reached=kept >= 0.998,
    )
