"""Rows as an xlsx book that Excel and WPS leave as they are: every cell is text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from records.sheets.export import inert

WIDTH = 18
PROPERTIES = "docProps/core.xml"
MOMENT = re.compile(rb">\d{4}-\d\d-\d\dT[\d:.]+Z<")
EARLIEST = (1980, 1, 1, 0, 0, 0)


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
    return _timeless(out)


def _timeless(book: BytesIO) -> bytes:
    """The same rows give the same bytes, whenever they are written."""
    out = BytesIO()
    with ZipFile(book) as made, ZipFile(out, "w", ZIP_DEFLATED) as kept:
        for name in made.namelist():
            part = made.read(name)
            if name == PROPERTIES:
                part = MOMENT.sub(b">1980-01-01T00:00:00Z<", part)
            kept.writestr(ZipInfo(name, EARLIEST), part, ZIP_DEFLATED)
    return out.getvalue()
