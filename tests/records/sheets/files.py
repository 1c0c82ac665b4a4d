"""Small files as somebody would hand them in."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook


def csv_file(
    *rows: Sequence[str], encoding: str = "utf-8", delimiter: str = ","
) -> bytes:
    out = StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def book(*rows: Sequence[Any]) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(list(row))
    out = BytesIO()
    made.save(out)
    return out.getvalue()
