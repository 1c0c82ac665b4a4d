"""Files of our own: same bytes for same input, nothing run, loaded or styled."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from records.pictures.drawing import (
    EDGE,
    NARROW,
    WIDE,
    Bar,
    diverging_bars,
    fitted,
    length,
    stacked_bars,
)
from tests.evidence import sweep

SVG = "{http://www.w3.org/2000/svg}"
BARS = [Bar("a & b", (3, None, 2.5)), Bar("“c” <d>", (0, 10, 0))]
SERIES = ("one", "two", "three")


def test_a_file_runs_nothing_loads_nothing_styles_nothing_and_stays_the_same():
    svg = stacked_bars("<b>Parts", SERIES, BARS)

    assert svg == stacked_bars("<b>Parts", SERIES, BARS)
    assert not re.search(r"<script|<style|style=|\son\w+=|<b>", svg)
    assert set(re.findall(r"https?://[^\s\"]+", svg)) == {"http://www.w3.org/2000/svg"}
    assert ElementTree.fromstring(svg).find(f"{SVG}title").text == "<b>Parts"


def test_series_differ_without_colour():
    series = [str(number) for number in range(6)]

    svg = stacked_bars("six", series, [Bar("all", (1, 2, 3, 4, 5, 6))])

    hatches = re.findall(r'<pattern.*?<path d="(.*?)"', svg)
    assert len(set(hatches)) == 5
    assert "1 | 2 | 3 | 4 | 5 | 6" in svg


def test_what_is_hidden_is_a_dash_and_has_no_part():
    svg = stacked_bars("one", ["n"], [Bar("a", (None,)), Bar("b", (12,))])

    assert re.findall(r">(–|12)<", svg) == ["–", "12"]
    assert len(ElementTree.fromstring(svg).findall(f"{SVG}rect")) == 3


def test_two_sides_start_from_one_axis():
    svg = diverging_bars("gaps", ("needs", "offers"), [Bar("meals", (10, 5))])

    parts = ElementTree.fromstring(svg).findall(f"{SVG}rect")[-2:]
    at = [(float(p.get("x")), float(p.get("width"))) for p in parts]
    assert at == [(EDGE, WIDE / 2 - EDGE), (WIDE / 2, (WIDE / 2 - EDGE) / 2)]


NUMBERS = st.one_of(st.none(), st.floats(0, 1e6), st.integers(0, 10**6))
ROWS = st.lists(
    st.builds(Bar, st.text(max_size=40), st.tuples(NUMBERS, NUMBERS)), max_size=5
)


@sweep(30, 1000)
@given(ROWS, st.sampled_from((WIDE, NARROW)), st.booleans())
def test_nothing_leaves_the_picture(bars, width, sides):
    drawn = [Bar(re.sub(r"[^\w ]", "", bar.label), bar.numbers) for bar in bars]
    draw = diverging_bars if sides else stacked_bars

    found = ElementTree.fromstring(draw("t", ("a", "b"), drawn, width))

    for part in found.findall(f"{SVG}rect"):
        x, w = float(part.get("x", 0)), float(part.get("width"))
        assert x >= 0
        assert x + w <= width + 0.1


@sweep(50, 1000)
@given(st.text(max_size=60), st.integers(20, 400))
def test_a_label_is_cut_to_its_room(words, room):
    cut = fitted(words, room)

    assert cut == words or (cut.endswith("…") and length(cut) <= room + 14)
