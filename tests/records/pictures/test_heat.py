"""Tinted tables: the number is in its cell, sums have no tint, small ones are hidden."""

from __future__ import annotations

from records.pictures.heat import Head, heat_of, with_sums

STREETS = (Head("a", "/a/"), Head("b"), Head("all"))
KINDS = (Head("x"), Head("y"), Head("all"))


def cells(heat):
    return [[(cell.text, cell.tint) for cell in row.cells] for row in heat.rows]


def test_the_largest_is_darkest_and_none_is_empty():
    numbers = with_sums([[90, 0], [1, 45]], whole=True)

    heat = heat_of("Needs", "Street", STREETS, KINDS, numbers)

    assert cells(heat) == [
        [("90", "h9"), ("", "h0"), ("90", "sum")],
        [("1", "h1"), ("45", "h5"), ("46", "sum")],
        [("91", "sum"), ("45", "sum"), ("136", "sum")],
    ]
    assert not heat.hides


def test_small_numbers_are_hidden_with_what_would_tell_them():
    numbers = with_sums([[3, 20, 90], [30, 15, 80], [70, 60, 50]], whole=False)

    assert numbers == [
        [None, None, 90, 113],
        [None, None, 80, 125],
        [70, 60, 50, 180],
        [103, 95, 220, 418],
    ]
    columns = (*KINDS[:2], Head("z"), KINDS[2])
    heat = heat_of("Needs", "Street", (*STREETS[:2], *STREETS[1:]), columns, numbers)
    assert heat.hides
    assert cells(heat)[0] == [("–", "hx"), ("–", "hx"), ("90", "h9"), ("113", "sum")]
