"""The texts of capabilities by term: an approximation of `TextAffinity` for retrieval.

Each term lists its rows in ascending order, each with an impact of one byte. Rows are
sorted by service type, so what one type says of a term is a run of its list, found by
binary search; without a type the whole list is read. Terms are known by their hash.

What is approximate: impacts are rounded to 1/255 of a row's weightiest term; a
provider's records are added up, each with the mean of the weights that `TextAffinity`
gives them by rank; idf is that of all texts of the last build; nothing is subtracted
for resembling everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

import numpy as np
from scipy import sparse

from matching.engine.columns import Array
from matching.engine.text import TextAffinity, characters, words

WORD, CHARACTERS = "w", "c"
_AFFINITY = TextAffinity()
_STEPS = 1 << 15
"""A query's weights are whole numbers of this fineness: their sums are exact, so that
no score depends on the order of summation. A thousand terms stay far below 2**31."""


def terms(text: str) -> Counter[str]:
    """Words and characters of a text, each marked by its view, counted."""
    found = Counter(WORD + word for word in words(text))
    found.update(CHARACTERS + gram for gram in characters(text))
    return found


def hashed(term: str) -> int:
    """64 bits: among a million terms two are alike once in 37 million."""
    data = term.encode(errors="surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def _tempered(count: Array) -> Array:
    """What so many mentions count, by the rule of `TextAffinity`."""
    found: Array = count / (count + count.dtype.type(_AFFINITY.saturation))
    return found


def fingerprint(texts: Iterable[str]) -> int:
    """64 bits that tell whether texts changed."""
    return hashed("\0".join(texts))


@dataclass(frozen=True, slots=True)
class Texts:
    """Profiles (a provider's records each), cut into terms.

    Record r has the terms ``token[start[r]:start[r + 1]]``, places in `terms`, each at
    most once, and how often. Profile p owns the next ``records[p]`` records.
    """

    terms: Sequence[str]
    token: Array
    count: Array
    start: Array
    records: Array


def cut(profiles: Iterable[Sequence[str]]) -> Texts:
    """Terms of raw texts."""
    known: dict[str, int] = {}
    token: list[int] = []
    count: list[int] = []
    start, records = [0], []
    for profile in profiles:
        records.append(len(profile))
        for record in profile:
            found = terms(record)
            token += [known.setdefault(term, len(known)) for term in found]
            count += found.values()
            start.append(len(token))
    return Texts(
        list(known),
        np.array(token, dtype=np.int32),
        np.array(count, dtype=np.int32),
        np.array(start, dtype=np.int64),
        np.array(records, dtype=np.int64),
    )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Terms of a build by hash, sorted, with their weight; and those met since."""

    hashes: Array
    idf: Array
    rare: float
    """Weight of a term that no text of the build held."""
    fresh: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Texts) -> tuple[Lexicon, Array]:
        """Lexicon of a build, and the place in it of each of the texts' terms."""
        hashes = np.array([hashed(term) for term in texts.terms], dtype=np.uint64)
        order = np.argsort(hashes)
        place = np.empty(len(order), dtype=np.int32)
        place[order] = np.arange(len(order))
        df = np.bincount(texts.token, minlength=len(order))[order]
        records = len(texts.start) - 1
        idf = (np.log((1 + records) / (1 + df)) + 1) ** _AFFINITY.idf_power
        rare = (np.log(1 + records) + 1) ** _AFFINITY.idf_power
        return cls(hashes[order], idf.astype(np.float32), float(rare)), place

    def __len__(self) -> int:
        return len(self.hashes) + len(self.fresh)

    def places(self, found: Sequence[str]) -> Array:
        """Place of each term; -1 for one that nobody used."""
        wanted = np.array([hashed(term) for term in found], dtype=np.uint64)
        if len(self.hashes):
            near = np.searchsorted(self.hashes, wanted).clip(max=len(self.hashes) - 1)
            place = np.where(self.hashes[near] == wanted, near, -1)
        else:
            place = np.full(len(wanted), -1)
        if self.fresh:
            for at in np.flatnonzero(place < 0).tolist():
                place[at] = self.fresh.get(int(wanted[at]), -1)
        return place

    def weights(self, places: Array) -> Array:
        if not len(self.hashes):
            return np.full(len(places), self.rare)
        known = places < len(self.hashes)
        return np.where(known, self.idf[np.where(known, places, 0)], self.rare)

    def grown(self, found: Sequence[str]) -> tuple[Lexicon, Array]:
        """The same lexicon that knows these distinct terms too, and their places."""
        places = self.places(found)
        new = np.flatnonzero(places < 0)
        places[new] = np.arange(len(self), len(self) + len(new))
        more = {
            hashed(found[at]): place
            for at, place in zip(new.tolist(), places[new].tolist(), strict=True)
        }
        return replace(self, fresh={**self.fresh, **more}), places


@dataclass(frozen=True, slots=True)
class Asked:
    """A query's terms: places in a lexicon, and weights that add up both views."""

    places: tuple[int, ...]
    weights: tuple[int, ...]

    @classmethod
    def of(cls, text: str, lexicon: Lexicon) -> Asked:
        found = sorted(terms(text).items())
        places = lexicon.places([term for term, _n in found])
        known = places >= 0
        is_word = np.array([term[0] == WORD for term, _n in found], dtype=bool)[known]
        count = np.array([n for _term, n in found], dtype=np.float64)[known]
        weight = _tempered(count) * lexicon.weights(places[known])
        share = _AFFINITY.word_share
        for view, own in ((is_word, share), (~is_word, 1 - share)):
            norm = float(np.sqrt((weight[view] ** 2).sum()))
            weight[view] *= own / max(norm, 1e-12)
        steps = np.rint(weight * _STEPS).astype(np.int64)
        return cls(tuple(places[known].tolist()), tuple(steps.tolist()))


