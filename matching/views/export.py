"""A table as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse

from records.sheets import csv_text, text_book

BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_file(
    name: str, headings: Iterable[Any], rows: Iterable[Iterable[Any]]
) -> HttpResponse:
    """CSV in UTF-8; a cell that a spreadsheet would take for a formula is quoted."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write(csv_text([list(headings), *map(list, rows)]))
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
