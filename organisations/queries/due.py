"""What waits in several tables, read in one query: co-building, incubation, trainings,
owners' committees, files of rows. Each of them gives its rows in the same columns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    F,
    IntegerField,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast

from organisations.enums import Role
from organisations.models import Appointment
from organisations.models.spoken import spoken

MOST = 200
# A type for each empty column: the parts of a union have the same ones.
EMPTY = {
    "number": Value(0, output_field=IntegerField()),
    "second": Value(0, output_field=IntegerField()),
    "at": Cast(Value(None), DateTimeField()),
    "day": Cast(Value(None), DateField()),
}


class Due(NamedTuple):
    """One row: what kind, of what, about whom or what, where; two numbers (year and
    quarter of a plan, good and wrong rows of a file), since when, or until which day."""

    kind: str
    public_id: str
    name: str
    name_en: str
    note: str
    note_en: str
    place: str
    place_en: str
    number: int
    second: int
    at: datetime | None
    day: date | None

    @property
    def title(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def about(self) -> str:
        return spoken(self.note, self.note_en)

    @property
    def where(self) -> str:
        return spoken(self.place, self.place_en)


def due_rows(rows: QuerySet[Any], **columns: Any) -> QuerySet[Any]:
    """These rows in the columns of `Due`; a text names a field, what is not given is
    empty."""
    filled = {}
    for name in Due._fields:
        given = columns.get(name, EMPTY.get(name, kind_of("")))
        filled[f"due_{name}"] = F(given) if isinstance(given, str) else given
    return rows.order_by().annotate(**filled).values_list(*filled)


def read_due(parts: Iterable[QuerySet[Any]]) -> list[Due]:
    """All parts in one query; at most 200 rows."""
    first, *others = list(parts) or [None]
    if first is None:
        return []
    rows = first.union(*others, all=True) if others else first
    return [Due(*row) for row in rows.order_by("due_kind", "due_public_id")[:MOST]]


def kind_of(word: str) -> Value:
    return Value(word, output_field=CharField())


def codes_of(held: Iterable[Appointment], *roles: Role) -> list[str]:
    """Codes of the territories over which one of these roles is held."""
    return [a.territory.code for a in held if a.role in roles and a.territory]
