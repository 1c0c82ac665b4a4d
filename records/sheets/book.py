"""Rows as an xlsx book that Excel and WPS leave as they are: every cell is text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from records.sheets.export import inert

WIDTH = 18


def text_book(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]
) -> bytes:
    """One sheet; long numbers keep their digits, and no cell is taken for a formula."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(headings, start=1):
        sheet.cell(1, number, inert(heading)).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
    for line, row in enumerate(rows, start=2):
        for number, value in enumerate(row, start=1):
            cell = sheet.cell(line, number, inert(str(value)))
            cell.number_format, cell.data_type = "@", "s"
    out = BytesIO()
    book.save(out)
    return out.getvalue()