@dataclass(frozen=True, slots=True)
class Postings:
    """Rows and impacts by term; of each row, what an impact of 1 is worth to a weight
    of 1, and the fingerprint of its texts."""

    arrays: Mapping[str, Array]

    @classmethod
    def of(
        cls, texts: Texts, lexicon: Lexicon, places: Array, profile: Array
    ) -> Postings:
        """Postings of rows, each with the profile that it has."""
        impacts, scale = _impacts(texts, lexicon, places)
        by_term: Any = impacts[profile].tocsc()
        return cls(
            {
                "term_start": by_term.indptr.astype(np.int64),
                "term_row": by_term.indices,
                "impact": by_term.data,
                "scale": (scale / np.float32(255 * _STEPS))[profile],
            }
        )

    def affinity(self, asked: Asked, low: int, high: int) -> Array:
        """Affinity of the text of each row from `low` to `high`, shape (high - low,)."""
        runs, weights = self._runs(asked, low, high)
        if not runs:
            return np.zeros(high - low, dtype=np.float32)
        where = np.concatenate([self.arrays["term_row"][run] for run in runs])
        if low:
            where -= low
        impact = np.concatenate([self.arrays["impact"][run] for run in runs])
        ends = np.cumsum(
            [0, *(run.stop - run.start for run in runs)], dtype=where.dtype
        )
        # One product in compiled code: eight times as fast as adding term by term.
        matrix: Any = sparse.csc_array(
            (impact.astype(np.int32), where, ends), shape=(high - low, len(runs))
        )
        sums = matrix @ np.array(weights, dtype=np.int32)
        affinity: Array = sums.astype(np.float32)
        affinity *= self.arrays["scale"][low:high]
        return affinity

    def _runs(self, asked: Asked, low: int, high: int) -> tuple[list[slice], list[int]]:
        """Where each term asked for lists rows from `low` to `high`, and its weight."""
        start, rows = self.arrays["term_start"], self.arrays["term_row"]
        whole = low == 0 and high == len(self.arrays["scale"])
        runs, weights = [], []
        for place, weight in zip(asked.places, asked.weights, strict=True):
            if place + 1 >= len(start):
                continue  # a term that only later rows use
            first, last = int(start[place]), int(start[place + 1])
            if not whole and first < last:
                part = rows[first:last].searchsorted((low, high)).tolist()
                first, last = first + part[0], first + part[1]
            if first < last:
                runs.append(slice(first, last))
                weights.append(weight)
        return runs, weights


def _by_run(add: np.ufunc, values: Array, start: Array) -> Array:
    """`add` over each run ``start[i]:start[i + 1]``, 0 for an empty one."""
    found = np.zeros(len(start) - 1, dtype=np.float32)
    some = start[1:] > start[:-1]
    if some.any():
        found[some] = add.reduceat(values, start[:-1][some])
    return found


def _impacts(texts: Texts, lexicon: Lexicon, places: Array) -> tuple[Any, Array]:
    """Impacts (n_profiles, n_terms) and the scale of each profile's."""
    weight = _unit_weights(texts, lexicon, places)
    length = np.diff(texts.start)
    first = np.append(0, np.cumsum(texts.records))
    share = _mean_decay(np.repeat(texts.records, texts.records))
    if texts.records.max(initial=0) > 1:
        weight *= np.repeat(share, length)
    shape = (len(texts.records), len(lexicon))
    # scipy keeps 8 bytes an index where it is given 8.
    ends = texts.start[first]
    small = np.int32 if len(weight) < np.iinfo(np.int32).max else np.int64
    parts = (weight, places[texts.token].astype(small), ends.astype(small))
    pooled: Any = sparse.csr_array(parts, shape=shape)
    if texts.records.max(initial=0) > 1:
        pooled.sum_duplicates()
    most = _by_run(np.maximum, pooled.data, pooled.indptr)
    own = np.repeat(most / 255, np.diff(pooled.indptr))
    pooled.data = np.rint(pooled.data / own).clip(1, 255).astype(np.uint8)
    return pooled, most


def _unit_weights(texts: Texts, lexicon: Lexicon, places: Array) -> Array:
    """Weight of each term in its record; each view of a record has length 1."""
    count = texts.count.astype(np.float32)
    idf = lexicon.weights(places).astype(np.float32)
    weight = _tempered(count) * idf[texts.token]
    word = np.array([term[0] == WORD for term in texts.terms], dtype=bool)
    is_word, length = word[texts.token], np.diff(texts.start)
    for view in (is_word, ~is_word):
        square = np.where(view, weight * weight, 0)
        norm = np.sqrt(_by_run(np.add, square, texts.start))
        weight = np.where(view, weight / np.repeat(norm.clip(1e-12), length), weight)
    return weight


def _mean_decay(records: Array) -> Array:
    """Mean over the ranks 0 to n - 1 of decay to the rank."""
    decay = _AFFINITY.decay
    mean: Array = (1 - decay**records) / ((1 - decay) * records)
    return mean.astype(np.float32)
