"""What both databases share: words into the index, words out of the question."""

from typing import Any

from config.search.question import Question, segment_question
from config.search.segment import index_words


class HanIndexer:
    """Beside a vendor's ObjectIndexer: each text goes into the index as words.

    Lists and dicts are joined by the vendor out of parts that come through here.
    """

    def prepare_value(self, value: Any) -> str:
        prepared = super().prepare_value(value)
        return prepared if isinstance(value, (list, dict)) else index_words(prepared)


class HanSearch:
    """Beside a vendor's backend: each question is asked in the index's words."""

    def search(
        self,
        query: Question,
        model_or_queryset: Any,
        fields: list[str] | None = None,
        operator: str | None = None,
        order_by_relevance: bool = True,
    ) -> Any:
        return super().search(
            segment_question(query, operator=operator),
            model_or_queryset,
            fields=fields,
            order_by_relevance=order_by_relevance,
        )

    def autocomplete(
        self,
        query: Question,
        model_or_queryset: Any,
        fields: list[str] | None = None,
        operator: str | None = None,
        order_by_relevance: bool = True,
    ) -> Any:
        return super().autocomplete(
            segment_question(query, operator=operator, whole=False),
            model_or_queryset,
            fields=fields,
            order_by_relevance=order_by_relevance,
        )
