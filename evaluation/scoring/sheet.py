"""An indicator sheet: heads, nodes and leaves, as rows for people and as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evaluation.scoring.leaves import Deduction, LeafRule, Veto
from evaluation.scoring.types import NONE, Ints, Points

WHOLE = ""
"""The code under which faults and vetoes name the sheet as a whole."""


@dataclass(frozen=True)
class Leaf:
    """A row that is scored."""

    code: str
    most: Points
    rule: LeafRule

    @cached_property
    def ladder(self) -> tuple[Points, ...]:
        """All points that may be given, ascending."""
        return self.rule.ladder(self.most)


@dataclass(frozen=True, slots=True)
class Node:
    """A row that adds up what stands below; a head where it stands in none."""

    code: str
    most: Points
    bonus: bool = False
    """A head beside the total: never more than `most`, whatever stands below."""


@dataclass(frozen=True, slots=True)
class Cap:
    """A bound on the grade, not on points: with less than `least` in this leaf or node
    the grade is `at_most`. "No party branch: at most 4A"."""

    code: str
    least: Points
    at_most: str


@dataclass(frozen=True, slots=True)
class SumFault:
    """A node whose rows do not add up to it."""

    code: str
    stated: Points
    found: Points


@dataclass(frozen=True)
class SheetView:
    """A sheet as it is scored.

    `parent` gives for each row the place of the one it stands in, -1 for a head; a row
    comes after the one it stands in. `total` is what the heads add up to, `most` what a
    bonus may lift it to (the total, unless the rules say more).
    """

    rows: tuple[Leaf | Node, ...]
    parent: tuple[int, ...]
    total: Points
    most: Points
    caps: tuple[Cap, ...] = ()

    def __post_init__(self) -> None:
        if len({row.code for row in self.rows} | {WHOLE}) != len(self.rows) + 1:
            raise ValueError("each row of a sheet has a code of its own")
        for place, above in enumerate(self.parent):
            if not -1 <= above < place or (above >= 0 and self.is_leaf(above)):
                raise ValueError(f"{self.rows[place].code} stands in no node before it")
        self._check_rules()

    def _check_rules(self) -> None:
        if any(row.most < NONE for row in self.rows):
            raise ValueError("rows hold no points below 0")
        for leaf in self.leaves:
            leaf.rule.ladder(leaf.most)
        if not self.place.keys() >= {cap.code for cap in self.caps}:
            raise ValueError("a cap is of no row of the sheet")
        if any(self.is_leaf(struck) for struck in self.vetoes if struck >= 0):
            raise ValueError("a veto strikes a node, not a leaf")
        if any(self.is_bonus(i) for i, above in enumerate(self.parent) if above >= 0):
            raise ValueError("a bonus stands beside the heads")

    def is_leaf(self, place: int) -> bool:
        return isinstance(self.rows[place], Leaf)

    @cached_property
    def place(self) -> dict[str, int]:
        return {row.code: place for place, row in enumerate(self.rows)}

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        return tuple(row for row in self.rows if isinstance(row, Leaf))

    @cached_property
    def leaf_places(self) -> Ints:
        return np.array([self.place[leaf.code] for leaf in self.leaves], dtype=np.int64)

    @cached_property
    def heads(self) -> tuple[int, ...]:
        """Places of the rows that stand in none, bonus heads among them."""
        return tuple(i for i, above in enumerate(self.parent) if above < 0)

    @cached_property
    def vetoes(self) -> dict[int, tuple[int, ...]]:
        """Place of a node, -1 for the sheet: the leaves (by number) that strike it."""
        found: dict[int, tuple[int, ...]] = {}
        for number, leaf in enumerate(self.leaves):
            if isinstance(leaf.rule, Veto):
                target = self._struck_by(leaf, leaf.rule)
                found[target] = (*found.get(target, ()), number)
        return found

    def _struck_by(self, leaf: Leaf, veto: Veto) -> int:
        if veto.strikes is None:
            return self.parent[self.place[leaf.code]]
        if veto.strikes not in {WHOLE, *self.place}:
            raise ValueError(f"{leaf.code} strikes {veto.strikes}, which is no row")
        return self.place.get(veto.strikes, -1)

    def is_veto(self, place: int) -> bool:
        row = self.rows[place]
        return isinstance(row, Leaf) and isinstance(row.rule, Veto)

    def is_bonus(self, place: int) -> bool:
        row = self.rows[place]
        return isinstance(row, Node) and row.bonus

    def below(self, place: int) -> Iterator[Leaf | Node]:
        """The rows that stand directly in this one."""
        return (self.rows[i] for i, above in enumerate(self.parent) if above == place)


def sheet_of(
    rows: Iterable[tuple[str, Leaf | Node]],
    total: Points,
    most: Points | None = None,
    caps: Iterable[Cap] = (),
) -> SheetView:
    """A sheet from (code of the node it stands in, row), heads with "".

    Raises ValueError where a row stands in none that came before it.
    """
    place: dict[str, int] = {WHOLE: -1}
    kept: list[Leaf | Node] = []
    parent: list[int] = []
    for above, row in rows:
        if above not in place:
            raise ValueError(f"{row.code} stands in {above}, which is not before it")
        place[row.code] = len(kept)
        kept.append(row)
        parent.append(place[above])
    return SheetView(tuple(kept), tuple(parent), total, most or total, tuple(caps))


def counted(row: Leaf | Node) -> Points:
    """What a row adds to the stated points of its node: vetoes and deductions none."""
    takes = isinstance(row, Leaf) and isinstance(row.rule, Veto | Deduction)
    bonus = isinstance(row, Node) and row.bonus
    return NONE if takes or bonus else row.most


def sum_faults(sheet: SheetView) -> tuple[SumFault, ...]:
    """Nodes, and the sheet itself under "", that do not add up, in order of the sheet.

    A bonus head is a cap, so what stands in it may add up to more, never to less.
    """
    heads = sum((counted(sheet.rows[i]) for i in sheet.heads), NONE)
    found = [SumFault(WHOLE, sheet.total, heads)] if heads != sheet.total else []
    for place, row in enumerate(sheet.rows):
        if isinstance(row, Leaf):
            continue
        below = sum(map(counted, sheet.below(place)), NONE)
        if below < row.most or (below > row.most and not row.bonus):
            found.append(SumFault(row.code, row.most, below))
    return tuple(found)
