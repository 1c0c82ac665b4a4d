"""Worlds with a hidden truth: turns among providers, stuffed profiles, tired readers."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from itertools import product
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np

from benchmarks import picture
from benchmarks.table import Row
from benchmarks.turns import WEEKS, HalfYear, half_year, notified, rule
from benchmarks.worlds import CODES, C, Matrix, pairs
from matching.engine import Backdrop
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
    yield from stuffed(seeds, quick)
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


def _read(path: str) -> Any:
    return json.loads((ROOT / path).read_text(encoding="utf8"))


def _catalogue() -> dict[str, dict[str, Any]]:
    types = _read("organisations/data/service_types.json")["types"]
    return {each["code"]: each for each in types}


def _words(kind: dict[str, Any]) -> str:
    """All that the catalogue says of a service in Chinese."""
    return f"{kind['name']} {kind['description']} {' '.join(kind['synonyms'])}"


def _backdrop(types: dict[str, dict[str, Any]]) -> Backdrop:
    """As `snapshot.backdrop` makes it, of the messages that are not asked here."""
    said: list[str] = []
    for kind in types.values():
        said += [f"{kind['name']} {kind['description']}", " ".join(kind["synonyms"])]
        said.append(f"{kind['name_en']} {kind['description_en']}")
    rest = (row["text"] for row in _messages() if not held_back(row["text"]))
    return Backdrop(tuple(rest), tuple(said))


def _providers() -> tuple[Texts, list[set[str]]]:
    """Past work and summary of the demo's providers, and what each offers."""
    rows = _read("config/demo/data/providers.json")["providers"]
    texts = [
        [*(f"{e['title']}\n{e['text']}" for e in row["past_projects"]), row["summary"]]
        for row in rows
    ]
    return texts, [{each["service"] for each in row["capabilities"]} for row in rows]


def _messages() -> list[dict[str, str]]:
    path = ROOT / "matching/data/intake_texts.csv"
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def held_back(text: str) -> bool:
    """Half of the messages; the other half are past ones, and tuned on."""
    return sha256(text.encode()).digest()[0] % 2 == 1


def _asked(types: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """By service, what people wrote who need it, behind the words of the item: as the
    engine asks."""
    found: dict[str, list[str]] = {}
    for row in _messages():
        for code in row["service_types"].split() if held_back(row["text"]) else ():
            item = f"{types[code]['name']} {types[code]['description']}"
            found.setdefault(code, []).append(f"{item}\n{row['text']}")
    return found


LONGEST = 1_000
"""Characters that the form takes for one project."""
STUFFINGS: dict[str, Callable[[list[str], str, dict[str, str]], str]] = {
    "its own words again and again": lambda own, code, words: " ".join(own) * 30,
    "the words of every service": lambda own, code, words: " ".join(words.values()),
    "the catalogue's words of the service": lambda own, code, words: words[code] * 10,
    "every other of these words": lambda own, code, words: (
        " ".join(words[code].split()[::2]) * 10
    ),
}
CANDIDATES = 5
"""Of the same service at least, for a query to count."""


def stuffed(seeds: Sequence[int], quick: bool) -> Iterator[Row | str]:
    """How many ranks a provider gains by one more text, full of keywords."""
    types, (texts, offers) = _catalogue(), _providers()
    asked, fit = _asked(types), partial(_scores, _backdrop(types))
    able = {code: [i for i, e in enumerate(offers) if code in e] for code in asked}
    codes = sorted(code for code in asked if len(able[code]) >= CANDIDATES)
    words, honest = {code: _words(kind) for code, kind in types.items()}, fit(texts)
    for name, stuff in STUFFINGS.items():
        gains: list[int] = []
        for code, seed in product(codes[:3] if quick else codes, seeds):
            rng = np.random.default_rng(seed)
            place = int(rng.integers(len(able[code])))
            who, X = able[code][place], pairs(rng, len(able[code]))
            more = stuff(texts[who], code, words)[:LONGEST]
            filled = [*texts[:who], [*texts[who], more], *texts[who + 1 :]]
            before, after = (
                _ranks(scores(asked[code])[:, able[code]], X, place)
                for scores in (honest, fit(filled))
            )
            gains += [b - a for b, a in zip(before, after, strict=True)]
        over = sum(gain > 1 for gain in gains)
        yield Row(
            f"ranks gained at most by {name}",
            f"{len(gains)} queries, {np.mean(gains):+.2f} on average, {over} above 1",
            max(gains),
            to_reach="<= 1",
            reached=over == 0,
        )
    yield (
        "Messages that nothing was tuned on; the others are the past ones that a provider "
        "is seen against, beside the catalogue's words (docs/decisions/0009-learning.md)."
    )


def _scores(backdrop: Backdrop, texts: Texts) -> Callable[[list[str]], Matrix]:
    fitted = TextAffinity().fit(texts, backdrop.messages, backdrop.catalogue)
    return fitted.score_matrix


def _ranks(near: Matrix, X: Matrix, who: int) -> list[int]:
    """How many stand before one of the candidates, query by query."""
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
