"""bm25s and tantivy on the same menu: what somebody would take instead of our index.

Both check fewer rules than we do: no windows, no budget, no recusal, no capacity beside
the first unit; and neither computes features or a ranking beyond its text score.
"""

from __future__ import annotations

import tempfile
from typing import Any

import bm25s
import numpy as np
import tantivy

from benchmarks.menu import GATES, SOURCES, TODAY, WORDS, Menu
from matching.engine import ItemView, NeedView
from matching.engine.highest import best

K = 100
_OCCUR = tantivy.Occur


def words_of(item: ItemView) -> list[str]:
    return item.text.split()


class Bm25s:
    """Text by bm25s; filters as boolean arrays over numpy columns."""

    name = "bm25s"

    def __init__(self, menu: Menu):
        texts, count = menu.texts, menu.texts.count.astype(np.int64)
        each = np.repeat(texts.token, count)
        ends = np.append(0, np.cumsum(count))[texts.start]
        self._ids = [part.tolist() for part in np.split(each, ends[1:-1])]
        self._vocabulary = {f"x{word}": word for word in range(WORDS)}
        self._columns(menu)

    def _columns(self, menu: Menu) -> None:
        tables = menu.tables
        coverage = tables["coverage"]
        codes = sorted({code for each in coverage.values for code in each})
        self._code = {code: place for place, code in enumerate(codes)}
        covers = np.full((len(coverage.values), 3), -1, dtype=np.int32)
        for row, each in enumerate(coverage.values):
            own = [self._code[code] for code in sorted(each)]
            covers[row, : len(own)] = own
        self._covers = covers[coverage.at]
        self._kind = tables["service_type"].at.astype(np.int16)
        self._kinds = {kind: n for n, kind in enumerate(tables["service_type"].values)}
        self._gates = _bits(tables["gates"], GATES)
        self._funding = _bits(tables["funding"], SOURCES)
        numbers = menu.numbers
        self._fits = numbers["verified"] & (numbers["expires"] >= TODAY.toordinal())
        self._fits &= numbers["free"] > 0
        self._price, self._id = numbers["price"], numbers["id"]

    def build(self) -> None:
        self._model = bm25s.BM25(method="lucene")
        self._model.index((self._ids, self._vocabulary), show_progress=False)
        self._ids = []

    def scores(self, item: ItemView) -> Any:
        """Its scores, the best of them chosen as ours are."""
        return best(self._id, self._model.get_scores(words_of(item)), K)

    def by_text(self, item: ItemView) -> Any:
        """As it comes: it partitions a million scores, most of them equal."""
        tokens = [[word for word in words_of(item) if word in self._vocabulary]]
        return self._model.retrieve(tokens, k=K, show_progress=False).documents[0]

    def filtered(self, item: ItemView, need: NeedView) -> Any:
        scores = self._model.get_scores(words_of(item))
        rows = np.flatnonzero(
            (self._kind == self._kinds[item.service_type]) & self._fits
        )
        under = [
            self._code[need.community[:n]]
            for n in (6, 9, 12)
            if need.community[:n] in self._code
        ]
        rows = rows[np.isin(self._covers[rows], under).any(axis=1)]
        gates, money = _mask(item.gates, GATES), _mask(item.funding, SOURCES)
        rows = rows[(self._gates[rows] & gates) == gates]
        paid = (self._price[rows] == 0) | ((self._funding[rows] & money) > 0)
        rows = rows[paid]
        order = np.argsort(-scores[rows], kind="stable")[:K]
        return self._id[rows[order]]


def _bits(table: Any, words: tuple[str, ...]) -> Any:
    masks = np.array([_mask(each, words) for each in table.values], dtype=np.int16)
    return masks[table.at]


def _mask(wanted: frozenset[str], words: tuple[str, ...]) -> int:
    return sum(1 << place for place, word in enumerate(words) if word in wanted)


class Tantivy:
    """Text and filter terms by tantivy, in a folder that goes with it."""

    name = "tantivy"

    def __init__(self, menu: Menu):
        self._menu = menu
        self._folder = tempfile.TemporaryDirectory()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        for name in ("kind", "place", "fits", "gate", "source"):
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
        self._schema = builder.build()

    def build(self) -> None:
        menu = self._menu
        index = tantivy.Index(self._schema, path=self._folder.name)
        writer = index.writer(heap_size=512 * 2**20)
        numbers, tables = menu.numbers, menu.tables
        fits = numbers["verified"] & (numbers["expires"] >= TODAY.toordinal())
        fits = (fits & (numbers["free"] > 0)).tolist()
        free = (numbers["price"] == 0).tolist()
        columns = {
            field: [list(table.values), table.at.tolist()]
            for field, table in (
                ("kind", tables["service_type"]),
                ("place", tables["coverage"]),
                ("gate", tables["gates"]),
                ("source", tables["funding"]),
            )
        }
        for row in range(len(menu)):
            document = tantivy.Document()
            document.add_text("text", menu.text(row))
            for field, (values, at) in columns.items():
                own = values[at[row]]
                for word in [own] if isinstance(own, str) else own:
                    document.add_text(field, word)
            if free[row]:
                document.add_text("source", "free")
            document.add_text("fits", "yes" if fits[row] else "no")
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def by_text(self, item: ItemView) -> Any:
        return self._searcher.search(self._text(item), K).hits

    def filtered(self, item: ItemView, need: NeedView) -> Any:
        place = [need.community[:n] for n in (6, 9, 12)]
        musts = [
            self._term("kind", item.service_type),
            self._term("fits", "yes"),
            tantivy.Query.term_set_query(self._schema, "place", place),
            tantivy.Query.term_set_query(
                self._schema, "source", [*item.funding, "free"]
            ),
            *(self._term("gate", gate) for gate in sorted(item.gates)),
        ]
        clauses = [(_OCCUR.Must, query) for query in musts]
        clauses.append((_OCCUR.Should, self._text(item)))
        return self._searcher.search(tantivy.Query.boolean_query(clauses), K).hits

    def _text(self, item: ItemView) -> Any:
        return tantivy.Query.boolean_query(
            [(_OCCUR.Should, self._term("text", word)) for word in words_of(item)]
        )

    def _term(self, field: str, word: str) -> Any:
        return tantivy.Query.term_query(self._schema, field, word)
