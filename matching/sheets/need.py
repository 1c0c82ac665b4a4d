"""Rows of a file of needs, each value clean or named with its cell."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from matching.sheets.column import COLUMNS, ORIGINS, TEXT, TITLE, URGENCIES
from records.sheets import (
    Column,
    Fault,
    Row,
    Table,
    Unreadable,
    content_of,
    known_word,
    read_table,
)

MOST_WORDS = 2000
_PHONE = re.compile(r"\+?\d[\d-]{4,18}")
_LIMITS = {"contact": 40, "for_whom": 60, "hotline": 40}


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote to the authorities, and the row it stands in."""

    row: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One need as the file has it; `cells` is where each value stands."""

    row: int
    cells: Mapping[str, str]
    community: str
    text: str
    contact: str = ""
    phone: str = ""
    for_whom: str = ""
    origin: str = "person"
    urgency: str = "normal"
    hotline: str = ""

    def fault(self, code: str, key: str, **params: object) -> Fault:
        return Fault(self.cells[key], code, params)


@dataclass(frozen=True, slots=True)
class NeedSheet:
    """The rows that can be read, what is wrong with the others, how many there are."""

    rows: list[NeedRow]
    faults: list[Fault]
    read: int
    digest: str


def read_messages(source: bytes | Path | str) -> list[Message]:
    """Texts in order: `title` and `body` (or one of the two), other columns ignored.

    Raises Unreadable (a ValueError) for what is no csv or xlsx with such a column, and
    OSError for a path where nothing is.
    """
    table = _worded(source, (TITLE, TEXT))
    found = (Message(row.number, row["title"], row["text"]) for row in table.rows)
    return [message for message in found if message.title or message.body]


def _worded(source: bytes | Path | str, columns: tuple[Column, ...]) -> Table:
    """A file that has only titles is read too: then they are the text."""
    table = read_table(content_of(source), columns)
    if not {"title", "text"} & table.letters.keys():
        names = [" / ".join(each.names[:2]) for each in (TEXT, TITLE)]
        raise Unreadable(Fault("A1", "column_missing", {"names": names}))
    return table


def read_needs(source: bytes | Path | str) -> NeedSheet:
    """Rows of a file of needs, each value clean or named with its cell.

    Raises Unreadable where no rows can be had at all.
    """
    table = _worded(source, COLUMNS)
    rows, faults = [], []
    for row in table.rows:
        wrong = list(_faults(row))
        faults += wrong
        if not wrong:
            rows.append(_need(row))
    return NeedSheet(rows, faults, len(table.rows), table.digest)


def _need(row: Row) -> NeedRow:
    words = {key: " ".join(row[key].split()) for key in ("contact", "for_whom")}
    number = row["hotline"]
    origin = known_word(row["origin"], ORIGINS) if row["origin"] else None
    return NeedRow(
        row=row.number,
        cells={column.key: row.at(column.key, "text", "title") for column in COLUMNS},
        community=row["community"],
        text=_joined(row),
        phone="".join(row["phone"].split()),
        origin=origin or ("hotline" if number else "person"),
        urgency=known_word(row["urgency"], URGENCIES) or "normal",
        hotline=number,
        **words,
    )


def _joined(row: Row) -> str:
    """Title and text, once where the text begins with its title."""
    title, text = row["title"], row["text"]
    if not title or text.startswith(title):
        return text
    return f"{title}\n{text}".strip()


def _faults(row: Row) -> Iterable[Fault]:
    text = _joined(row)
    if not text:
        yield row.fault("no_text", "text", "title")
    elif len(text) > MOST_WORDS:
        yield row.fault("too_long", "text", "title", limit=MOST_WORDS, length=len(text))
    for key, limit in _LIMITS.items():
        if len(row[key]) > limit:
            yield row.fault("too_long", key, limit=limit, length=len(row[key]))
    phone = "".join(row["phone"].split())
    if phone and not _PHONE.fullmatch(phone):
        yield row.fault("phone", "phone")
    if phone and not row["contact"]:
        yield row.fault("phone_of_whom", "contact", "phone")
    for key, words in (("origin", ORIGINS), ("urgency", URGENCIES)):
        if row[key] and known_word(row[key], words) is None:
            choices = [names[0] for names in words.values()]
            yield row.fault("word", key, word=row[key][:20], choices=choices)


def import_key(code: str, text: str) -> str:
    """The same words in the same community are the same need, however often read."""
    same = "".join(normalize("NFKC", text).casefold().split())
    return hashlib.sha256(f"{code}\n{same}".encode()).hexdigest()
