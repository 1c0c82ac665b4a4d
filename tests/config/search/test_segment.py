import pytest

from config.search.segment import index_words, pairs, query_words, runs, singular


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("社区养老", ["社区养老"]),
        ("社会组织，5A级", ["社会组织", "5a", "级"]),
        ("“3+N”项目", ["3+n", "项目"]),
        ("3 + N", ["3", "n"]),
        ("５Ａ　ＡＢＣ", ["5a", "abc"]),
        ("2026-11-20", ["2026", "11", "20"]),
        ("Yuèxiù 越秀", ["yuexiu", "越秀"]),
        ("𠮶个", ["𠮶个"]),
        ("第〇号 人人", ["第〇号", "人人"]),
        ('"()*:^', []),
        ("_", []),
        ("", []),
    ],
)
def test_runs(text: str, found: list[str]) -> None:
    assert runs(text) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("养", "养"),
        ("养老", "养 老 养老"),
        ("居家养老", "居 家 养 老 居家 家养 养老"),
        ("5A级", "5a 级"),
        ("3+N", "3 n 3n"),
        ("Community canteens", "community canteens canteen"),
        ("，。", ""),
    ],
)
def test_index_words(text: str, words: str) -> None:
    assert index_words(text) == words


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("养", [["养"]]),
        ("社会组织", [["社会", "会组", "组织"]]),
        ("5A 级", [["5a"], ["级"]]),
        ("3+N", [["3n"]]),
        ("canteens", [["canteen"]]),
        ("…", []),
    ],
)
def test_query_words(question: str, words: list[list[str]]) -> None:
    assert query_words(question) == words


def test_a_word_being_typed_is_left_as_it_is() -> None:
    assert query_words("canteens", whole=False) == [["canteens"]]


@pytest.mark.parametrize(
    "question", ["养老", "老", "家养老服", "5A", "3N", "3+n", "services", "Service"]
)
def test_what_is_asked_is_in_the_index_of_a_text_that_holds_it(question: str) -> None:
    index = index_words("居家养老服务，5A 级，“3+N” services").split()
    assert [
        word for run in query_words(question) for word in run if word not in index
    ] == []


@pytest.mark.parametrize("question", ["火星", "养家", "服老"])
def test_what_is_not_in_a_text_is_not_in_its_index(question: str) -> None:
    index = index_words("居家养老服务").split()
    assert {word for run in query_words(question) for word in run} - set(index)


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("services", "service"),
        ("communities", "community"),
        ("bus", "bus"),
        ("class", "class"),
        ("as", "as"),
        ("5a", "5a"),
    ],
)
def test_singular(word: str, form: str) -> None:
    assert singular(word) == form


def test_pairs_of_one_character() -> None:
    assert pairs("老") == ["老"]
