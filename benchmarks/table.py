"""One shape for every figure: what, size, ours, peer, ratio, what to reach.

A benchmark is a module of this package with a `TITLE` and `rows(quick)`, which yields
rows and, between them, sentences to be printed as they are (what a mix was, what was
missed, what was tried).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

HEAD = (
    "what",
    "size",
    "ours",
    "peer",
    "theirs",
    "ours / theirs",
    "to reach",
    "reached",
)
Figure = float | int | str | None


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure beside a peer of the same run."""

    what: str
    size: str
    ours: Figure
    unit: str = ""
    peer: str = ""
    theirs: Figure = None
    to_reach: str = ""
    reached: bool | None = None
    """None where nothing is promised, or where the owner measures it."""

    def cells(self) -> tuple[str, ...]:
        return (
            self.what,
            self.size,
            _figure(self.ours, self.unit),
            self.peer,
            _figure(self.theirs, self.unit),
            self._ratio(),
            self.to_reach,
            {None: "", True: "yes", False: "**no**"}[self.reached],
        )

    def _ratio(self) -> str:
        ours, theirs = self.ours, self.theirs
        if isinstance(ours, str) or isinstance(theirs, str) or not ours or not theirs:
            return ""
        return f"{ours / theirs:.3g}"


def _figure(value: Figure, unit: str) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else f"{value:.4g}"
    return f"{text} {unit}".rstrip()


def markdown(title: str, found: Iterable[Row | str]) -> Iterator[str]:
    """A heading, tables of rows, and the sentences where they stand."""
    yield f"## {title}\n"
    table_open = False
    for each in found:
        if isinstance(each, str):
            yield f"\n{each}\n" if table_open else f"{each}\n"
            table_open = False
            continue
        if not table_open:
            yield f"| {' | '.join(HEAD)} |"
            yield f"|{'---|' * len(HEAD)}"
            table_open = True
        yield f"| {' | '.join(each.cells())} |"
    yield ""
