"""Rows of a file <-> clean values: csv and xlsx in, templates out. Pure: no Django.

What a file holds is never trusted: it is bounded in bytes, rows and columns, a formula
is read as the text it is, and whatever is wrong is a `Fault` with its cell, a code and
parameters; the sentence belongs to the floor that speaks to somebody.
"""

from records.sheets.book import text_book
from records.sheets.export import csv_text, inert
from records.sheets.marked import marked_copy
from records.sheets.names import NameFinder
from records.sheets.report import Refusal, Report
from records.sheets.table import (
    MOST_BYTES,
    MOST_ROWS,
    Column,
    Fault,
    Row,
    Table,
    Unreadable,
    content_of,
    digest_of,
    find_columns,
    grid_of,
    known_word,
    plain,
    read_table,
)
from records.sheets.template import template_book, template_text
from records.sheets.zipped import Unsafe, check_zip

__all__ = [
    "MOST_BYTES",
    "MOST_ROWS",
    "Column",
    "Fault",
    "NameFinder",
    "Refusal",
    "Report",
    "Row",
    "Table",
    "Unreadable",
    "Unsafe",
    "check_zip",
    "content_of",
    "csv_text",
    "digest_of",
    "find_columns",
    "grid_of",
    "inert",
    "known_word",
    "marked_copy",
    "plain",
    "read_table",
    "template_book",
    "template_text",
    "text_book",
]
