"""Chinese search on PostgreSQL (tsvector)."""

from typing import Any

from django.utils.functional import cached_property
from modelsearch.backends.database.postgres import postgres as vendor

from config.search.han import HanIndexer, HanSearch

VendorIndexer = vendor.ObjectIndexer


class HanPostgresIndexer(HanIndexer, VendorIndexer):
    """The vendor's indexer with our words; the mirrors for fuzzy search stay raw."""

    def __init__(self, obj: Any, backend: Any) -> None:
        super().__init__(obj, backend)
        self.raw = VendorIndexer(obj, backend)

    @cached_property
    def title_text(self) -> str:
        return self.raw.title_text

    @cached_property
    def body_text(self) -> str:
        return self.raw.body_text


class HanPostgresBackend(HanSearch, vendor.PostgresSearchBackend):
    """The vendor's backend with our words.

    The "simple" configuration neither stems nor drops words, whatever the cluster's
    default is: both databases give the same answers.
    """

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({"SEARCH_CONFIG": "simple", **params})


# PostgresIndex.add_items looks this name up in its module and takes no hook.
vendor.ObjectIndexer = HanPostgresIndexer
