"""Affinity of a need's items to providers, and the past project that it rests on.

The matrix is computed for everybody; the project only for who is shown, since naming
it takes a look into both texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from matching.engine.features import Case
from matching.engine.reading import telling
from matching.engine.text import Likeness, TextAffinity
from matching.engine.types import CandidateView, ItemView, NeedView

Affinity = tuple[TextAffinity, Sequence[int]]
"""A fitted TextAffinity and the providers in the order of its columns."""

LEAST_WORDS, MOST_WORDS = 2, 3
"""Words that are named: a project that shares a single one is near by chance."""
_LOOKED_AT = 40
"""Shared terms among which whole words are looked for; many are single characters."""


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What everybody's texts are seen against: messages that many providers resemble,
    and the catalogue's words, which anybody can copy."""

    messages: tuple[str, ...] = ()
    catalogue: tuple[str, ...] = ()


NOTHING = Backdrop()


def fit_affinity(
    candidates: Iterable[CandidateView], backdrop: Backdrop = NOTHING
) -> Affinity:
    """Affinity over the texts of each provider, the same text counted once."""
    texts: dict[int, dict[str, None]] = {}
    for candidate in sorted(candidates, key=lambda c: (c.provider, c.id)):
        texts.setdefault(candidate.provider, {}).update(dict.fromkeys(candidate.texts))
    return _fitted(tuple(map(tuple, texts.values())), backdrop), list(texts)


@lru_cache(maxsize=32)
def _fitted(profiles: tuple[tuple[str, ...], ...], backdrop: Backdrop) -> TextAffinity:
    """Once a process for the same texts: a fitted one is never changed."""
    return TextAffinity().fit(profiles, backdrop.messages, backdrop.catalogue)


def asked(item: ItemView, need: NeedView) -> str:
    """What a provider's texts are held against."""
    return f"{item.text}\n{need.text}"


def affinities(
    need: NeedView, items: Sequence[ItemView], affinity: Affinity
) -> Mapping[tuple[int, int], float]:
    """By item and provider; those that the affinity does not know are left out."""
    estimator, providers = affinity
    scores = estimator.score_matrix([asked(item, need) for item in items])
    return {
        (item.id, provider): float(score)
        for item, row in zip(items, scores, strict=True)
        for provider, score in zip(providers, row, strict=True)
    }


def with_project(case: Case, affinity: Affinity) -> Case:
    """The case with the provider's nearest past project (a text with its title in the
    first line, what was done below) and the words that it shares with the need;
    unchanged where it has none, or that shares too few words."""
    estimator, providers = affinity
    provider = case.candidate.provider
    if case.affinity <= 0 or provider not in providers:
        return case
    query, column = asked(case.item, case.need), providers.index(provider)
    likeness = estimator.terms(query, column, most=_LOOKED_AT, only=_is_project)
    shared = _shared_words(query, likeness) if likeness else ()
    if likeness is None or len(shared) < LEAST_WORDS:
        return case
    return replace(case, project=likeness.text.partition("\n")[0], words=shared)


def _is_project(text: str) -> bool:
    return bool(text.partition("\n")[2])


def _shared_words(query: str, likeness: Likeness) -> tuple[str, ...]:
    """The weightiest first; what both texts have as a whole word."""
    both = telling(query) & telling(likeness.text)
    whole = [term for term, _ in likeness.terms if term in both]
    return tuple(_written(term, likeness.text) for term in whole[:MOST_WORDS])


def _written(term: str, text: str) -> str:
    """A term, which is in small letters; an abbreviation in capitals (AED)."""
    return term.upper() if term.upper() in text else term
