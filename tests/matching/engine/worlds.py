"""Small random districts for the index, and what it should say of them, one by one."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from matching.engine import CandidateView, ItemView, NeedView, PairRanker
from matching.engine.features import Case, feature_matrix
from matching.engine.filters import blocking
from matching.engine.index import OPEN, CapabilityIndex
from matching.engine.types import Rule

from .builders import (
    COMMUNITY,
    DISTRICT,
    STREET,
    TODAY,
    WORDS,
    make_candidate,
    make_item,
    make_need,
    some,
    some_windows,
)

TYPES = ("A1", "A2", "B1")
PLACES = (DISTRICT, STREET, COMMUNITY, COMMUNITY + "003", "440105", "440104020", "")
GATES = ("P2", "MIN", "LIC")
SOURCES = ("charity", "purchase", "lottery")
LANGUAGES = ("yue", "en", "hak")


def capability(rng: np.random.Generator, id: int) -> CandidateView:
    """Any capability at all, every rule and feature in play."""
    return make_candidate(
        id,
        provider=int(rng.integers(1, 12)),
        service_type=str(rng.choice(TYPES)),
        coverage=some(rng, PLACES, 0.35),
        weekly=int(rng.integers(1, 12)),
        free=int(rng.integers(-1, 12)),
        windows=some_windows(rng),
        verified=bool(rng.random() < 0.9),
        expires=date(2026, int(rng.integers(1, 13)), 16)
        if rng.random() < 0.6
        else None,
        gates=some(rng, GATES, 0.8),
        price=int(rng.integers(0, 40)) if rng.random() < 0.4 else 0,
        funding=some(rng, SOURCES, 0.6),
        texts=tuple(str(word) for word in rng.choice(WORDS, int(rng.integers(0, 4)))),
        home=str(rng.choice(PLACES)),
        grade=int(rng.integers(1, 6)) if rng.random() < 0.5 else None,
        delivered=int(rng.integers(0, 9)),
        delivered_near=int(rng.integers(0, 3)),
        success=float(rng.random()) if rng.random() < 0.5 else None,
        awards=int(rng.integers(0, 5)),
        languages=some(rng, LANGUAGES, 0.5),
    )


def capabilities(rng: np.random.Generator, most: int = 40) -> list[CandidateView]:
    return [capability(rng, id) for id in range(1, int(rng.integers(1, most)) + 1)]


def item(rng: np.random.Generator, service_type: str) -> ItemView:
    return make_item(
        service_type=service_type,
        quantity=int(rng.integers(0, 6)),
        weekly=int(rng.integers(0, 6)),
        text=str(rng.choice(WORDS)),
        windows=some_windows(rng),
        gates=some(rng, GATES, 0.2),
        budget=int(rng.integers(-1, 60)) if rng.random() < 0.4 else None,
        funding=some(rng, SOURCES, 0.6),
        kept=some(rng, (1, 2, 3), 0.2),
    )


def need(rng: np.random.Generator, wanted: ItemView) -> NeedView:
    return make_need(
        wanted,
        community=str(rng.choice([COMMUNITY, COMMUNITY[:-1] + "2", COMMUNITY + "003"])),
        text="阿婆想有人探访",
        languages=some(rng, LANGUAGES, 0.5),
        known=some(rng, tuple(range(1, 12)), 0.2),
        recused=some(rng, tuple(range(1, 12)), 0.1),
    )


def one_by_one(
    index: CapabilityIndex,
    views: list[CandidateView],
    wanted: ItemView,
    asking: NeedView,
) -> tuple[list[tuple[int, float]], dict[int, int]]:
    """The ranking without texts by the scalar functions, and each one's first rule."""
    places = {rule: place for place, rule in enumerate(Rule)}
    open_, rules = [], {}
    for view in views:
        if wanted.service_type in ("", view.service_type):
            found = blocking(wanted, asking, view, TODAY)
            rules[view.id] = OPEN if found is None else places[found[0]]
            if found is None:
                open_.append(Case(asking, wanted, view, 0.0))
    scores = PairRanker().score_pairs(feature_matrix(open_)) if open_ else []
    pairs = [(c.candidate.id, float(s)) for c, s in zip(open_, scores, strict=True)]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0])), rules


def answer(
    index: CapabilityIndex, wanted: ItemView, k: int, **more: Any
) -> list[tuple[int, float]]:
    ids, scores = index.query(wanted, k, today=TODAY, **more)
    return list(zip(ids.tolist(), scores.tolist(), strict=True))
