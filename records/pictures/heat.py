"""A table whose cells are tinted by their number: a picture that is its own table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from records.pictures.cells import shown

TINTS = 9
HIDDEN = "–"
Numbers = Sequence[Sequence[int | None]]


@dataclass(frozen=True, slots=True)
class Head:
    """What stands beside a row or over a column."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """`tint` is a class of the style sheet: `h0` to `h9`, `hx` hidden, `sum`."""

    text: str
    tint: str


NONE = Cell("", "h0")


@dataclass(frozen=True, slots=True)
class HeatRow:
    head: Head
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """A tinted table; `of` says what its rows are, `source` what was counted when."""

    title: str
    of: str
    columns: tuple[Head, ...]
    rows: tuple[HeatRow, ...]
    source: str = ""

    @property
    def tall(self) -> bool:
        """Whether its heads stand upright, so that many columns fit."""
        return len(self.columns) > 8 and any(len(c.label) > 3 for c in self.columns)

    @property
    def hides(self) -> bool:
        return any(cell.tint == "hx" for row in self.rows for cell in row.cells)


def with_sums(counts: Sequence[Sequence[int]], *, whole: bool) -> Numbers:
    """Counts with a last column and a last row of sums; unless `whole`, small cells
    hidden, and what would give them away."""
    full = np.array(counts)
    table = shown(full, least=0) if whole else shown(full)
    rows = zip(table.cells, table.rows, strict=True)
    return [*([*cells, end] for cells, end in rows), [*table.columns, table.whole]]


def heat_of(
    title: str,
    of: str,
    rows: Sequence[Head],
    columns: Sequence[Head],
    numbers: Numbers,
    *,
    sums: bool = True,
    source: str = "",
) -> Heat:
    """`numbers` as rows and columns name them; with `sums` the last of both are sums,
    which have no tint. None is hidden."""
    height, width = len(rows) - sums, len(columns) - sums
    inner = [row[:width] for row in numbers[:height]]
    most = max((n or 0 for row in inner for n in row), default=0)
    found = [
        HeatRow(
            head,
            tuple(
                _cell(n, most) if y < height and x < width else _sum(n)
                for x, n in enumerate(line)
            ),
        )
        for y, (head, line) in enumerate(zip(rows, numbers, strict=True))
    ]
    return Heat(title, of, tuple(columns), tuple(found), source)


def _cell(number: int | None, most: int) -> Cell:
    """None of it is an empty cell; the least has a tint, the most the darkest."""
    if number is None:
        return Cell(HIDDEN, "hx")
    return Cell(f"{number:,}", f"h{-(-TINTS * number // most)}") if number else NONE


def _sum(number: int | None) -> Cell:
    return Cell(HIDDEN, "hx") if number is None else Cell(f"{number:,}", "sum")
