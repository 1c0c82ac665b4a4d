"""Drawing by lot from a public seed: anybody can draw again and get the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def in_order(seed: str, names: Iterable[str]) -> list[str]:
    """The names by the SHA-256 of `seed:name`, ties by name."""
    return sorted(set(names), key=lambda name: (_place(seed, name), name))


def drawn(seed: str, names: Iterable[str], number: int) -> list[str]:
    """The first so many of that order; all where there are no more."""
    return in_order(seed, names)[:number]


def _place(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()
