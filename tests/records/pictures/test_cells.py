"""Small cells are hidden, and nothing that is shown gives them away."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from records.pictures.cells import LEAST, shown
from tests.evidence import sweep


def test_a_table_without_small_cells_is_shown_whole():
    table = shown(np.array([[10, 20], [30, 40]]))

    assert table.cells == ((10, 20), (30, 40))
    assert (table.rows, table.columns, table.whole) == ((30, 70), (40, 60), 100)
    assert table.hidden == 0


def test_a_small_cell_takes_the_next_smallest_with_it():
    assert shown(np.array([50, 3, 12, 40])).cells == ((50, None, None, 40),)


def test_in_a_table_a_ring_of_four_is_hidden():
    table = shown(np.array([[3, 20, 90], [30, 15, 80], [70, 60, 50]]))

    assert table.cells == ((None, None, 90), (None, None, 80), (70, 60, 50))
    assert table.whole == 418


def test_ten_is_shown_and_nine_is_not():
    assert shown(np.array([10, 11])).cells == ((10, 11),)
    assert shown(np.array([9, 60, 70])).cells == ((None, None, 70),)


def test_a_whole_below_ten_is_hidden_with_all_its_cells():
    table = shown(np.array([2, 3]))

    assert (table.cells, table.whole) == (((None, None),), None)


def test_hidden_cells_that_come_to_little_take_a_larger_one_with_them():
    assert shown(np.array([0, 1, 30, 40])).cells == ((None, None, None, 40),)


COUNTS = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 40), min_size=columns, max_size=columns),
        min_size=1,
        max_size=4,
    )
)


def ranges(table):
    """What anybody can reckon of each hidden cell, margins included: its bounds."""
    grid = [[*row, m] for row, m in zip(table.cells, table.rows, strict=True)]
    grid.append([*table.columns, table.whole])
    height, width = len(grid), len(grid[0])
    cells = [(r, c) for r in range(height) for c in range(width)]
    rows = np.zeros((height + width, len(cells)))
    for place, (r, c) in enumerate(cells):
        rows[r, place] = -1 if c == width - 1 else 1
        rows[height + c, place] = -1 if r == height - 1 else 1
    known = [grid[r][c] for r, c in cells]
    bounds = [(0, None) if n is None else (n, n) for n in known]
    for place in (i for i, n in enumerate(known) if n is None):
        aim = np.eye(len(cells))[place]
        yield [
            linprog(sign * aim, A_eq=rows, b_eq=np.zeros(len(rows)), bounds=bounds).fun
            for sign in (1, -1)
        ]


@sweep(8, 600)
@given(COUNTS)
def test_no_hidden_cell_can_be_reckoned(counts):
    table = shown(np.array(counts))

    flat = [n for row in (*table.cells, table.rows, table.columns) for n in row]
    assert all(n is None or n >= LEAST for n in [*flat, table.whole])
    for low, high in ranges(table):
        assert high is None or -high - low >= 1
