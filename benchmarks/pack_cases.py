"""Needs of 12 items beside 300 candidates of 150 providers, made from a seed.

Good providers are good at most items and ask for more, so that everybody wants the same
few, who have one to four units a week; forty pairs of the hundred best may not both
come. The budget of the need is 80 % of what its items have, and these have 40 % to
100 % of what the ten best of each ask on average.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.assemble import Option
from matching.engine.types import CandidateView, ItemView

ITEMS, CANDIDATES, PROVIDERS, PAIRS, BEST = 12, 300, 150, 40, 100
KINDS = ("social_organisation", "volunteer_team", "technical_agency", "public_unit")
BUDGETS = ("without budget", "budget of the need", "budget of the need and each item")
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PackCase:
    options: list[Option]
    budget: int | None
    pairs: tuple[frozenset[int], ...]


def pack_case(seed: int, budgets: str) -> PackCase:
    rng = np.random.default_rng(seed)
    quantity = rng.integers(1, 6, ITEMS)
    weeks = rng.integers(1, 3, ITEMS)
    provider = np.arange(CANDIDATES) % PROVIDERS
    kind = rng.integers(0, len(KINDS), PROVIDERS)
    good = rng.normal(0, 0.10, PROVIDERS)[provider] + rng.normal(0, 0.07, CANDIDATES)
    noise = rng.normal(0, 0.12, (ITEMS, CANDIDATES))
    scores = np.clip(0.45 + good + noise, 0, 1)
    free = rng.integers(1, 5, CANDIDATES)
    asked = 4000 * np.exp(1.5 * good + rng.normal(0, 0.4, CANDIDATES))
    price = np.where(rng.random(CANDIDATES) < 0.3, 0, np.maximum(np.rint(asked), 100))
    purses = [_purse(rng, *each, price) for each in zip(quantity, scores, strict=True)]
    pairs = _pairs(rng, np.argsort(-good)[:BEST])
    if budgets == BUDGETS[0]:
        price = np.zeros(CANDIDATES)
    items = [
        ItemView(
            i,
            "A1",
            int(quantity[i]),
            int(-(-quantity[i] // weeks[i])),
            budget=purses[i] if budgets == BUDGETS[2] else None,
        )
        for i in range(ITEMS)
    ]
    candidates = [
        CandidateView(
            id=c,
            provider=int(provider[c]),
            kind=KINDS[kind[provider[c]]],
            service_type="A1",
            coverage=frozenset(),
            weekly=int(free[c]),
            free=int(free[c]),
            price=int(price[c]),
        )
        for c in range(CANDIDATES)
    ]
    options = [
        Option(i, c, float(scores[i.id, c.id])) for i in items for c in candidates
    ]
    whole = None if budgets == BUDGETS[0] else int(0.8 * sum(purses))
    return PackCase(options, whole, pairs)


def _purse(rng: np.random.Generator, quantity: int, scores: Array, price: Array) -> int:
    """Fen for one item."""
    dear = float(np.mean(price[np.argsort(-scores)[:10]]))
    return int(quantity * dear * rng.uniform(0.4, 1.0))


def _pairs(rng: np.random.Generator, best: Sequence[int]) -> tuple[frozenset[int], ...]:
    found: dict[frozenset[int], None] = {}
    while len(found) < PAIRS:
        found[frozenset(int(c) for c in rng.choice(best, 2, replace=False))] = None
    return tuple(found)
