"""A file as rows under known columns, each fault at its cell."""

from __future__ import annotations

import csv
import hashlib
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from unicodedata import category, normalize

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from records.sheets.zipped import Unsafe, check_zip

MOST_BYTES = 40 * 1024 * 1024
MOST_UNPACKED = 120 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 60
LONGEST_CELL = 32_767
XLSX, _XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]")
_FILLING = re.compile(r"[\s_*:：\-·/、.]+")
_KEPT = {"\n", "\t"}
# Control signs, halves of pairs, marks of writing order: nobody wrote them.
_DROPPED = {"Cc", "Cs", "Cf"}
_QUOTED = re.compile(r"^'(?=[=+\-@])")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a cell ("B17"; "" where the file as a whole is to blame)."""

    cell: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


class Unreadable(ValueError):
    """No rows can be had from this file; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its key; the names it goes by, the Chinese one first, the English
    one second. One with an explanation (in two languages) is part of the template."""

    key: str
    names: tuple[str, ...]
    required: bool = False
    chinese: str = ""
    english: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    width: int = 18

    @property
    def heading(self) -> str:
        return f"{self.names[0]} {self.names[1].capitalize()}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the sheet: its number there, the text under each known column."""

    number: int
    values: Mapping[str, str]
    letters: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.values.get(key, "")

    def at(self, *keys: str) -> str:
        """The address of the first of these columns that the sheet has: "B17"."""
        letter = next((self.letters[key] for key in keys if key in self.letters), "A")
        return f"{letter}{self.number}"

    def fault(self, code: str, /, *keys: str, **params: Any) -> Fault:
        return Fault(self.at(*keys), code, params)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below the header, without the empty ones."""

    rows: list[Row]
    letters: Mapping[str, str]
    digest: str


def content_of(source: bytes | Path | str) -> bytes:
    """The bytes of a file, no more than are read here; OSError where there is none."""
    if isinstance(source, bytes):
        data = source
    else:
        with Path(source).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Unreadable(Fault("", "too_large", {"limit": MOST_BYTES // 1024**2}))
    return data


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_table(source: bytes | Path | str, columns: Sequence[Column]) -> Table:
    """The file under these columns; columns it has besides are ignored, and so is the
    example row of the template where it was left standing.

    Raises Unreadable: too large, not a sheet, no header, a column missing or twice,
    no rows.
    """
    data = content_of(source)
    rows = ((n, row) for n, row in enumerate(grid_of(data), start=1) if any(row))
    number, header = next(rows, (1, []))
    if not header:
        raise Unreadable(Fault("", "empty_file"))
    letters, places = find_columns(header, number, columns)
    example = {each.key: each.example for each in columns if each.key in places}
    found = []
    for number, cells in rows:
        values = {k: cells[n] if n < len(cells) else "" for k, n in places.items()}
        if any(values.values()) and values != example:
            found.append(Row(number, values, letters))
    if not found:
        raise Unreadable(Fault(f"A{number + 1}", "no_rows"))
    return Table(found, letters, digest_of(data))


def find_columns(
    header: Sequence[str], number: int, columns: Sequence[Column]
) -> tuple[dict[str, str], dict[str, int]]:
    """Letter and place of each column that the header names."""
    known = {plain(n): each for each in columns for n in (each.heading, *each.names)}
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        column = known.get(plain(cell))
        if column is None:
            continue
        if column.key in places:
            at = f"{get_column_letter(place + 1)}{number}"
            raise Unreadable(Fault(at, "column_twice", {"name": column.names[0]}))
        places[column.key] = place
    missing = [each for each in columns if each.required and each.key not in places]
    if missing:
        names = [" / ".join(each.names[:2]) for each in missing]
        raise Unreadable(Fault(f"A{number}", "column_missing", {"names": names}))
    return {key: get_column_letter(n + 1) for key, n in places.items()}, places


def grid_of(data: bytes) -> Iterator[list[str]]:
    """Every row of a csv file or of the first sheet of an xlsx book, as clean text."""
    if not data:
        raise Unreadable(Fault("", "empty_file"))
    if data.startswith(_XLS):
        raise Unreadable(Fault("", "old_excel"))
    rows = _book(data) if data.startswith(XLSX) else _csv(data)
    for number, row in enumerate(rows, start=1):
        cells = [_text(cell) for cell in row[:MOST_COLUMNS]]
        if number > MOST_ROWS + 1 and any(cells):
            raise Unreadable(Fault(f"A{number}", "too_many_rows", {"limit": MOST_ROWS}))
        yield cells


def plain(word: str) -> str:
    """A heading or a word of choice without case, width, spaces, hints in brackets."""
    word = normalize("NFKC", word).casefold()
    return _FILLING.sub("", _BRACKETS.sub("", word))


def known_word(word: str, words: Mapping[str, Sequence[str]]) -> str | None:
    """The value that goes by this word, or None: {"urgent": ("紧急", "Urgent")}."""
    asked = plain(word)
    for value, names in words.items():
        if asked in {plain(name) for name in (value, *names)}:
            return value
    return None


def _csv(data: bytes) -> Iterator[Sequence[Any]]:
    text = decoded(data)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter_of(text))
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Unreadable(Fault(f"A{number}", "damaged_row")) from None
        yield row


def delimiter_of(text: str) -> str:
    """Comma, semicolon or tab: whichever the first line has most of."""
    first = text.lstrip().split("\n", 1)[0]
    return max(",;\t", key=first.count)


def decoded(data: bytes) -> str:
    """The text of a csv file; raises Unreadable where it is none."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(Fault("", "not_a_sheet"))


def _book(data: bytes) -> list[Sequence[Any]]:
    """Whatever the reader stumbles over means "damaged"."""
    try:
        check_zip(data, "xl/workbook.xml", most=MOST_UNPACKED)
    except Unsafe as error:
        code = "not_a_sheet" if error.why == "damaged" else error.why
        raise Unreadable(Fault("", code)) from None
    try:
        return _rows_of(data)
    except Exception:  # openpyxl raises whatever a hostile part makes it raise
        raise Unreadable(Fault("", "not_a_sheet")) from None


def _rows_of(data: bytes) -> list[Sequence[Any]]:
    """The first sheet; it may say that it has a million rows, so these are bounded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles that openpyxl does not know
        book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
        try:
            rows = book.worksheets[0].iter_rows(
                min_row=1,
                min_col=1,
                max_row=MOST_ROWS + 2,
                max_col=MOST_COLUMNS,
                values_only=True,
            )
            return [
                row if any(cell is not None for cell in row) else () for row in rows
            ]
        finally:
            book.close()


def _text(value: Any) -> str:
    """What a person sees in the cell; a formula stays the text that it is."""
    value = getattr(value, "text", value)  # an array formula carries its words
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date() if value.time() == time() else value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable():
        kept = (c for c in text if c in _KEPT or category(c) not in _DROPPED)
        text = "".join(kept)
    return _QUOTED.sub("", text.strip())[: LONGEST_CELL + 1]
