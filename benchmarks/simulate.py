"""Worlds with a hidden truth: turns among providers, stuffed profiles, tired readers."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import mean

import numpy as np

from benchmarks import picture
from benchmarks.table import Row
from benchmarks.turns import WEEKS, HalfYear, half_year, notified, rule
from benchmarks.worlds import CODES, C, pairs
from matching.engine.features import HALF_AFFINITY
from matching.engine.metrics import coverage, gini
from matching.engine.ranker import PairRanker
from matching.engine.text import TextAffinity

TITLE = "Simulated worlds: turns, stuffed profiles, notifications"
ROOT = Path(__file__).resolve().parent.parent
SEEDS = tuple(range(101, 109))
"""Tuned on seeds below 100."""
Texts = list[list[str]]


def rows(quick: bool) -> Iterator[Row | str]:
    seeds = SEEDS[:1] if quick else SEEDS
    yield from turns(seeds, quick)
    yield from stuffed(seeds)
    yield from fatigue(seeds, quick)


# --- who just won steps back -----------------------------------------------------------


def turns(seeds: Sequence[int], quick: bool) -> Iterator[Row | str]:
    ours = [half_year(rule(turns=True), seed) for seed in seeds]
    plain = [half_year(rule(turns=False), seed) for seed in seeds]
    size = f"{WEEKS} weeks, {len(seeds)} seeds"
    peer = "the rule without turns"
    more, less = _served(ours), _served(plain)
    yield Row(
        "providers served in a week",
        size,
        more,
        peer=peer,
        theirs=less,
        to_reach=">= +8 %",
        reached=more >= 1.08 * less,
    )
    kept, best = (mean(each.total for each in found) for found in (ours, plain))
    yield Row(
        "total score of those chosen, by merit",
        size,
        kept,
        peer=peer,
        theirs=best,
        to_reach="loses <= 1 %",
        reached=kept >= 0.99 * best,
    )
    faces = [mean(each.kept for each in found) for found in (ours, plain)]
    yield Row(
        "known faces chosen again",
        size,
        faces[0],
        peer=peer,
        theirs=faces[1],
        to_reach="no fewer",
        reached=faces[0] >= faces[1],
    )
    yield _spread(ours, plain)
    if not quick:
        yield picture.lines(
            "turns",
            "Providers served in a week",
            "week",
            range(1, WEEKS + 1),
            {
                "with turns": np.mean([each.served for each in ours], axis=0),
                "without": np.mean([each.served for each in plain], axis=0),
            },
        )


def _served(found: Sequence[HalfYear]) -> float:
    return mean(float(each.served.mean()) for each in found)


def _spread(ours: Sequence[HalfYear], plain: Sequence[HalfYear]) -> str:
    told = []
    for found in (ours, plain):
        even = mean(gini(each.wins) for each in found)
        share = mean(coverage(np.flatnonzero(e.wins), len(e.wins)) for e in found)
        told.append(f"{share:.0%} of the providers were chosen at all, Gini {even:.2f}")
    return f"With turns {told[0]}; without, {told[1]}."


# --- a profile full of keywords --------------------------------------------------------


def _catalogue() -> dict[str, str]:
    data = json.loads(
        (ROOT / "organisations/data/service_types.json").read_text("utf8")
    )
    return {
        kind[
            "code"
        ]: f"{kind['name']} {kind['description']} {' '.join(kind['synonyms'])}"
        for kind in data["types"]
    }


def _asked() -> dict[str, list[str]]:
    """By service type, what people wrote who need it."""
    found: dict[str, list[str]] = {}
    path = ROOT / "matching/data/intake_texts.csv"
    with path.open(encoding="utf8", newline="") as file:
        for row in csv.DictReader(file):
            for code in row["service_types"].split()[:1]:
                found.setdefault(code, []).append(row["text"])
    return {code: texts for code, texts in found.items() if len(texts) >= 6}


STUFFINGS = {
    "its own words 30 times": lambda own, code, words: [*own, " ".join(own) * 30],
    "the words of this service 10 times": lambda own, code, words: [
        *own,
        words[code] * 10,
    ],
    "the words of every service": lambda own, code, words: [
        *own,
        " ".join(words.values()),
    ],
}


def stuffed(seeds: Sequence[int]) -> Iterator[Row | str]:
    """How many ranks a provider gains by stuffing its profile, all else the same."""
    words, asked = _catalogue(), _asked()
    for name, stuff in STUFFINGS.items():
        gains: list[int] = []
        for seed in seeds:
            rng = np.random.default_rng(seed)
            for code in sorted(asked)[:8]:
                gains += _gains(rng, code, words, asked, stuff)
        most, usual = max(gains), float(np.mean(gains))
        yield Row(
            f"ranks gained at most by {name}",
            f"{len(gains)} queries",
            most,
            to_reach="<= 1",
            reached=most <= 1,
        )
        yield f"By {name}: {usual:+.2f} ranks on average."


def _gains(
    rng: np.random.Generator,
    code: str,
    words: Mapping[str, str],
    asked: Mapping[str, list[str]],
    stuff: object,
) -> list[int]:
    """Ranks that one of a dozen honest providers of a service gains, query by query."""
    texts = list(rng.permutation(asked[code]))
    queries, work = texts[:2], texts[2:]
    others = [t for other in sorted(asked) if other != code for t in asked[other]]
    profiles: Texts = [
        [str(rng.choice(work)), words[code], *map(str, rng.choice(others, 1))]
        for _ in range(12)
    ]
    who = int(rng.integers(len(profiles)))
    filled = [*profiles]
    filled[who] = stuff(profiles[who], code, words)  # type: ignore[operator]
    X = pairs(rng, len(profiles))
    before, after = (_ranks(each, queries, X, who) for each in (profiles, filled))
    return [b - a for b, a in zip(before, after, strict=True)]


def _ranks(
    profiles: Texts, queries: Sequence[str], X: np.ndarray, who: int
) -> list[int]:
    near = TextAffinity().fit(profiles).score_matrix([str(q) for q in queries])
    ranks = []
    for row in np.maximum(near, 0):
        features = X.copy()
        features[:, CODES.index(C.TEXT)] = row / (row + HALF_AFFINITY)
        scores = PairRanker().score_pairs(features)
        ranks.append(int((scores > scores[who]).sum()))
    return ranks


# --- notifications ---------------------------------------------------------------------


def fatigue(seeds: Sequence[int], quick: bool) -> Iterator[Row | str]:
    waves = [notified(np.random.default_rng(seed), True) for seed in seeds]
    crowd = [notified(np.random.default_rng(seed), False) for seed in seeds]
    size, peer = f"{WEEKS} weeks, {len(seeds)} seeds", "everybody at once"
    for what, of in (
        ("volunteers who still read at the end", lambda e: float(e.reading[-1])),
        ("calls that somebody took", lambda e: e.filled),
        ("notifications a call", lambda e: e.asked),
    ):
        ours, theirs = mean(map(of, waves)), mean(map(of, crowd))
        yield Row(f"{what}, in waves", size, ours, peer=peer, theirs=theirs)
    if not quick:
        yield picture.lines(
            "notifications",
            "Share of volunteers who read their notifications",
            "week",
            range(1, WEEKS + 1),
            {
                "in waves of four, two a month at most": np.mean(
                    [each.reading for each in waves], axis=0
                ),
                "everybody at once": np.mean([each.reading for each in crowd], axis=0),
            },
        )
