"""How well a provider's past work answers a text, in Chinese and English alike.

Two views of a text: its words, and the characters inside its Chinese runs and its
padded Latin words. Rare strings stay in: they are names of places and of projects.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import rjieba
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

Matrix = npt.NDArray[np.float64]
Analyzer = Callable[[str], list[str]]

_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_RUN = re.compile(rf"([{_HAN}]+)|([^\W_{_HAN}]+)")
# Our own instance: rjieba's module functions share one dictionary that anybody may
# change, and the same text must always fall into the same words.
_CUTTER = rjieba.Jieba()
_BATCH = 256  # queries held densely at a time: bounds memory, never changes a score


def _runs(text: str) -> list[tuple[str, str]]:
    """Pairs (Chinese run, other run), one of the two empty."""
    return _RUN.findall(unicodedata.normalize("NFKC", text).lower())


def words(text: str) -> list[str]:
    """Words as rjieba cuts Chinese runs; other runs of letters or digits whole."""
    cut = (_CUTTER.cut(han) if han else [other] for han, other in _runs(text))
    return list(chain.from_iterable(cut))


def _grams(run: str, sizes: tuple[int, ...]) -> Iterable[str]:
    for size in sizes:
        for start in range(len(run) - size + 1):
            yield run[start : start + size]


def characters(text: str) -> list[str]:
    """1 and 2 characters inside Chinese runs, 3 and 4 inside padded other runs."""
    grams = (
        _grams(han, (1, 2)) if han else _grams(f" {other} ", (3, 4))
        for han, other in _runs(text)
    )
    return list(chain.from_iterable(grams))


class _View:
    """One way of reading texts: learned terms and weights, then unit vectors."""

    def __init__(self, analyzer: Analyzer, records: Sequence[str], power: float):
        self.analyzer = analyzer
        counted = [Counter(analyzer(record)) for record in records]
        found = Counter(chain.from_iterable(counted))
        self.column = {term: i for i, term in enumerate(sorted(found))}
        df = np.array([found[term] for term in self.column], dtype=np.float64)
        self.idf = (np.log((1 + len(records)) / (1 + df)) + 1) ** power
        self.records = self._vectors(counted).T.tocsr()

    def _vectors(self, counted: Sequence[Counter[str]]) -> Any:
        indices: list[int] = []
        values: list[float] = []
        ends = [0]
        for counts in counted:
            known = sorted(
                (self.column[term], n / (n + 1))  # the tenth mention says little
                for term, n in counts.items()
                if term in self.column
            )
            columns = [column for column, _ in known]
            row = np.array([tf for _, tf in known]) * self.idf[columns]
            indices += columns
            values += (row / max(float(np.sqrt((row * row).sum())), 1e-12)).tolist()
            ends.append(len(indices))
        shape = (len(counted), len(self.column))
        return sparse.csr_matrix((values, indices, ends), shape=shape, dtype=np.float64)

    def cosines(self, queries: Sequence[str]) -> Matrix:
        """Shape (n_queries, n_records)."""
        counted = [Counter(self.analyzer(query)) for query in queries]
        product: Matrix = (self._vectors(counted) @ self.records).toarray()
        return product


class TextAffinity(BaseEstimator):  # type: ignore[misc]
    """Affinity of texts to providers, each known by the texts of its past work.

    Parameters
    ----------
    idf_power : float
        Rare terms count more than plain idf has it.
    word_share : float in [0, 1]
        Share of the word view; the rest is the character view.
    decay : float in [0, 1)
        A provider's records are summed from the nearest down, each weighing
        ``decay`` times the one before: a second relevant project adds, an
        irrelevant one takes nothing away.
    hub_size : int
        How many nearest past queries tell that a provider resembles everything.
    hub_weight : float
        Share of that resemblance to be subtracted.

    Notes
    -----
    A score is 0.0 for an empty text, a text without a known term, and a provider
    without texts, unless past queries lower it. It is at most ``1 / (1 - decay)``.
    """

    def __init__(
        self,
        idf_power: float = 1.25,
        word_share: float = 0.5,
        decay: float = 0.7,
        hub_size: int = 10,
        hub_weight: float = 1.0,
    ):
        self.idf_power = idf_power
        self.word_share = word_share
        self.decay = decay
        self.hub_size = hub_size
        self.hub_weight = hub_weight

    def fit(
        self,
        profiles: Sequence[Sequence[str]],
        past_queries: Sequence[str] | None = None,
    ) -> Self:
        """Learn the terms of the providers' records and how common each provider is.

        Parameters
        ----------
        profiles : sequence of providers, each a sequence of texts, possibly empty
        past_queries : earlier queries, never those still to be scored: a score must
            not depend on its neighbours.
        """
        records = list(chain.from_iterable(profiles))
        self.sizes_ = np.array([len(profile) for profile in profiles], dtype=np.intp)
        self.word_view_ = _View(words, records, self.idf_power)
        self.character_view_ = _View(characters, records, self.idf_power)
        self.hub_: Matrix = np.zeros(len(profiles))
        if past_queries is not None and len(past_queries):
            nearest = np.sort(self.score_matrix(past_queries), axis=0)
            self.hub_ = self.hub_weight * nearest[-self.hub_size :].mean(axis=0)
        return self

    def score_matrix(self, queries: Sequence[str]) -> Matrix:
        """Shape (n_queries, n_providers); one query alone scores as in a batch."""
        check_is_fitted(self)
        scores = np.zeros((len(queries), len(self.sizes_)))
        for start in range(0, len(queries), _BATCH):
            part = slice(start, start + _BATCH)
            scores[part] = self._pooled(self._similarities(queries[part])) - self.hub_
        return scores

    def _similarities(self, queries: Sequence[str]) -> Matrix:
        return self.word_share * self.word_view_.cosines(queries) + (
            1 - self.word_share
        ) * self.character_view_.cosines(queries)

    def _pooled(self, similarities: Matrix) -> Matrix:
        """Records (n_queries, n_records) to providers (n_queries, n_providers)."""
        ends = np.cumsum(self.sizes_)
        starts = ends - self.sizes_
        for start, end in zip(starts, ends, strict=True):
            if end - start > 1:
                similarities[:, start:end].sort(axis=1)
        pooled = np.zeros((len(similarities), len(self.sizes_)))
        # Rank by rank, element by element: sums must not depend on the batch.
        for rank in range(self.sizes_.max(initial=0)):
            long = self.sizes_ > rank
            pooled[:, long] += self.decay**rank * similarities[:, ends[long] - 1 - rank]
        return pooled
