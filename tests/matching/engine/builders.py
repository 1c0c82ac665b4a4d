"""Views with sensible defaults, and small random cases from a seed."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from matching.engine import CandidateView, ItemView, NeedView
from matching.engine.assemble import Option

TODAY = date(2026, 3, 16)
COMMUNITY = "440104019001"
STREET = COMMUNITY[:9]
DISTRICT = COMMUNITY[:6]
HOUR = 60
MONDAY_MORNING = ((9 * HOUR, 12 * HOUR),)
MONDAY_EVENING = ((18 * HOUR, 21 * HOUR),)
KINDS = ("social_organisation", "volunteer_team", "technical_agency", "public_unit")


def make_item(id: int = 1, **fields: Any) -> ItemView:
    return ItemView(
        **{"id": id, "service_type": "A1", "quantity": 4, "weekly": 2} | fields
    )


def make_need(*items: ItemView, **fields: Any) -> NeedView:
    return NeedView(
        **{"id": 7, "community": COMMUNITY, "items": items or (make_item(),)} | fields
    )


def make_candidate(id: int = 1, **fields: Any) -> CandidateView:
    defaults = {
        "id": id,
        "provider": 100 + id,
        "kind": "volunteer_team",
        "service_type": "A1",
        "coverage": frozenset({DISTRICT}),
        "weekly": 10,
        "free": 10,
    }
    return CandidateView(**defaults | fields)


def make_option(item: ItemView, candidate: CandidateView, score: float) -> Option:
    return Option(item, candidate, score)


def random_options(seed: int) -> list[Option]:
    """Up to 3 items and 4 capabilities, 1 to 8 options with room: few enough to try every pack."""
    rng = np.random.default_rng(seed)
    items = [
        make_item(
            i,
            quantity=int(rng.integers(1, 4)),
            weekly=int(rng.integers(0, 4)),
            budget=int(rng.integers(0, 60)) if rng.random() < 0.4 else None,
        )
        for i in range(1, int(rng.integers(2, 5)))
    ]
    candidates = [
        make_candidate(
            c,
            provider=int(rng.integers(1, 4)),
            kind=KINDS[int(rng.integers(4))],
            free=int(rng.integers(0, 6)),
            price=int(rng.integers(0, 30)) if rng.random() < 0.5 else 0,
        )
        for c in range(1, 5)
    ]
    own = int(rng.integers(1, 4)) if rng.random() < 0.4 else None
    options = [
        Option(i, c, round(float(rng.uniform(-0.1, 1.0)), 1), c.provider == own)
        for i in items
        for c in candidates
        if rng.random() < 0.8
    ]
    return [o for o in options if o.limit > 0][:8]


WORDS = ("独居长者探访", "送餐上门", "陪诊", "电梯加装议事", "night lights", "粤剧")


def some(
    rng: np.random.Generator, values: tuple[Any, ...], share: float
) -> frozenset[Any]:
    return frozenset(v for v in values if rng.random() < share)


def some_windows(rng: np.random.Generator) -> tuple[tuple[int, int], ...]:
    if rng.random() < 0.4:
        return ()
    start = int(rng.integers(0, 7 * 24)) * HOUR
    return ((start, start + int(rng.integers(1, 72)) * HOUR),)


def random_candidates(rng: np.random.Generator) -> list[CandidateView]:
    return [
        make_candidate(
            c,
            provider=int(rng.integers(1, 15)),
            kind=KINDS[int(rng.integers(4))],
            service_type=("A1", "A2", "B1")[int(rng.integers(3))],
            coverage=some(rng, (DISTRICT, STREET, "440105"), 0.6),
            free=int(rng.integers(0, 8)),
            windows=some_windows(rng),
            verified=bool(rng.random() < 0.9),
            expires=date(2026, int(rng.integers(1, 13)), 1),
            gates=some(rng, ("P2",), 0.7),
            price=int(rng.integers(0, 40)) if rng.random() < 0.5 else 0,
            funding=some(rng, ("charity", "purchase"), 0.6),
            texts=tuple(rng.choice(WORDS, int(rng.integers(0, 4)))),
            home=(COMMUNITY, STREET, DISTRICT, "")[int(rng.integers(4))],
            grade=int(rng.integers(1, 6)) if rng.random() < 0.5 else None,
            delivered=int(rng.integers(0, 9)),
            success=float(rng.random()) if rng.random() < 0.5 else None,
            awards=int(rng.integers(0, 5)),
            languages=some(rng, ("yue", "en"), 0.5),
        )
        for c in range(1, 26)
    ]


def random_need(seed: int) -> tuple[NeedView, list[CandidateView]]:
    """A need of 3 items and 25 capabilities, every rule and feature in play."""
    rng = np.random.default_rng(seed)
    items = tuple(
        make_item(
            i,
            service_type=("A1", "A2")[int(rng.integers(2))],
            quantity=int(rng.integers(1, 6)),
            weekly=int(rng.integers(1, 4)),
            text=WORDS[int(rng.integers(len(WORDS)))],
            windows=some_windows(rng),
            gates=some(rng, ("P2",), 0.3),
            budget=int(rng.integers(1, 100)) if rng.random() < 0.3 else None,
            funding=some(rng, ("charity", "purchase"), 0.6),
            kept=some(rng, (1, 2), 0.2),
        )
        for i in (3, 1, 2)
    )
    candidates = random_candidates(rng)
    need = make_need(
        *items,
        text="六楼没电梯的阿婆想有人探访送餐",
        languages=frozenset({"yue"}),
        own_agency=int(rng.integers(1, 15)),
        known=some(rng, tuple(range(1, 15)), 0.2),
        recused=some(rng, tuple(range(1, 15)), 0.1),
    )
    return need, candidates
