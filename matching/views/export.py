"""A table as a file for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse

from records.sheets import inert, text_book

BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARK = "\ufeff"
"""Excel reads UTF-8 only behind this mark."""


def csv_file(
    name: str, headings: Iterable[Any], rows: Iterable[Iterable[Any]]
) -> HttpResponse:
    """CSV in UTF-8; a cell that a spreadsheet would take for a formula is quoted."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write(MARK)
    writer = csv.writer(response)
    writer.writerow([str(heading) for heading in headings])
    for row in rows:
        writer.writerow([inert(str(cell)) for cell in row])
    return response


def xlsx_file(
    name: str, headings: Iterable[Any], rows: Iterable[Iterable[Any]]
) -> HttpResponse:
    """A book for Excel and WPS, all of it text."""
    lines = [[str(cell) for cell in row] for row in rows]
    book = text_book(name, [str(heading) for heading in headings], lines)
    response = HttpResponse(book, content_type=BOOK)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
