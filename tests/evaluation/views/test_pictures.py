"""Pictures are files of our own with a text beside them, and differ without colour."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from django.utils import translation

from evaluation.scoring import Points
from evaluation.scoring.grades import Reach
from evaluation.scoring.pictures import HeadBar, Waiting, distribution, progress
from evaluation.views.drawing import stacked_bars
from evaluation.views.pictures import draw_distribution, draw_heads, draw_progress

P = Points.of
BARS = (HeadBar("p", P(80), P(100)), HeadBar("w", P("170.5"), P(200)))
NAMES = {"p": "党建工作", "w": "法人治理"}
REACH = Reach("3A", "4A", P("12.5"), P(3))


def test_heads_say_what_they_show_in_both_languages():
    with translation.override("en"):
        english = draw_heads("Points by head", BARS, NAMES, REACH).text
    with translation.override("zh-hans"):
        chinese = draw_heads("各部分得分", BARS, NAMES, REACH)

    assert english == (
        "Points by head; 党建工作: 80 of 100 points; 法人治理: 170.5 of 200 points; "
        "12.5 points to 4A"
    )
    assert chinese.text == (
        "各部分得分；党建工作：80分（满分100分）；法人治理：170.5分（满分200分）；"
        "距4A还差12.5分"
    )
    assert "距4A还差12.5分" in chinese.svg
    assert "距" not in draw_heads("各部分得分", BARS, NAMES, None).text


def test_the_board_says_what_is_late_in_words():
    bars = progress(["visit", "vote"], [Waiting("visit", "agency", -2)])

    with translation.override("en"):
        found = draw_progress("Board", bars, {"visit": "Visit", "vote": "Vote"})

    assert found.text == "Board; Visit: 1, past the deadline 1"


def test_a_hidden_cell_has_no_bar_and_is_said_to_be_hidden():
    found = distribution(["a"], ["4A", "5A"], [("a", "4A")] * 12 + [("a", "5A")] * 3)

    with translation.override("en"):
        drawn = draw_distribution(
            "Grades", found, {"a": "Funds"}, {"4A": "4A", "5A": "5A"}
        )

    assert drawn.text == "Grades; Funds: 4A (not shown), 5A (not shown)"
    assert ">12<" not in drawn.svg


def test_a_file_runs_nothing_loads_nothing_and_is_the_same_each_time():
    given = (
        "parts",
        "<b>Parts",
        ["a & b"],
        {"one": [3], "two": [None], "three": [2.5]},
    )

    svg = stacked_bars(*given)

    assert svg == stacked_bars(*given)
    assert "<script" not in svg
    assert "<b>" not in svg
    assert set(re.findall(r"https?://[^\s\"]+", svg)) == {"http://www.w3.org/2000/svg"}
    ElementTree.fromstring(svg)


def test_series_differ_without_colour():
    series = {str(number): [10 + number] for number in range(6)}

    svg = stacked_bars("six", "Six", ["one"], series)

    hatches = re.findall(r"<pattern.*?/></?(\w+.*?)</pattern>", svg, flags=re.S)
    assert len({re.sub(r"#\w{6}", "", each) for each in hatches}) == 5
    assert all(f">{value[0]}<" in svg for value in series.values())
