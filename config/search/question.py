"""Turning what was asked into words that the index holds."""

from modelsearch.query import And, Boost, Not, Or, Phrase, PlainText, SearchQuery

from config.search.segment import query_words

Question = str | SearchQuery


def segment_question(
    question: Question, *, operator: str | None = None, whole: bool = True
) -> Question:
    """The same question in the index's words; "" when no word is left in it.

    `operator` joins the runs of a plain string, as in modelsearch. MatchAll and
    Fuzzy (which reads the raw mirrors) pass unchanged.
    """
    if isinstance(question, str):
        question = PlainText(question, operator=operator or PlainText.DEFAULT_OPERATOR)
    return _segment(question, whole) or ""


def _segment(query: SearchQuery, whole: bool) -> SearchQuery | None:
    if isinstance(query, PlainText):
        return _plain(query, whole)
    if isinstance(query, Phrase):
        return _joined(
            And, [Phrase(" ".join(w)) for w in query_words(query.query_string)]
        )
    if isinstance(query, (And, Or)):
        found = [_segment(part, whole) for part in query.subqueries]
        return _joined(type(query), [part for part in found if part])
    if isinstance(query, Not):
        inner = _segment(query.subquery, whole)
        return inner and Not(inner)
    if isinstance(query, Boost):
        inner = _segment(query.subquery, whole)
        return inner and Boost(inner, query.boost)
    return query


def _plain(query: PlainText, whole: bool) -> SearchQuery | None:
    """Runs are joined by the operator; the pairs of one run always by AND."""
    words = query_words(query.query_string, whole=whole)
    if query.operator == "or":
        return _joined(Or, [PlainText(" ".join(run)) for run in words])
    flat = dict.fromkeys(word for run in words for word in run)
    return PlainText(" ".join(flat), boost=query.boost) if flat else None


def _joined(kind: type[And] | type[Or], parts: list[SearchQuery]) -> SearchQuery | None:
    return kind(parts) if len(parts) > 1 else next(iter(parts), None)
