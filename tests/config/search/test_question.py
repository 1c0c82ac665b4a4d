import pytest
from modelsearch.query import (
    MATCH_ALL,
    And,
    Boost,
    Fuzzy,
    Not,
    Or,
    Phrase,
    PlainText,
    SearchQuery,
)

from config.search.question import segment_question


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("社会组织 5A", PlainText("社会 会组 组织 5a")),
        ("养老养老", PlainText("养老 老养")),
        (PlainText("养老", boost=2), PlainText("养老", boost=2)),
        (
            PlainText("养老院 5A", operator="or"),
            Or([PlainText("养老 老院"), PlainText("5a")]),
        ),
        (Phrase("养老院"), Phrase("养老 老院")),
        (Phrase("5A级"), And([Phrase("5a"), Phrase("级")])),
        (And([PlainText("养老"), PlainText("，")]), PlainText("养老")),
        (
            Or([PlainText("养老"), PlainText("助残")]),
            Or([PlainText("养老"), PlainText("助残")]),
        ),
        (Not(PlainText("养老院")), Not(PlainText("养老 老院"))),
        (Boost(PlainText("养老院"), 3), Boost(PlainText("养老 老院"), 3)),
        (Fuzzy("养老院"), Fuzzy("养老院")),
        (MATCH_ALL, MATCH_ALL),
    ],
)
def test_segment_question(asked: str | SearchQuery, words: SearchQuery) -> None:
    assert repr(segment_question(asked)) == repr(words)


@pytest.mark.parametrize(
    "asked",
    ["", "  ", "，。", '"', "(((", Not(PlainText("!")), And([]), Boost(Phrase("?"), 2)],
)
def test_a_question_without_a_word_is_empty(asked: str | SearchQuery) -> None:
    assert segment_question(asked) == ""


def test_operator_joins_the_runs_never_the_pairs_of_a_run() -> None:
    either = segment_question("养老院 5A", operator="or")
    assert repr(either) == repr(Or([PlainText("养老 老院"), PlainText("5a")]))
