"""A district's menu of any size, as arrays, with needs that ask of it; from a seed.

Coverage mix: 10 % of the capabilities serve the whole district, 35 % one street, 10 %
two, 40 % one community, 5 % three; 18 streets, 222 communities, 60 service types.
Texts: about 40 distinct words of 120,000, as frequent as Zipf has it (exponent 1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from matching.engine import CandidateView, ItemView, NeedView
from matching.engine.columns import NEVER, Table
from matching.engine.postings import WORD, Texts, fingerprint

MIX = (
    "Coverage: 10 % of the capabilities serve the whole district, 35 % one street, 10 % "
    "two, 40 % one community, 5 % three; 18 streets, 222 communities, 60 service types. "
    "Texts: about 40 distinct words of 120,000, Zipf."
)
TODAY = date(2026, 3, 16)
DISTRICT = "440104"
TYPES = tuple(f"{chr(65 + n // 5)}{n % 5 + 1}" for n in range(60))
STREETS = tuple(f"{DISTRICT}{n:03}" for n in range(1, 19))
COMMUNITIES = tuple(f"{STREETS[n % 18]}{n // 18 + 1:03}" for n in range(222))
GATES = ("P2", "MIN", "LIC", "HLT", "INS", "REC")
SOURCES = ("purchase", "donation", "lottery", "community", "self")
LANGUAGES = ("zh", "yue", "hak", "en")
WORDS = 120_000
QUERY_WORDS = 20
_HOUR = 60

Array = Any


@dataclass(frozen=True, slots=True)
class Menu:
    """Everything on the menu: what `CapabilityIndex.from_arrays` takes."""

    numbers: dict[str, Array]
    tables: dict[str, Table]
    texts: Texts
    fingerprints: Array

    def __len__(self) -> int:
        return len(self.numbers["id"])

    def words(self, row: int) -> list[int]:
        start = self.texts.start
        return self.texts.token[start[row] : start[row + 1]].tolist()

    def text(self, row: int) -> str:
        return said(self.words(row))

    def view(self, row: int) -> CandidateView:
        """One capability as the engine sees it."""
        own = {name: column[row] for name, column in self.numbers.items()}
        of = {name: table.values[table.at[row]] for name, table in self.tables.items()}
        expires = int(own["expires"])
        return CandidateView(
            id=int(own["id"]),
            provider=int(own["provider"]),
            kind="volunteer_team",
            weekly=int(own["weekly"]),
            free=int(own["free"]),
            verified=bool(own["verified"]),
            expires=None if expires == NEVER else date.fromordinal(expires),
            price=int(own["price"]),
            grade=None if np.isnan(own["grade"]) else int(own["grade"]),
            delivered=int(own["delivered"]),
            delivered_near=int(own["delivered_near"]),
            success=None if np.isnan(own["success"]) else float(own["success"]),
            awards=int(own["awards"]),
            texts=(self.text(row),),
            **of,
        )


def said(words: Sequence[int]) -> str:
    return " ".join(f"x{word}" for word in words)


def menu(size: int, seed: int = 0) -> Menu:
    rng = np.random.default_rng(seed)
    texts = _texts(rng, size)
    return Menu(
        _numbers(rng, size), _tables(rng, size), texts, np.zeros(size, np.uint64)
    )


def with_fingerprints(given: Menu, rows: Sequence[int]) -> Menu:
    """The same menu, which knows the texts of these rows again."""
    prints = given.fingerprints.copy()
    prints[rows] = [fingerprint((given.text(row),)) for row in rows]
    return replace(given, fingerprints=prints)


def _numbers(rng: np.random.Generator, size: int) -> dict[str, Array]:
    some = rng.random((4, size))
    weekly = rng.integers(1, 41, size)
    return {
        "id": rng.permutation(size) + 1,
        "provider": rng.integers(1, max(size // 5, 2), size),
        "verified": some[0] < 0.93,
        "expires": TODAY.toordinal() + rng.integers(-30, 700, size),
        "weekly": weekly,
        "free": (weekly * rng.random(size)).astype(np.int64),
        "price": np.where(some[1] < 0.4, rng.integers(100, 8_000, size), 0),
        "grade": np.where(some[2] < 0.3, rng.integers(1, 6, size), np.nan),
        "delivered": rng.poisson(2.0, size),
        "delivered_near": rng.poisson(0.3, size),
        "success": np.where(some[3] < 0.6, rng.beta(8, 2, size), np.nan),
        "awards": rng.poisson(0.7, size),
    }


def _tables(rng: np.random.Generator, size: int) -> dict[str, Table]:
    coverage = _coverage(rng, size)
    windows = _windows(rng, 300)
    homes = rng.integers(0, len(STREETS), size)
    return {
        "service_type": Table(TYPES, rng.integers(0, len(TYPES), size)),
        "coverage": coverage,
        "home": Table(STREETS, homes),
        "gates": _sets(rng, GATES, 0.75, 40, size),
        "funding": _sets(rng, SOURCES, 0.5, 25, size),
        "languages": _sets(rng, LANGUAGES, 0.4, 12, size),
        "windows": Table(windows, rng.integers(0, len(windows), size)),
    }


def _sets(
    rng: np.random.Generator, words: tuple[str, ...], share: float, most: int, size: int
) -> Table:
    drawn = [frozenset(w for w in words if rng.random() < share) for _n in range(most)]
    distinct = list(dict.fromkeys(drawn))
    return Table(distinct, rng.integers(0, len(distinct), size))


def _windows(rng: np.random.Generator, most: int) -> list[tuple[tuple[int, int], ...]]:
    """Any time, or some hours on some days."""
    found: dict[tuple[tuple[int, int], ...], None] = {(): None}
    while len(found) < most:
        first = int(rng.integers(16, 38)) * 30
        last = first + int(rng.integers(2, 12)) * 30
        days = [day for day in range(7) if rng.random() < 0.5]
        found[tuple((d * 24 * _HOUR + first, d * 24 * _HOUR + last) for d in days)] = (
            None
        )
    return list(found)


def _coverage(rng: np.random.Generator, size: int) -> Table:
    streets, communities = np.array(STREETS), np.array(COMMUNITIES)
    sets = [frozenset({DISTRICT})]
    sets += [frozenset({code}) for code in (*STREETS, *COMMUNITIES)]
    single = len(sets)
    pairs = [
        frozenset(rng.choice(streets, 2, replace=False).tolist()) for _ in range(150)
    ]
    threes = [
        frozenset(rng.choice(communities, 3, replace=False).tolist())
        for _ in range(500)
    ]
    sets += pairs + threes
    kind = rng.choice(5, size, p=[0.10, 0.35, 0.40, 0.10, 0.05])
    first = np.array([0, 1, 19, single, single + 150])
    many = np.array([1, 18, 222, 150, 500])
    at = first[kind] + (rng.random(size) * many[kind]).astype(np.int64)
    return Table(sets, at)


def _texts(rng: np.random.Generator, size: int) -> Texts:
    """Words drawn as Zipf has them; each word of a text counts once."""
    length = rng.integers(30, 61, size)
    owner = np.repeat(np.arange(size), length)
    drawn = _zipf(rng, len(owner))
    keys = owner * WORDS + drawn
    del owner, drawn
    keys.sort()
    fresh = np.append(True, keys[1:] != keys[:-1])
    first = np.flatnonzero(fresh)
    count = np.diff(np.append(first, len(keys))).astype(np.uint8)
    keys = keys[first]
    start = np.searchsorted(keys, np.arange(size + 1) * WORDS)
    terms = [f"{WORD}x{word}" for word in range(WORDS)]
    token = (keys % WORDS).astype(np.int32)
    return Texts(terms, token, count, start, np.ones(size, dtype=np.int64))


def _zipf(rng: np.random.Generator, size: int) -> Array:
    share = np.cumsum(1 / (np.arange(WORDS) + 10))
    return np.searchsorted(share / share[-1], rng.random(size)).clip(max=WORDS - 1)


def needs(
    number: int, seed: int, *, typed: bool = True
) -> Iterator[tuple[ItemView, NeedView]]:
    """Needs with one item each: a community, words, hours, gates, money."""
    rng = np.random.default_rng(seed)
    windows = _windows(rng, 60)
    for n in range(number):
        item = ItemView(
            id=n,
            service_type=str(rng.choice(TYPES)) if typed else "",
            quantity=int(rng.integers(1, 9)),
            weekly=int(rng.integers(1, 5)),
            text=said(_zipf(rng, QUERY_WORDS).tolist()),
            windows=windows[int(rng.integers(len(windows)))],
            gates=frozenset(g for g in GATES if rng.random() < 0.15),
            budget=int(rng.integers(500, 20_000)) if rng.random() < 0.5 else None,
            funding=frozenset(s for s in SOURCES if rng.random() < 0.4),
        )
        need = NeedView(
            id=n,
            community=str(rng.choice(COMMUNITIES)),
            items=(item,),
            languages=frozenset({"yue"}) if rng.random() < 0.3 else frozenset(),
            known=frozenset(rng.integers(1, 1_000, 3).tolist()),
            recused=frozenset(rng.integers(1, 1_000, 2).tolist()),
        )
        yield item, need
