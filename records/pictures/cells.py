"""Counts by two groups with small cells hidden, and what could give them away.

A cell below `LEAST` is hidden, margins included. Margins that are shown would tell a
hidden cell that is alone in its row or column, or on the only bridge between two
blocks of hidden cells: in the graph of rows and columns whose edges are the hidden
cells, exactly the bridges can be reckoned (Gusfield, "A graph theoretic approach to
statistical data security", SIAM J. Comput. 17, 1988). So the cheapest further cells
are hidden until no edge is a bridge, and until the hidden cells of a line come to
`LEAST` together.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LEAST = 10
EMPTY_COST = 10_000
"""Hiding an empty cell shelters little: its neighbours cannot be smaller by it."""

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Edge = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts with their margins, as they may be shown: None where hidden."""

    cells: tuple[tuple[int | None, ...], ...]
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]
    whole: int | None

    @property
    def hidden(self) -> int:
        """How many cells are hidden, margins not counted."""
        return sum(row.count(None) for row in self.cells)


def shown(counts: Ints, least: int = LEAST) -> Table:
    """A table of counts (rows, columns) that gives no small cell away."""
    full = _with_margins(np.atleast_2d(counts))
    hidden = hidden_cells(full, least)
    cells = [
        [None if gone else int(n) for n, gone in zip(row, line, strict=True)]
        for row, line in zip(full, hidden, strict=True)
    ]
    return Table(
        cells=tuple(tuple(row[:-1]) for row in cells[:-1]),
        rows=tuple(row[-1] for row in cells[:-1]),
        columns=tuple(cells[-1][:-1]),
        whole=cells[-1][-1],
    )


def _with_margins(counts: Ints) -> Ints:
    wide = np.hstack([counts, counts.sum(axis=1, keepdims=True)])
    return np.vstack([wide, wide.sum(axis=0, keepdims=True)])


def hidden_cells(full: Ints, least: int) -> Mask:
    """Which cells of a table with its margins are hidden."""
    hidden: Mask = full < least
    while True:
        more = _short_line(full, hidden, least) or _way_round(full, hidden)
        if not more:
            return hidden
        for cell in more:
            hidden[cell] = True


def _short_line(full: Ints, hidden: Mask, least: int) -> list[Edge]:
    """The smallest shown cell of a line whose hidden cells do not come to `least`."""
    for line in _lines(full.shape):
        gone = [cell for cell in line[:-1] if hidden[cell]]
        left = [cell for cell in line[:-1] if not hidden[cell]]
        if not gone or not left or hidden[line[-1]]:
            continue
        if sum(full[cell] for cell in gone) < least:
            return [min(left, key=lambda cell: (full[cell], cell))]
    return []


def _lines(shape: tuple[int, ...]) -> Iterator[list[Edge]]:
    """Rows and columns, each with its margin last."""
    height, width = shape
    yield from ([(r, c) for c in range(width)] for r in range(height))
    yield from ([(r, c) for r in range(height)] for c in range(width))


def _way_round(full: Ints, hidden: Mask) -> list[Edge]:
    """Cells that close a ring around a hidden cell that could be reckoned."""
    for r, c in np.argwhere(hidden).tolist():
        way = cheapest_way(full, hidden, (r, c))
        if any(not hidden[cell] for cell in way):
            return way
    return []


def cheapest_way(full: Ints, hidden: Mask, around: Edge) -> list[Edge]:
    """Cells from a row to a column other than the cell where they meet: Dijkstra's way
    over rows and columns, a hidden cell costs nothing, a shown one its count."""
    height = len(full)
    cost = np.where(hidden, 0, np.where(full > 0, full, EMPTY_COST))
    start, goal = around[0], height + around[1]
    best = {start: 0}
    came: dict[int, tuple[int, Edge]] = {}
    queue = [(0, start)]
    while queue:
        spent, node = heapq.heappop(queue)
        if node == goal:
            return _back(goal, start, came)
        for cell, other in _steps(node, full.shape):
            price = spent + int(cost[cell])
            if cell != around and price < best.get(other, price + 1):
                best[other] = price
                came[other] = (node, cell)
                heapq.heappush(queue, (price, other))
    return []


def _steps(node: int, shape: tuple[int, ...]) -> Iterator[tuple[Edge, int]]:
    height, width = shape
    if node < height:
        yield from (((node, c), height + c) for c in range(width))
    else:
        yield from (((r, node - height), r) for r in range(height))


def _back(goal: int, start: int, came: dict[int, tuple[int, Edge]]) -> list[Edge]:
    way = []
    while goal != start:
        goal, cell = came[goal]
        way.append(cell)
    return way
