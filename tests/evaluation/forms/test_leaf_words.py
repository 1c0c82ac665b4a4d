"""How a leaf is scored, written in a line and read again."""

import pytest

from evaluation.enums import LeafKind
from evaluation.forms.leaf_words import in_words, understood, written

LINES = [
    (LeafKind.LEVELS, "10=优秀=excellent; 6=良好; 3"),
    (LeafKind.LEVELS, "10=优秀=excellent; 6=良好"),
    (LeafKind.RATIO_BANDS, "0.8=10; 1=20"),
    (LeafKind.COUNT_CAP, "3=5+1"),
    (LeafKind.COUNT_CAP, "3=5+1 @hours"),
    (LeafKind.VETO, ""),
    (LeafKind.VETO, "*"),
    (LeafKind.VETO, "5.2"),
    (LeafKind.JUDGED, ""),
    (LeafKind.SHARE, "0.1"),
    (LeafKind.PASS_FAIL, ""),
]


@pytest.mark.parametrize(("kind", "line"), LINES[1:])
def test_what_is_written_is_read_again(kind, line):
    assert written(kind, understood(kind, line)) == line


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        LINES[0],
        (LeafKind.LEVELS, ""),
        (LeafKind.RATIO_BANDS, "1=2=3"),
        (LeafKind.COUNT_CAP, "3=5"),
        (LeafKind.PASS_FAIL, "1"),
    ],
)
def test_a_line_of_another_kind_is_refused_with_an_example(kind, line):
    with pytest.raises(ValueError, match=r"。$|如|填"):
        understood(kind, line)


def test_wide_signs_of_a_chinese_keyboard_are_read():
    assert understood(LeafKind.COUNT_CAP, "3＝5＋1") == {
        "least": 3,
        "first": "5",
        "each": "1",
    }


def test_a_reader_gets_words():
    levels = understood(LeafKind.LEVELS, "10=优秀=excellent; 6=良好=good")
    assert in_words(LeafKind.LEVELS, levels) == "10 优秀；6 良好"
    bounds = understood(LeafKind.RATIO_BANDS, "0.8=10; 1=20")
    assert in_words(LeafKind.RATIO_BANDS, bounds) == "≥0.8: 10；≥1: 20"
    count = understood(LeafKind.COUNT_CAP, "3=5+1")
    assert in_words(LeafKind.COUNT_CAP, count) == "达到3个得5分，每增加1个加1分"
