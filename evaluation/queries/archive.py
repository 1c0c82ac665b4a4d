"""A round as one file: its rows, what they point at, and the district's whole ledger.

Rows keep their numbers, since the ledger names people by them. Not in the file: what
was written by who reports facts or answers a survey, relations of people, links, the
content of files (their digests are), and of accounts everything but name and number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from evaluation.enums import UNSETTLED
from evaluation.models import (
    Assessment,
    Attendance,
    Award,
    Ballot,
    CaseNotice,
    Challenge,
    CommitteeSeat,
    Evidence,
    Findings,
    FollowUp,
    Indicator,
    MeetingItem,
    Panel,
    PanelSeat,
    Poll,
    PublicNotice,
    ReviewRequest,
    Round,
    Score,
    Visit,
)
from evaluation.models.ties import recused
from organisations.models import User
from records.models import Attachment, Chain, LedgerEntry

FORMAT = "threeplusn round 1"
CASE = "assessment__round"
# Each noun of a round and how it leads to it; what these rows point at comes along.
PARTS: tuple[tuple[type[models.Model], str], ...] = (
    (Round, "pk"),
    (Assessment, "round"),
    (Indicator, "sheet__rounds"),
    (Indicator, "sheet__assessments__round"),
    (Evidence, CASE),
    (Panel, CASE),
    (PanelSeat, f"panel__{CASE}"),
    (Score, CASE),
    (Visit, CASE),
    (Findings, CASE),
    (CaseNotice, CASE),
    (Poll, CASE),
    (Challenge, CASE),
    (CommitteeSeat, f"committee__meetings__items__{CASE}"),
    (MeetingItem, CASE),
    (Attendance, f"meeting__items__{CASE}"),
    (Ballot, f"item__{CASE}"),
    (PublicNotice, CASE),
    (ReviewRequest, CASE),
    (Award, CASE),
    (FollowUp, f"award__{CASE}"),
)
# All that the file says of an account.
NAMED = ("id", "public_id", "username", "name", "name_en")

Key = tuple[type[models.Model], int]


def kept_file(round: Round) -> Attachment | None:
    """The file that was put together last."""
    return Attachment.objects.filter(subject=f"{round.subject}:file").first()


def hides_from(round: Round, user: User) -> bool:
    """Whether the file holds a case, be it in the district's ledger alone, of which
    this user may find no trace."""
    here = Assessment.objects.filter(round__district=round.district_id)
    unsettled = here.filter(state__in=sorted(UNSETTLED))
    return unsettled.filter(recused(user)).exists()


def archive_of(round: Round) -> dict[str, Any]:
    """The file as plain data, the same for the same rows."""
    rows = _collected(round)
    return {
        "format": FORMAT,
        "round": round.public_id,
        "grades": dict(
            round.assessments.order_by("public_id").values_list("public_id", "grade")
        ),
        "rows": [
            {"model": model._meta.label, "fields": _plain(rows[model, pk])}
            for model, pk in sorted(rows, key=lambda key: (key[0]._meta.label, key[1]))
        ],
        "chain": _chain(round.chain),
    }


def _collected(round: Round) -> dict[Key, models.Model]:
    """The rows of the round, and whatever they point at, by model and number."""
    found: dict[Key, models.Model] = {}
    for model, way in PARTS:
        rows = model._default_manager.filter(**{way: round.pk}).distinct()
        found |= {(model, row.pk): row for row in rows}
    new = found
    while new:
        wanted = {key for row in new.values() for key in _pointed_at(row)} - set(found)
        new = _read(wanted)
        found |= new
    return found


def _pointed_at(row: models.Model) -> Iterator[Key]:
    if isinstance(row, User):
        return
    for field in row._meta.concrete_fields:
        if field.is_relation and getattr(row, field.attname) is not None:
            yield field.related_model, getattr(row, field.attname)
    if isinstance(row, Round):
        yield from ((row.sheets.model, pk) for pk in _numbers(row.sheets))


def _read(keys: Iterable[Key]) -> dict[Key, models.Model]:
    by_model: dict[type[models.Model], set[int]] = {}
    for model, pk in keys:
        by_model.setdefault(model, set()).add(pk)
    return {
        (model, row.pk): row
        for model, numbers in by_model.items()
        for row in model._default_manager.filter(pk__in=numbers)
    }


def _plain(row: models.Model) -> dict[str, Any]:
    named = NAMED if isinstance(row, User) else None
    fields = {
        field.attname: _value(field.value_from_object(row))
        for field in row._meta.concrete_fields
        if named is None or field.name in named
    }
    if row._meta.app_label == "evaluation":
        for many in row._meta.many_to_many:
            fields[many.name] = _numbers(getattr(row, many.name))
    return fields


def _numbers(rows: Any) -> list[int]:
    return sorted(rows.values_list("pk", flat=True))


def _value(value: Any) -> Any:
    """What JSON can hold, exactly: microseconds and points keep their digits."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, models.fields.files.FieldFile):
        return value.name
    return value


def _chain(key: str) -> dict[str, Any]:
    chain = Chain.objects.filter(key=key).first()
    if chain is None:
        return {"key": key, "length": 0, "head": "", "entries": []}
    fields = [f.attname for f in LedgerEntry._meta.concrete_fields if f.name != "chain"]
    rows = chain.entries.filter(seq__lte=chain.length).order_by("seq").values(*fields)
    entries = [{name: _value(row[name]) for name in fields} for row in rows]
    return {
        "key": key,
        "length": chain.length,
        "head": chain.head,
        "entries": entries,
    }
