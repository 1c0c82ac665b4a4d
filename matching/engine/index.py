"""The capabilities of a district, in the order in which needs ask for them.

One immutable structure: columns and texts of the last build, beside them the few
capabilities that changed since, and a mark on those of the build that no longer count.
A change is right in the next query; who asks meanwhile keeps the index that he has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.engine.batch import OPEN, Batch, Question, features, first_rules
from matching.engine.columns import (
    Array,
    Columns,
    Table,
    read,
    sorted_columns,
)
from matching.engine.filters import (
    Facts,
    blocking,
    merged,
    shared_windows,
    units_affordable,
    units_free,
)
from matching.engine.highest import best
from matching.engine.index_file import IndexUnreadable, read_file, write_file
from matching.engine.postings import (
    Asked,
    Lexicon,
    Postings,
    Texts,
    cut,
    fingerprint,
)
from matching.engine.ranker import PairRanker
from matching.engine.types import CandidateView, ItemView, NeedView

__all__ = [
    "OPEN",
    "CapabilityIndex",
    "Facts",
    "IndexUnreadable",
    "Table",
    "Texts",
    "blocking",
    "merged",
    "shared_windows",
    "units_affordable",
    "units_free",
]


Ids = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Segment:
    """Columns, their texts, and which rows count."""

    columns: Columns
    postings: Postings
    alive: Array

    def batch(self, question: Question) -> Batch:
        """The living rows of the item's service type, or of any where it is ""."""
        low, high = self.columns.span(question.item.service_type)
        rows = np.arange(low, high)
        covered = np.ones(len(rows), dtype=bool)
        if question.need is not None:
            covered = np.zeros(len(rows), dtype=bool)
            covered[self._near(question) - low] = True
        return Batch(self.columns, rows, question, covered).only(self.alive[low:high])

    def near(self, question: Question) -> Batch:
        """Of these, the ones that cover the need's community."""
        if question.need is None:
            return self.batch(question)
        rows = self._near(question)
        rows = rows[self.alive[rows]]
        return Batch(self.columns, rows, question, np.ones(len(rows), dtype=bool))

    def _near(self, question: Question) -> Array:
        community = question.need.community if question.need else ""
        return self.columns.within(question.item.service_type, community)


