"""Chinese search on SQLite (FTS5)."""

from typing import Any

from modelsearch.backends.database.sqlite import sqlite as vendor
from modelsearch.backends.database.sqlite.query import BM25

from config.search.han import HanIndexer, HanSearch

# Columns of the FTS table in their order: autocomplete, body, title.
WEIGHTS = "0.0, 1.0, 8.0"


class TitleFirst(BM25):
    """The vendor's rank weighs title and body alike; what is in a title comes first."""

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, list[Any]]:
        sql, params = super().as_sql(*args, **kwargs)
        return f"{sql.removesuffix(')')}, {WEIGHTS})", params


class HanSQLiteQueryCompiler(vendor.SQLiteSearchQueryCompiler):
    """The vendor's compiler with our rank, which is one for the whole row."""

    def _build_rank_expression(self, vectors: Any, config: Any) -> TitleFirst:
        return TitleFirst()


class HanSQLiteIndexer(HanIndexer, vendor.ObjectIndexer):
    """The vendor's indexer with our words."""


class HanSQLiteBackend(HanSearch, vendor.SQLiteSearchBackend):
    """The vendor's backend with our words."""

    query_compiler_class = HanSQLiteQueryCompiler


# SQLiteIndex.add_items looks this name up in its module and takes no hook.
vendor.ObjectIndexer = HanSQLiteIndexer
