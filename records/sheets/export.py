"""What leaves as a file for a spreadsheet: no cell of it is ever taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

MARK = "\ufeff"
"""Excel reads UTF-8 only behind this mark."""
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula; `read_table` takes the mark off."""
    risky = text.startswith(_RISKY) or text.lstrip().startswith(_RISKY)
    return f"'{text}" if risky else text


def csv_text(rows: Iterable[Sequence[Any]], *, delimiter: str = ",") -> str:
    """Rows as csv that Excel and WPS read as UTF-8."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([inert(str(cell)) for cell in row] for row in rows)
    return MARK + out.getvalue()