@dataclass(frozen=True, slots=True)
class CapabilityIndex:
    """Shortlists of capabilities for an item, and what blocks the others.

    Attributes
    ----------
    note : what whoever saved it wished to remember: JSON values by name
    changes : how many capabilities changed or went since the build. Each `updated`
        costs as much as all of them: build anew when they are many.
    """

    _base: _Segment
    _lexicon: Lexicon
    _delta: _Segment | None = None
    _fresh: Mapping[int, CandidateView] = field(default_factory=dict)
    _origin: Array = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """Of each row of the delta, the row of the build with the same text; or -1."""
    note: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        capabilities: Iterable[CandidateView],
        *,
        note: Mapping[str, Any] | None = None,
    ) -> CapabilityIndex:
        """An index of capabilities in any order, each looked at once.

        Raises ValueError for an id that stands twice.
        """
        numbers, tables = read(capabilities)
        profiles = tables["texts"]
        prints = [fingerprint(texts) for texts in profiles.values]
        return cls.from_arrays(
            numbers,
            tables,
            cut(profiles.values),
            profile=profiles.at,
            fingerprints=np.array(prints, dtype=np.uint64)[profiles.at],
            note=note,
        )

    @classmethod
    def from_arrays(
        cls,
        numbers: Mapping[str, Array],
        tables: Mapping[str, Table],
        texts: Texts,
        *,
        profile: Array | None = None,
        fingerprints: Array | None = None,
        note: Mapping[str, Any] | None = None,
    ) -> CapabilityIndex:
        """An index of capabilities that are arrays already.

        Parameters
        ----------
        numbers : the columns of `columns.NUMBERS`, one entry a capability
        tables : distinct values and places of `columns.TABLES`
        texts : profiles, cut into terms
        profile : the profile of each capability; the n-th has the n-th if None
        fingerprints : of each capability's texts, as `fingerprint` says it; without
            them `updated` cuts the texts of everything that changed
        """
        columns, order = sorted_columns(numbers, tables)
        lexicon, places = Lexicon.of(texts)
        own = order if profile is None else profile[order]
        postings = Postings.of(texts, lexicon, places, own)
        prints = (
            np.zeros(len(order), dtype=np.uint64)
            if fingerprints is None
            else fingerprints[order]
        )
        whole = Postings({**postings.arrays, "fingerprint": prints})
        alive = np.ones(len(order), dtype=bool)
        return cls(_Segment(columns, whole, alive), lexicon, note=note or {})

    def __len__(self) -> int:
        return int(self._base.alive.sum()) + len(self._fresh)

    @property
    def changes(self) -> int:
        new = self._base.columns.rows_of([*self._fresh]) < 0
        return int(new.sum() + (~self._base.alive).sum())

    def updated(
        self,
        changed: Iterable[CandidateView] = (),
        removed: Iterable[int] = (),
        *,
        note: Mapping[str, Any] | None = None,
    ) -> CapabilityIndex:
        """The index after some changes; this one stays as it is.

        `changed` holds new capabilities too. Whoever is changed and removed is removed;
        a removed id that is not there changes nothing.
        """
        views = {view.id: view for view in changed}
        gone = set(removed)
        fresh = {
            each: view
            for each, view in sorted({**self._fresh, **views}.items())
            if each not in gone
        }
        rows = self._base.columns.rows_of([*views, *gone])
        alive = self._base.alive.copy()
        alive[rows[rows >= 0]] = False
        base = replace(self._base, alive=alive)
        after = replace(
            self, _base=base, _fresh=fresh, note=self.note if note is None else note
        )
        return after._with_delta()

    def _with_delta(self) -> CapabilityIndex:
        """The fresh capabilities as a segment of their own. Texts that did not change
        are not cut again: their affinity is that of the row they come from."""
        if not self._fresh:
            return replace(self, _delta=None)
        numbers, tables = read(self._fresh.values())
        origin = self._origins(numbers["id"], tables)
        profiles = [
            () if known else view.texts
            for view, known in zip(
                self._fresh.values(), (origin >= 0).tolist(), strict=True
            )
        ]
        texts = cut(profiles)
        lexicon, places = self._lexicon.grown(texts.terms)
        columns, order = sorted_columns(numbers, tables)
        postings = Postings.of(texts, lexicon, places, order)
        alive = np.ones(len(order), dtype=bool)
        return replace(
            self,
            _lexicon=lexicon,
            _delta=_Segment(columns, postings, alive),
            _origin=origin[order],
        )

    def _origins(self, ids: Array, tables: Mapping[str, Table]) -> Array:
        """The row of the build whose texts and service type each still has; or -1."""
        texts, kinds = tables["texts"], tables["service_type"]
        prints = np.array([fingerprint(each) for each in texts.values], dtype=np.uint64)
        spans = np.array([self._base.columns.span(kind) for kind in kinds.values])
        low, high = spans[kinds.at].T
        rows = self._base.columns.rows_of(ids.tolist())
        rows[(rows < low) | (rows >= high)] = -1
        known = rows >= 0
        before = self._base.postings.arrays["fingerprint"][rows[known]]
        rows[known] = np.where(before == prints[texts.at[known]], rows[known], -1)
        return rows

    def query(
        self,
        item: ItemView,
        k: int,
        *,
        need: NeedView | None = None,
        today: date | None = None,
        ranker: PairRanker | None = None,
        taken: Mapping[int, int] | None = None,
    ) -> tuple[Ids, Scores]:
        """The best k capabilities that no rule blocks, the best first, ties by id.

        Parameters
        ----------
        item : of any service type where its own is ""
        need : whose community is to be covered, with its languages, acquaintances and
            recusals; without one only the item itself is asked about
        today : day on which verification must hold; None: it does
        ranker : the published rule if None
        taken : units by capability held in the weeks in question beside those that
            `free` knows of already

        Notes
        -----
        A score is the ranker's, with an approximate text affinity: good enough for a
        shortlist, to be scored exactly by `propose`.
        """
        question = Question(item, need, today, taken or {})
        ranker = PairRanker() if ranker is None else ranker
        asked = Asked.of(question.text, self._lexicon)
        ids, scores = [np.empty(0, np.int64)], [np.empty(0)]
        for segment in self._segments():
            batch = segment.near(question)
            batch = batch.only(first_rules(batch) == OPEN)
            if len(batch.rows):
                low, _high = segment.columns.span(item.service_type)
                near = self._affinity(segment, asked, item.service_type)
                affinity = near[batch.rows - low].astype(np.float64)
                ids.append(batch.of("id"))
                scores.append(ranker.score_pairs(features(batch, affinity)))
        return best(np.concatenate(ids), np.concatenate(scores), k)

    def search(self, text: str, k: int) -> tuple[Ids, Scores]:
        """The k nearest by text alone, best first: no rule, no other feature."""
        asked = Asked.of(text, self._lexicon)
        ids, near = [], []
        for segment in self._segments():
            each = self._affinity(segment, asked, "")
            if not segment.alive.all():
                each[~segment.alive] = -1.0
            some = best(segment.columns.arrays["id"], each, k)
            ids.append(some[0][some[1] >= 0])
            near.append(some[1][some[1] >= 0])
        found, affinity = best(np.concatenate(ids), np.concatenate(near), k)
        return found, affinity.astype(np.float64)

    def blocked(
        self,
        item: ItemView,
        *,
        need: NeedView | None = None,
        today: date | None = None,
        taken: Mapping[int, int] | None = None,
    ) -> tuple[Ids, Array]:
        """Every capability of the item's service type, by id, and the place in `Rule`
        of the first rule that blocks it; OPEN where none does."""
        question = Question(item, need, today, taken or {})
        batches = [segment.batch(question) for segment in self._segments()]
        ids = np.concatenate([batch.of("id") for batch in batches]).astype(np.int64)
        rules = np.concatenate([first_rules(batch) for batch in batches])
        order = np.argsort(ids)
        return ids[order], rules[order]

    def prices(self, ids: Sequence[int] | Ids) -> Ids:
        """Fen a unit of each of these; 0 of one that is not there."""
        found = np.zeros(len(ids), dtype=np.int64)
        for segment in self._segments():
            rows = segment.columns.rows_of(ids)
            here = rows >= 0
            here[here] = segment.alive[rows[here]]
            found[here] = segment.columns.arrays["price"][rows[here]]
        return found

    def _segments(self) -> Sequence[_Segment]:
        return [self._base] if self._delta is None else [self._base, self._delta]

    def _affinity(self, segment: _Segment, asked: Asked, service_type: str) -> Array:
        """Affinity of each row of a service type, dead ones too."""
        low, high = segment.columns.span(service_type)
        own = segment.postings.affinity(asked, low, high)
        if segment is self._base or not (self._origin[low:high] >= 0).any():
            return own
        first, last = self._base.columns.span(service_type)
        before = self._base.postings.affinity(asked, first, last)
        origin = self._origin[low:high]
        return np.where(origin >= 0, before[np.maximum(origin - first, 0)], own)

    def save(self, path: Path) -> str:
        """Write the build to a file that is whole or not there; its digest.

        Raises ValueError when there are changes since: they are not written.
        """
        if self.changes:
            raise ValueError("an index is saved as it was built")
        arrays = {f"column.{k}": v for k, v in self._base.columns.arrays.items()}
        arrays |= {f"text.{k}": v for k, v in self._base.postings.arrays.items()}
        arrays |= {"hashes": self._lexicon.hashes, "idf": self._lexicon.idf}
        facts = {
            "tables": dict(self._base.columns.tables),
            "rare": self._lexicon.rare,
            "note": dict(self.note),
        }
        return write_file(path, arrays, facts)

    @classmethod
    def load(cls, path: Path, *, whole: bool = True) -> CapabilityIndex:
        """The index of a file, mapped into memory.

        Without `whole` only the head is checked against its digest, not the arrays.
        Raises IndexUnreadable for a file that is missing, damaged or of another kind.
        """
        arrays, facts = read_file(path, whole=whole)
        columns = {k[7:]: v for k, v in arrays.items() if k.startswith("column.")}
        texts = {k[5:]: v for k, v in arrays.items() if k.startswith("text.")}
        alive = np.ones(len(columns["id"]), dtype=bool)
        return cls(
            _Segment(Columns(columns, facts["tables"]), Postings(texts), alive),
            Lexicon(arrays["hashes"], arrays["idf"], facts["rare"]),
            note=facts["note"],
        )
