"""What became of a file: the figures, and each refusal at its cell."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refusal:
    """A sentence about a cell ("" where the whole file is meant)."""

    cell: str
    sentence: str

    @property
    def place(self) -> tuple[int, int, str]:
        """Row by row, column by column."""
        letters = self.cell.rstrip("0123456789")
        number = self.cell[len(letters) :]
        return int(number or 0), len(letters), letters


@dataclass(slots=True)
class Report:
    """One import or its rehearsal: nothing is written where anything is refused."""

    read: int = 0
    created: int = 0
    there: list[int] = field(default_factory=list)
    """Rows that are known already, from before or from further up in the file."""
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Further lines, already in the reader's language."""
    rehearsal: bool = False
    digest: str = ""

    @property
    def ok(self) -> bool:
        return not self.refused
