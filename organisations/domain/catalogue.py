"""Loading a version of the service catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from organisations.domain.reference import put_row, tell_loaded
from organisations.enums import Gate
from organisations.models import ServiceCategory, ServiceType, User

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
        counts[put_row(ServiceCategory, {"code": row["code"]}, values)] += 1
    for row in data["types"]:
        _refuse_unknown(row["gates"])
        values = {name: row.get(name, "") for name in TYPE_FIELDS}
        values |= {"category_id": row["category"], "version": data["version"]}
        counts[put_row(ServiceType, {"code": row["code"]}, values)] += 1
    if counts["created"] or counts["changed"]:
        tell_loaded("organisations.load_catalogue", "catalogue", data, counts, by)
    return counts


def _refuse_unknown(gates: list[str]) -> None:
    unknown = [gate for gate in gates if gate not in Gate]
    if unknown:
        raise ValidationError(
            gettext("The catalogue names gates we do not know: %(gates)s."),
            code="gate",
            params={"gates": ", ".join(unknown)},
        )
