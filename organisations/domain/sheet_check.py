"""The check of a file of rows: what would happen to each row, and the copy that says what
is wrong. It writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext

from organisations.domain.sheet_kind import Checked, SheetKind, known_kinds
from organisations.models import SheetUpload
from records.domain.job import progress
from records.domain.sheet import refusal_of, told
from records.enums import JobStage
from records.models import Attachment
from records.sheets import Fault, Refusal, Unreadable, marked_copy

MOST_ROWS = 20_000  # what the queue checks within the time of one job
SHOWN = 5
# The column of a copy that goes back; the first name is written.
ERROR_NAMES = ("错误说明", "what is wrong", "error")


@dataclass(slots=True)
class Found:
    """What the check of a file found; with a reason it cannot be read at all."""

    reason: str = ""
    figures: dict[str, int] = field(default_factory=dict)
    writable: list[int] = field(default_factory=list)
    samples: list[tuple[str, int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    marked: bytes = b""


def kind_of(upload: SheetUpload) -> SheetKind:
    return known_kinds()[upload.kind]


def look_through(upload: SheetUpload) -> Found:
    """Read and check the whole file; nothing is written. Outside any transaction."""
    kind = kind_of(upload)
    data = bytes_of(upload.file)
    progress(JobStage.READING)
    with language_of(upload):
        try:
            sheet = kind.read(data)
        except Unreadable as error:
            return Found(told(refusal_of(error.fault, kind.faults)))
        if sheet.read > MOST_ROWS:
            fault = Fault("", "too_many_rows", {"limit": MOST_ROWS})
            return Found(told(refusal_of(fault)))
        progress(JobStage.CHECKING, 0, sheet.read)
        checked = kind.check(sheet, upload.place, upload.by)
        progress(JobStage.PACKING, sheet.read, sheet.read)
        return _found(kind, sheet, checked, data)


def _found(kind: SheetKind, sheet: Any, checked: Checked, data: bytes) -> Found:
    wrong, there, changed = checked.wrong, set(checked.there), set(checked.changed)
    there -= wrong
    good = [row.row for row in sheet.rows if row.row not in wrong | there]
    figures = {"rows": sheet.read, "there": len(there), "wrong": len(wrong)}
    figures["changed"] = len(changed & set(good))
    figures["new"] = len(good) - figures["changed"]
    words = {row.row: kind.words(row) for row in sheet.rows} | {
        number: f"{kind.words(row)}\n{checked.said[number]}"
        for row in sheet.rows
        if (number := row.row) in checked.said
    }
    new = [number for number in good if number not in changed]
    groups = {"new": new, "changed": sorted(changed & set(good)), "there": there}
    samples = [each for name in groups for each in _first(name, groups[name], words)]
    sentences = _sentences(checked.refused)
    samples += _first("wrong", wrong, sentences)
    marked = marked_copy(data, sentences, ERROR_NAMES) if wrong else b""
    return Found("", figures, good, samples, checked.notes, marked)


def _first(
    name: str, numbers: Iterable[int], words: dict[int, str]
) -> Iterator[tuple[str, int, str]]:
    for number in sorted(numbers)[:SHOWN]:
        yield name, number, words.get(number, "")


def _sentences(refused: Sequence[Refusal]) -> dict[int, str]:
    """For each row all that is wrong in it, each with its cell."""
    found: dict[int, list[str]] = {}
    for refusal in sorted(refused, key=lambda each: each.place):
        found.setdefault(refusal.place[0], []).append(told(refusal))
    return {number: "\n".join(dict.fromkeys(some)) for number, some in found.items()}


def bytes_of(attachment: Attachment | None) -> bytes:
    """The file itself, as long as it was not deleted."""
    if attachment is None:
        raise ValidationError(gettext("The file was deleted."), code="file")
    with attachment.file.open("rb") as stored:
        return stored.read()


@contextmanager
def language_of(upload: SheetUpload) -> Iterator[None]:
    """The language that it was sent in."""
    with translation.override(upload.language or settings.LANGUAGE_CODE):
        yield
