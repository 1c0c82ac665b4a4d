"""Loading a version of the service catalogue."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext

from organisations.enums import Gate
from organisations.models import ServiceCategory, ServiceType, User
from records.domain.ledger import append

CATEGORY_FIELDS = ("name", "name_en")
TYPE_FIELDS = (
    "category_id",
    "name",
    "name_en",
    "description",
    "description_en",
    "synonyms",
    "unit",
    "unit_en",
    "gates",
    "licence",
    "licence_en",
    "for_organisations",
    "gz_catalogue_ref",
    "hsds_taxonomy_term",
)


@transaction.atomic
def load_catalogue(*, data: Mapping[str, Any], by: User | None) -> Counter[str]:
    """Add and change categories and service types; the same data changes nothing.

    `data` is `organisations/data/service_types.json`. Counts `created`, `changed`,
    `unchanged` over both. A type that a later version lacks is kept: needs and
    capabilities point at it. Raises ValidationError `gate` for a gate we do not know.
    """
    counts: Counter[str] = Counter(created=0, changed=0, unchanged=0)
    for row in data["categories"]:
        values = {name: row[name] for name in CATEGORY_FIELDS}
        counts[_put(ServiceCategory, {"code": row["code"]}, values)] += 1
    for row in data["types"]:
        _refuse_unknown(row["gates"])
        values = {name: row.get(name, "") for name in TYPE_FIELDS}
        values |= {"category_id": row["category"], "version": data["version"]}
        counts[_put(ServiceType, {"code": row["code"]}, values)] += 1
    if counts["created"] or counts["changed"]:
        _tell(data, counts, by)
    return counts


def _put(model: type[models.Model], key: dict[str, str], values: dict[str, Any]) -> str:
    """Write one row if it differs; says what became of it."""
    found = model._default_manager.filter(**key).first()
    if found and all(getattr(found, name) == value for name, value in values.items()):
        return "unchanged"
    row = found or model(**key)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    return "changed" if found else "created"


def _refuse_unknown(gates: list[str]) -> None:
    unknown = [gate for gate in gates if gate not in Gate]
    if unknown:
        raise ValidationError(
            gettext("The catalogue names gates we do not know: %(gates)s."),
            code="gate",
            params={"gates": ", ".join(unknown)},
        )


def _tell(data: Mapping[str, Any], counts: Counter[str], by: User | None) -> None:
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    append(
        chain=settings.DISTRICT_CODE,
        action="organisations.load_catalogue",
        actor=by,
        subject="catalogue",
        facts={
            **counts,
            "version": data["version"],
            "digest": hashlib.sha256(text.encode()).hexdigest(),
        },
    )
