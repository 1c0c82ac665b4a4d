"""A sheet to fill in: headings, one example, choices to pick from, an explanation."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from records.sheets.export import csv_text, inert
from records.sheets.table import MOST_ROWS, Column

_HEAD = PatternFill("solid", fgColor="F3E9E2")
_LISTED = 250  # characters that a list of choices may have inside a cell's rule


def template_book(columns: Sequence[Column], *, title: str, guide: str) -> bytes:
    """The xlsx book: a sheet to fill in, and one that explains each column."""
    columns = [column for column in columns if column.chinese]
    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        _fill(sheet, number, column)
    _explain(book.create_sheet(guide), columns)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, number: int, column: Column) -> None:
    letter = get_column_letter(number)
    head = sheet.cell(1, number, column.heading)
    head.font, head.fill = Font(bold=True), _HEAD
    head.comment = _note(column)
    _write(sheet, 2, number, column.example)
    sheet.column_dimensions[letter].width = column.width
    # A code stays text and a telephone number keeps its first 0: in the whole column,
    # and in the cells that WPS shows as filled in.
    sheet.column_dimensions[letter].number_format = "@"
    for row in range(2, 501):
        sheet.cell(row, number).number_format = "@"
    listed = ",".join(column.choices)
    if column.choices and len(listed) <= _LISTED:
        rule = DataValidation(
            type="list", formula1=f'"{listed}"', allow_blank=not column.required
        )
        rule.add(f"{letter}2:{letter}{MOST_ROWS}")
        sheet.add_data_validation(rule)


def _note(column: Column) -> Comment:
    note = Comment(f"{column.chinese}\n{column.english}", "ThreePlusN")
    note.width, note.height = 320, 160
    return note


def template_text(columns: Sequence[Column]) -> bytes:
    """The same as csv: the headings and the example."""
    shown = [column for column in columns if column.chinese]
    rows = [[column.heading for column in shown], [column.example for column in shown]]
    return csv_text(rows).encode()


def _explain(sheet: Worksheet, columns: Sequence[Column]) -> None:
    for number, word in enumerate(("列 Column", "说明", "Explanation", "可选 Choices")):
        head = sheet.cell(1, number + 1, word)
        head.font, head.fill = Font(bold=True), _HEAD
    for letter, width in zip("ABCD", (24, 60, 60, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    for row, column in enumerate(columns, start=2):
        words = (
            column.heading,
            column.chinese,
            column.english,
            "、".join(column.choices),
        )
        for number, word in enumerate(words, start=1):
            _write(sheet, row, number, word)
            sheet.cell(row, number).alignment = Alignment(
                wrap_text=True, vertical="top"
            )


def _write(sheet: Worksheet, row: int, number: int, text: str) -> None:
    cell = sheet.cell(row, number)
    cell.value = inert(text)
    cell.data_type = "s"
