"""How well a provider's past work answers a text, in Chinese and English alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from matching.engine.reading import (
    Latent,
    Matrix,
    View,
    beyond,
    characters,
    phrases,
    words,
)

__all__ = ["Likeness", "TextAffinity", "characters", "words"]

Indices = npt.NDArray[np.intp]

_LEFT = 0.2  # of a record's squared length is left of the catalogue's own words too
_NEW = 0.5  # of it, unsaid by one's other records, is enough to count wholly
_BATCH = 256  # queries held densely at a time, and
_CELLS = 2**24  # numbers so held: both bound memory, neither ever changes a score


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a text and the nearest record of a provider have in common."""

    record: int
    """Index of the record in the provider's profile as it was given to `fit`."""
    text: str
    terms: tuple[tuple[str, float], ...]
    """Shared terms and their shares of the lexical similarity, the largest first."""


class TextAffinity(BaseEstimator):  # type: ignore[misc]
    """Affinity of texts to providers, each known by the texts of its past work.

    Parameters
    ----------
    idf_power : float
        Rare terms count more than plain idf has it.
    saturation : float > 0
        Mentions at which a term has half of its most: the tenth says little.
    word_share : float in [0, 1]
        Share of the word view; the rest is the character view.
    latent_share : float in [0, 1]
        Share of the latent view in the similarity to a record of a provider that
        has several; a provider of one text is compared by its terms alone.
    dimensions : int
        Most axes of the latent view; never more than a quarter of the records.
    least_words : int
        Different words a record must have on average for the latent view: shorter
        ones say too little about which words go together.
    decay : float in [0, 1)
        A provider's records are summed from the nearest down, each weighing
        ``decay`` times the one before: a second relevant project adds, an
        irrelevant one takes nothing away.
    hub_size : int
        How many nearest past queries tell that a provider resembles everything.
    hub_weight : float
        Share of that resemblance to be subtracted.
    random_state : int
        Of the decomposition behind the latent view.

    Notes
    -----
    The same text counts once in a profile and once among past queries. A score is 0.0
    for an empty text, a text without a known term, and a provider without texts,
    unless past queries lower it. It is at most ``1 / (1 - decay)``.
    """

    def __init__(
        self,
        idf_power: float = 1.25,
        saturation: float = 2.0,
        word_share: float = 0.3,
        latent_share: float = 0.7,
        dimensions: int = 100,
        least_words: int = 30,
        decay: float = 0.7,
        hub_size: int = 20,
        hub_weight: float = 1.0,
        random_state: int = 0,
    ):
        self.idf_power = idf_power
        self.saturation = saturation
        self.word_share = word_share
        self.latent_share = latent_share
        self.dimensions = dimensions
        self.least_words = least_words
        self.decay = decay
        self.hub_size = hub_size
        self.hub_weight = hub_weight
        self.random_state = random_state

    def fit(
        self,
        profiles: Sequence[Sequence[str]],
        past_queries: Sequence[str] | None = None,
        catalogue: Sequence[str] | None = None,
    ) -> Self:
        """Learn the terms of the providers' records and how common each provider is.

        Parameters
        ----------
        profiles : sequence of providers, each a sequence of texts, possibly empty
        past_queries : earlier queries, never those still to be scored: a score must
            not depend on its neighbours.
        catalogue : texts that anybody can copy: the phrases that a record takes from
            them, in whatever choice and order, say nothing of what its provider did

        Raises
        ------
        ValueError
            If a profile is one bare string.
        """
        records = self._take(profiles)
        past = sorted(set([] if past_queries is None else past_queries))
        self.word_view_, self.character_view_ = (
            View(analyzer, records, past, self.idf_power, self.saturation)
            for analyzer in (words, characters)
        )
        self.latent_view_ = self._latent()
        original = self._original(phrases(catalogue or ()))
        self.counted_: Matrix = original[self.members_] * self._fresh()
        self.hub_: Matrix = np.zeros(len(profiles))
        if past:
            self.hub_ = self.hub_weight * self._nearest(past)
        return self

    def _take(self, profiles: Sequence[Sequence[str]]) -> list[str]:
        """Note which distinct records are whose; they are returned sorted, so that
        nothing learnt from them depends on the order of providers or texts."""
        if any(isinstance(profile, str) for profile in profiles):
            raise ValueError("a profile is a sequence of texts, not one text")
        distinct = sorted(set(chain.from_iterable(profiles)))
        self.texts_ = distinct
        number = {record: i for i, record in enumerate(distinct)}
        first = [
            {number[text]: i for i, text in reversed(list(enumerate(profile)))}
            for profile in profiles
        ]
        self.sizes_: Indices = np.array([len(each) for each in first], dtype=np.intp)
        self.members_: Indices = np.array(
            [record for each in first for record in sorted(each)], dtype=np.intp
        )
        self.places_: Indices = np.array(
            [each[record] for each in first for record in sorted(each)], dtype=np.intp
        )
        return distinct

    def _latent(self) -> Latent | None:
        """None where no provider has several records, or the records no topics."""
        if self.sizes_.max(initial=0) < 2 or not self.latent_share:
            return None
        vectors = self.word_view_.records
        if vectors.nnz < self.least_words * vectors.shape[0]:
            return None
        latent = Latent(vectors, self.dimensions, self.random_state)
        return latent if latent.scale else None

    def _original(self, catalogue: Sequence[str]) -> Matrix:
        """What each record's similarity counts, (n_records,), [0, 1]."""
        if not catalogue or not self.texts_:
            return np.ones(len(self.texts_))
        copied = self.word_share * self.word_view_.explained(catalogue)
        copied += (1 - self.word_share) * self.character_view_.explained(catalogue)
        original: Matrix = np.clip((1 - copied - _LEFT) / (1 - _LEFT), 0, 1)
        return original

    def _fresh(self) -> Matrix:
        """What each record's similarity counts beside its provider's other ones,
        (n_members,), [0, 1]: what those with fewer different words leave unsaid. So a
        text made of one's other texts adds nothing, and takes nothing from them."""
        fresh = np.ones(len(self.members_))
        by_word = np.sqrt(self.word_share) * self.word_view_.records
        by_character = np.sqrt(1 - self.word_share) * self.character_view_.records
        rows = sparse.hstack([by_word, by_character]).tocsr()
        different = np.diff(self.word_view_.records.indptr)[self.members_]
        ends = np.cumsum(self.sizes_)
        for provider in np.flatnonzero(self.sizes_ > 1):
            own = np.arange(ends[provider] - self.sizes_[provider], ends[provider])
            own = own[np.argsort(different[own], kind="stable")]
            mine = rows[self.members_[own]]
            fresh[own] = beyond((mine @ mine.T).toarray()) / _NEW
        return np.minimum(1, fresh)

    def _nearest(self, past: Sequence[str]) -> Matrix:
        """Mean score of each provider over its nearest past queries."""
        best = np.zeros((0, len(self.sizes_)))
        for part in self._batches(past):
            best = np.sort(np.vstack([best, self._scores(part)]), axis=0)
            best = best[-self.hub_size :]
        mean: Matrix = best.mean(axis=0)
        return mean

    def _batches(self, queries: Sequence[str]) -> Iterable[Sequence[str]]:
        width = max(1, len(self.members_), len(self.sizes_))
        size = max(1, min(_BATCH, _CELLS // width))
        return (queries[i : i + size] for i in range(0, len(queries), size))

    def score_matrix(self, queries: Sequence[str]) -> Matrix:
        """Shape (n_queries, n_providers); one query alone scores as in a batch."""
        check_is_fitted(self)
        if isinstance(queries, str):
            raise ValueError("a sequence of texts is expected, not one text")
        scores = [self._scores(part) - self.hub_ for part in self._batches(queries)]
        return np.vstack(scores) if scores else np.zeros((0, len(self.sizes_)))

    def _scores(self, queries: Sequence[str]) -> Matrix:
        """Shape (n_queries, n_providers), before what past queries subtract."""
        lexical, blended = self._similarities(queries)
        scores = np.zeros((len(queries), len(self.sizes_)))
        starts = np.cumsum(self.sizes_) - self.sizes_
        for size in set(self.sizes_.tolist()) - {0}:
            providers = np.flatnonzero(self.sizes_ == size)
            places = starts[providers, None] + np.arange(size)
            similarities = (blended if size > 1 else lexical)[:, self.members_[places]]
            similarities *= self.counted_[places]
            similarities.sort(axis=2)
            # Rank by rank, element by element: sums must not depend on the batch.
            for rank in range(size):
                scores[:, providers] += self.decay**rank * similarities[:, :, -1 - rank]
        return scores

    def _similarities(
        self, queries: Sequence[str], some: Indices | None = None
    ) -> tuple[Matrix, Matrix]:
        """By terms alone, and with the latent view; each (n_queries, n_records), of
        some records only if they are given."""
        vectors = self.word_view_.vectors(queries)
        others = self.character_view_.vectors(queries)
        lexical = self.word_share * self.word_view_.cosines(vectors, some)
        lexical += (1 - self.word_share) * self.character_view_.cosines(others, some)
        if self.latent_view_ is None:
            return lexical, lexical
        latent = self.latent_share * self.latent_view_.cosines(vectors, some)
        return lexical, (1 - self.latent_share) * lexical + latent

    def terms(
        self,
        query: str,
        provider: int,
        most: int = 5,
        only: Callable[[str], bool] = bool,
    ) -> Likeness | None:
        """What the query shares with the provider's nearest record; None if nothing.

        Parameters
        ----------
        provider : column of `score_matrix`
        most : how many terms at most
        only : which records may be named

        Notes
        -----
        The lexical similarity is a sum over shared words and characters. Characters
        count to the shared words they lie in, equally, or stand for themselves; so
        the shares of all terms sum to one.
        """
        check_is_fitted(self)
        end = int(self.sizes_[: provider + 1].sum())
        owned = np.arange(end - int(self.sizes_[provider]), end)
        several = len(owned) > 1
        owned = owned[[only(self.texts_[self.members_[i]]) for i in owned]]
        if not len(owned):
            return None
        members = self.members_[owned]
        lexical, blended = self._similarities([query], members)
        similar = (blended if several else lexical)[0] * self.counted_[owned]
        nearest = int(np.flatnonzero(similar == similar.max())[0])
        record = int(members[nearest])
        shares = self._shares(query, record)
        whole = sum(shares.values())
        if not whole:
            return None
        ranked = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
        named = tuple((term, value / whole) for term, value in ranked[:most])
        place = int(self.places_[owned][nearest])
        return Likeness(place, self.texts_[record], named)

    def _shares(self, query: str, record: int) -> Mapping[str, float]:
        """Shared terms and what each adds to the lexical similarity."""
        by_word = self.word_view_.shares(query, record)
        found = {term: self.word_share * value for term, value in by_word.items()}
        for gram, value in self.character_view_.shares(query, record).items():
            homes = [word for word in by_word if gram in f" {word} "] or [gram.strip()]
            for home in homes:
                part = (1 - self.word_share) * value / len(homes)
                found[home] = found.get(home, 0.0) + part
        return found
