"""Loading the conditions of filing and registration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from organisations.domain.reference import put_row, tell_loaded
from organisations.enums import Measure
from organisations.models import IncubationCondition, User


@transaction.atomic
def load_conditions(*, data: Mapping[str, Any], by: User | None) -> Counter[str]:
    """Add, change and take away conditions; the same data changes nothing.

    `data` is `organisations/data/incubation_conditions.json`. A condition that a later
    version lacks is asked of nobody any more: it goes. Counts `created`, `changed`,
    `unchanged`, `removed`. Raises ValidationError `measure` for one we cannot take.
    """
    counts: Counter[str] = Counter(created=0, changed=0, unchanged=0, removed=0)
    kept = []
    for order, row in enumerate(data["conditions"]):
        _refuse_unknown(row["any_of"])
        named = Measure.NAME in row["any_of"]
        values = {key: row[key] for key in ("name", "name_en", "any_of", "source")}
        values |= {"version": data["version"], "order": order}
        values["words"] = data["forbidden_words"] if named else []
        key = {"aim": row["aim"], "code": row["code"]}
        counts[put_row(IncubationCondition, key, values)] += 1
        kept.append(IncubationCondition.objects.only("pk").get(**key).pk)
    gone, _by_table = IncubationCondition.objects.exclude(pk__in=kept).delete()
    counts["removed"] = gone
    if counts["created"] or counts["changed"] or gone:
        tell_loaded("organisations.load_conditions", "conditions", data, counts, by)
    return counts


def _refuse_unknown(any_of: Mapping[str, int]) -> None:
    unknown = [measure for measure in any_of if measure not in Measure]
    if unknown or not any_of:
        raise ValidationError(
            gettext("A condition measures what we do not know: %(measures)s."),
            code="measure",
            params={"measures": ", ".join(unknown)},
        )
