"""What can be imported by a file: each floor says what its rows mean."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from organisations.models import SheetUpload, Territory, User
from records.models import LedgerEntry
from records.sheets import Column, Refusal

Created = tuple[str, Any]
"""A label and a key of something that an import wrote, or what it changed and from."""


@dataclass(slots=True)
class Checked:
    """What would happen to each row of a file, by its number there."""

    there: list[int]
    refused: list[Refusal]
    changed: list[int] = field(default_factory=list)
    said: dict[int, str] = field(default_factory=dict)
    """Of changed rows, what is changed: cell by cell, old and new."""
    notes: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> set[int]:
        return {each.place[0] for each in self.refused}


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A kind of file. A sheet (`read`) has `rows` with a `row` each, `faults`, `read`
    and `digest`; `write` runs inside the transaction of its part of the rows.
    """

    title: str | Promise
    lead: str | Promise
    place_label: str | Promise
    columns: Sequence[Column]
    template: Callable[[], bytes]
    faults: dict[str, Any]
    places: Callable[[User], QuerySet[Territory]]
    read: Callable[[bytes], Any]
    words: Callable[[Any], str]
    check: Callable[[Any, Territory, User | None], Checked]
    write: Callable[[Any, Territory, User | None], list[Created]]
    take_back: Callable[[Sequence[Created], SheetUpload, User], list[str]]
    place_help: str | Promise = ""


May = Callable[[User], Any]
"""A rule: its answer has `ok` and a reason."""
_KINDS: dict[str, SheetKind] = {}
_RULES: dict[str, May] = {}


def register_kind(name: str, kind: SheetKind, *, may: May) -> None:
    """Say what a kind of file holds and who may send it; from an app's ready()."""
    _KINDS[name], _RULES[name] = kind, may


def known_kinds() -> dict[str, SheetKind]:
    return dict(_KINDS)


def rule_of(name: str) -> May:
    """Who may send this kind of file."""
    return _RULES[name]


def part_of(sheet: Any, rows: Sequence[Any]) -> Any:
    """The same sheet with these rows alone, and nothing wrong with them."""
    return replace(sheet, rows=list(rows), faults=[], read=len(rows))


def without(sheet: Any, numbers: Collection[int]) -> Any:
    """The same sheet without the rows of these numbers."""
    return part_of(sheet, [row for row in sheet.rows if row.row not in numbers])


def worked_on(
    subjects: Sequence[str], actions: Sequence[str], upload: SheetUpload
) -> set[str]:
    """The subjects of which the ledger tells more than the import itself: every act of
    the house is told there, so what is not was left alone since."""
    entries = LedgerEntry.objects.filter(subject__in=subjects)
    own = entries.filter(
        action__in=actions, actor_id=upload.by_id, at__lte=upload.written_at
    )
    others = entries.exclude(pk__in=own.values("pk"))
    return set(others.values_list("subject", flat=True))
