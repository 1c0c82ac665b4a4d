"""Random needs and candidates, every rule and every feature in play."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from matching.engine.types import CandidateView, ItemView, NeedView

TODAY = date(2026, 3, 16)
COMMUNITY = "440104019001"
PLACES = (COMMUNITY, COMMUNITY[:9], COMMUNITY[:6], "440105", "")
KINDS = ("social_organisation", "volunteer_team", "technical_agency", "public_unit")
TYPES = ("A1", "A2", "B1")
SOURCES = ("charity", "purchase", "lottery")
TEXTS = (
    *("独居长者探访\n每周探访八十岁以上的独居长者", "送餐上门，识讲粤语", "陪诊取药"),
    *("电梯加装议事\n十一次楼层议事，四栋旧楼加装电梯", "粤剧班", "暑假托管儿童"),
    *("Home visits to older people who live alone", "night lights installed"),
)
Generator = np.random.Generator


def recommendation_case(seed: int) -> tuple[NeedView, list[CandidateView]]:
    """A need of 1 to 4 items and 5 to 30 capabilities of up to 15 providers."""
    rng = np.random.default_rng(seed)
    items = tuple(_item(rng, id) for id in range(1, int(rng.integers(2, 6))))
    candidates = [_candidate(rng, id) for id in range(1, int(rng.integers(6, 32)))]
    need = NeedView(
        id=seed,
        community=COMMUNITY,
        items=items,
        text=str(rng.choice(TEXTS)),
        languages=_some(rng, ("yue", "en"), 0.5),
        own_agency=int(rng.integers(1, 15)),
        known=_some(rng, range(1, 15), 0.2),
        recused=_some(rng, range(1, 15), 0.1),
        budget=int(rng.integers(0, 200)) if rng.random() < 0.3 else None,
        at_most_one=(_some(rng, range(1, 32), 0.1),) if rng.random() < 0.3 else (),
    )
    return need, candidates


def _item(rng: Generator, id: int) -> ItemView:
    return ItemView(
        id=id,
        service_type=str(rng.choice(TYPES)),
        quantity=int(rng.integers(1, 6)),
        weekly=int(rng.integers(1, 4)),
        text=str(rng.choice(TEXTS)),
        windows=_windows(rng),
        gates=_some(rng, ("P2", "MIN"), 0.2),
        budget=int(rng.integers(1, 100)) if rng.random() < 0.3 else None,
        funding=_some(rng, SOURCES, 0.6),
    )


def _candidate(rng: Generator, id: int) -> CandidateView:
    weekly = int(rng.integers(1, 10))
    return CandidateView(
        id=id,
        provider=int(rng.integers(1, 15)),
        kind=str(rng.choice(KINDS)),
        service_type=str(rng.choice(TYPES)),
        coverage=_some(rng, PLACES[:4], 0.5),
        weekly=weekly,
        free=int(rng.integers(0, weekly + 1)),
        windows=_windows(rng),
        verified=bool(rng.random() < 0.9),
        expires=date(2026, int(rng.integers(1, 13)), 1) if rng.random() < 0.6 else None,
        gates=_some(rng, ("P2", "MIN"), 0.8),
        price=int(rng.integers(1, 40)) if rng.random() < 0.4 else 0,
        funding=_some(rng, SOURCES, 0.6),
        texts=tuple(str(text) for text in rng.choice(TEXTS, int(rng.integers(0, 4)))),
        home=str(rng.choice(PLACES)),
        grade=int(rng.integers(1, 6)) if rng.random() < 0.5 else None,
        delivered=int(rng.integers(0, 9)),
        delivered_near=int(rng.integers(0, 3)),
        success=float(rng.random()) if rng.random() < 0.5 else None,
        awards=int(rng.integers(0, 5)),
        languages=_some(rng, ("yue", "en"), 0.5),
    )


def _some(rng: Generator, values: Sequence[Any], share: float) -> frozenset[Any]:
    return frozenset(value for value in values if rng.random() < share)


def _windows(rng: Generator) -> tuple[tuple[int, int], ...]:
    """Minutes of the week."""
    if rng.random() < 0.4:
        return ()
    start = int(rng.integers(0, 7 * 24)) * 60
    return ((start, start + int(rng.integers(1, 72)) * 60),)
