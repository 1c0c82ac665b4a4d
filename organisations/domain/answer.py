"""The answers of a registration: kept as they are typed, complete or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from organisations.domain.change import stale
from organisations.domain.registration import (
    changed,
    refuse_closed,
    show_columns,
    taken,
)
from organisations.enums import Section
from organisations.models import Registration, User

MOST_LINES = {Section.SERVICES: 20, Section.PROJECTS: 10}
MOST_TYPED = 20_000


class Entry(NamedTuple):
    """One form as it was sent: the text of its fields, and what it means if it is
    complete."""

    raw: Mapping[str, Sequence[str]]
    values: Mapping[str, Any] | None = None
    problem: bool = False
    page: str = ""
    """The opened page that sent it: one page never overtakes itself."""


@transaction.atomic
def save_entry(
    *,
    registration: Registration,
    section: str,
    entry: Entry,
    seen: int,
    line: int | None = None,
    by: User,
) -> Registration:
    """Keep what was typed into a section, complete or not; for a section of several
    lines, into its line number `line` (one past the last adds one).

    A draft is no act for the ledger: the trail begins with what is handed in. Raises
    ValidationError `stale` when `seen` is not the entry's version and another page
    saved it last, `state`, `lines` (too many of them), `typed` (too much text).
    """
    row = taken(registration)
    refuse_closed(row)
    before = _before(row, section, line)
    own = bool(entry.page) and entry.page == before.get("page")
    if before.get("version", 0) != seen and not own:
        raise stale()
    kept = _kept(entry, row.version + 1)
    if _same(before, kept):
        return row
    if line is None:
        row.answers[section] = kept
    else:
        row.answers[section] = [
            *row.lines(section)[:line],
            kept,
            *row.lines(section)[line + 1 :],
        ]
    if section == Section.WHO:
        show_columns(row, entry.values or {})
    return changed(row, section)


@transaction.atomic
def add_lines(
    *, registration: Registration, section: str, entries: Sequence[Entry], by: User
) -> Registration:
    """Append several lines at once, for instance those cut from an annual report."""
    row = taken(registration)
    refuse_closed(row)
    new = [_kept(each, row.version + n) for n, each in enumerate(entries, 1)]
    lines = [*row.lines(section), *new]
    _refuse_many(section, len(lines))
    row.answers[section] = lines
    row.version += len(new)
    return changed(row, section)


@transaction.atomic
def remove_line(
    *, registration: Registration, section: str, line: int, seen: int, by: User
) -> Registration:
    """Take one line out. Raises ValidationError `stale` when it is not that line."""
    row = taken(registration)
    refuse_closed(row)
    lines = row.lines(section)
    if line >= len(lines) or lines[line]["version"] != seen:
        raise stale()
    row.answers[section] = lines[:line] + lines[line + 1 :]
    return changed(row, section)


def _before(row: Registration, section: str, line: int | None) -> dict[str, Any]:
    if line is None:
        return row.entry(section)
    lines = row.lines(section)
    if line > len(lines):
        raise stale()
    _refuse_many(section, line + 1)
    return lines[line] if line < len(lines) else {}


def _raw(entry: Entry) -> dict[str, list[str]]:
    return {name: list(texts) for name, texts in entry.raw.items()}


def _kept(entry: Entry, version: int) -> dict[str, Any]:
    """`version` is the registration's, so that no two entries ever share one: a line
    that moved up is never taken for the one before it."""
    raw = _raw(entry)
    if sum(len(text) for texts in raw.values() for text in texts) > MOST_TYPED:
        raise ValidationError(
            gettext("This is more text than can be kept: shorten it."), code="typed"
        )
    values = None if entry.values is None else dict(entry.values)
    return {
        "raw": raw,
        "values": values,
        "problem": entry.problem,
        "version": version,
        "page": entry.page,
    }


def _same(before: Mapping[str, Any], kept: Mapping[str, Any]) -> bool:
    """Nothing was typed, and what was typed means the same as before."""
    return all(before.get(key) == kept[key] for key in ("raw", "values", "problem"))


def _refuse_many(section: str, number: int) -> None:
    most = MOST_LINES[Section(section)]
    if number > most:
        raise ValidationError(
            gettext("At most %(most)d can be entered here. The rest comes later."),
            code="lines",
            params={"most": most},
        )
