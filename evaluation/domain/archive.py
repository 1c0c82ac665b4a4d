"""A round comes in from its file, into a database that knows nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from evaluation.models import Assessment, Round
from evaluation.queries.archive import FORMAT
from matching.domain.faults import refuse
from organisations.models import User
from records.models import Chain, LedgerEntry
from records.queries import chain_faults

BATCH = 500


@transaction.atomic
def load_round(*, data: Mapping[str, Any]) -> Round:
    """Write every row under its own number and the ledger as it was; the accounts come
    in closed. Nothing is appended: the head of the chain is that of the file.

    Raises ValidationError `format`, `not_fresh` where a number is taken, `chain` for a
    ledger that is not whole, `grades` where a grade is another than the file says:
    then nothing is loaded.
    """
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise refuse("format", _("This is no file of a round."))
    try:
        rows = [(apps.get_model(row["model"]), row["fields"]) for row in data["rows"]]
        _write(rows)
        chain = _write_chain(data["chain"])
    except (KeyError, TypeError, LookupError, AttributeError) as error:
        raise refuse("format", _("This is no file of a round.")) from error
    _check(data, chain)
    return Round.objects.get(public_id=data["round"])


def _write(rows: Iterable[tuple[type[models.Model], Mapping[str, Any]]]) -> None:
    by_model: dict[type[models.Model], list[Mapping[str, Any]]] = {}
    for model, fields in rows:
        by_model.setdefault(model, []).append(fields)
    for model, listed in by_model.items():
        _refuse_taken(model, [fields["id"] for fields in listed])
        objects = [_object(model, fields) for fields in listed]
        model._base_manager.bulk_create(objects, BATCH)
    for model, listed in by_model.items():
        for many in model._meta.many_to_many:
            _write_many(model, many.name, listed)
    _count_on(list(by_model))


def _refuse_taken(model: type[models.Model], numbers: list[int]) -> None:
    if model._base_manager.filter(pk__in=numbers).exists():
        raise refuse(
            "not_fresh",
            _("This database is in use (%(noun)s): load the round into a fresh one."),
            noun=model._meta.verbose_name,
        )


def _object(model: type[models.Model], fields: Mapping[str, Any]) -> models.Model:
    values = {
        field.attname: _read(field, fields[field.attname])
        for field in model._meta.concrete_fields
        if field.attname in fields
    }
    row = model(**values)
    if isinstance(row, User):
        row.is_active = False
        row.set_unusable_password()
    return row


def _read(field: models.Field, value: Any) -> Any:
    if value is None or not isinstance(value, str):
        return value
    if isinstance(field, models.DateTimeField):
        return parse_datetime(value)
    if isinstance(field, models.DateField):
        return parse_date(value)
    return value


def _write_many(
    model: type[models.Model], name: str, listed: list[Mapping[str, Any]]
) -> None:
    through = getattr(model, name).through
    field = model._meta.get_field(name)
    own, other = field.m2m_column_name(), field.m2m_reverse_name()
    through._base_manager.bulk_create(
        [
            through(**{own: fields["id"], other: number})
            for fields in listed
            for number in fields.get(name, ())
        ],
        BATCH,
    )


def _write_chain(data: Mapping[str, Any]) -> Chain:
    if Chain.objects.filter(key=data["key"], length__gt=0).exists():
        raise refuse(
            "not_fresh",
            _("This database is in use (%(noun)s): load the round into a fresh one."),
            noun=Chain._meta.verbose_name,
        )
    chain, _new = Chain.objects.update_or_create(
        key=data["key"], defaults={"length": data["length"], "head": data["head"]}
    )
    _refuse_taken(LedgerEntry, [fields["id"] for fields in data["entries"]])
    rows = [
        _object(LedgerEntry, {**fields, "chain_id": chain.pk})
        for fields in data["entries"]
    ]
    LedgerEntry.objects.bulk_create(rows, BATCH)
    _count_on([LedgerEntry])
    return chain


def _count_on(tables: list[type[models.Model]]) -> None:
    """PostgreSQL numbers new rows after those that brought their own."""
    with connection.cursor() as cursor:
        for line in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(line)


def _check(data: Mapping[str, Any], chain: Chain) -> None:
    for fault in chain_faults(chain):
        raise refuse(
            "chain",
            _("The ledger in the file is not whole: row %(row)s (%(fault)s)."),
            row=fault.seq,
            fault=fault.kind,
        )
    cases = Assessment.objects.filter(round__public_id=data["round"])
    if dict(cases.values_list("public_id", "grade")) != data["grades"]:
        raise ValidationError(
            _("The grades in the file contradict each other."), "grades"
        )
