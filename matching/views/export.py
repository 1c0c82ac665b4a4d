"""A table as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse

from records.sheets import csv_text


def csv_file(
    name: str, headings: Iterable[Any], rows: Iterable[Iterable[Any]]
) -> HttpResponse:
    """CSV in UTF-8; a cell that a spreadsheet would take for a formula is quoted."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write(csv_text([list(headings), *map(list, rows)]))
    return response
