"""A copy of somebody's own file with a column that says what is wrong in each row.

Order, sheet and the other columns stay; a formula becomes the text that it is.
"""

from __future__ import annotations

import csv
import warnings
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from records.sheets.export import csv_text, inert
from records.sheets.table import XLSX, decoded, delimiter_of, grid_of, plain

_TINT = PatternFill("solid", fgColor="FBE3DC")
_WIDTH = 50


def marked_copy(
    data: bytes, sentences: Mapping[int, str], names: Sequence[str]
) -> bytes:
    """The file again, with each row's sentence in the column that goes by one of
    `names` (the first is written where there is none); old sentences in it go.

    `data` is a file that `read_table` has read.
    """
    if data.startswith(XLSX):
        return _book(data, sentences, names)
    return _csv(data, sentences, names)


def _csv(data: bytes, sentences: Mapping[int, str], names: Sequence[str]) -> bytes:
    text = decoded(data)
    delimiter = delimiter_of(text)
    rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    head = next(n for n, row in enumerate(rows, start=1) if any(row))
    place = _place(rows[head - 1], names, rows)
    for number, row in enumerate(rows, start=1):
        if number < head or not (any(row) or number in sentences):
            continue
        row += [""] * (place + 1 - len(row))
        row[place] = names[0] if number == head else sentences.get(number, "")
    return csv_text(rows, delimiter=delimiter).encode()


def _book(data: bytes, sentences: Mapping[int, str], names: Sequence[str]) -> bytes:
    book = _opened(data)
    for sheet in book.worksheets:
        _defuse(sheet)
    _mark(book.worksheets[0], sentences, names)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _opened(data: bytes) -> Workbook:
    """The book as it is; one with a part that cannot be written again by its cells."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles that openpyxl does not know
            return load_workbook(BytesIO(data), keep_links=False)
    except Exception:  # openpyxl raises whatever a part that it does not know makes it
        book = Workbook()
        for row in grid_of(data):
            book.active.append([cell or None for cell in row])
        return book


def _defuse(sheet: Worksheet) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            value = getattr(cell.value, "text", cell.value)  # an array formula
            if isinstance(cell, Cell) and isinstance(value, str):
                _write(cell, value)


def _mark(sheet: Worksheet, sentences: Mapping[int, str], names: Sequence[str]) -> None:
    values = [list(row) for row in sheet.iter_rows(values_only=True)]
    head = next(n for n, row in enumerate(values, start=1) if any(row))
    place = _place([str(each or "") for each in values[head - 1]], names, values) + 1
    for area in list(sheet.merged_cells.ranges):
        if area.min_col <= place <= area.max_col:
            sheet.unmerge_cells(str(area))
    letter = get_column_letter(place)
    sheet.column_dimensions[letter].width = _WIDTH
    for number in range(head + 1, sheet.max_row + 1):
        cell = sheet.cell(number, place)
        cell.value = None
        if number in sentences:
            _write(cell, sentences[number])
            cell.fill = _TINT
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    _write(sheet.cell(head, place), names[0])
    sheet.cell(head, place).font = Font(bold=True)


def _place(
    head: Sequence[str], names: Sequence[str], rows: Iterable[Sequence[object]]
) -> int:
    """Where the column stands, or the first place behind all that is filled in."""
    known = {plain(name) for name in names}
    found = next((n for n, word in enumerate(head) if plain(word) in known), None)
    if found is not None:
        return found
    empty = (None, "")
    return 1 + max(n for row in rows for n, v in enumerate(row) if v not in empty)


def _write(cell: Cell, text: str) -> None:
    cell.value = inert(text)
    cell.data_type = "s"
