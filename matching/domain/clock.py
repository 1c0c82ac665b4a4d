"""Loading the time limits of a district."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from matching.models import StageLimit
from organisations.models import User
from records.domain.ledger import append


@transaction.atomic
def load_stage_limits(*, chain: str, data: dict[str, Any], by: User | None) -> int:
    """Take over a versioned table of limits; a second run changes nothing.

    Rows whose amount is null have no clock. Returns the number of limits in force.
    Raises ValidationError for an unknown stage, lane or unit.
    """
    before = _in_force()
    kept = []
    for row in data["limits"]:
        if row["amount"] is None:
            continue
        values = {
            "amount": row["amount"],
            "unit": row["unit"],
            "version": data["version"],
            "source": data["source"],
        }
        limit = StageLimit(stage=row["stage"], lane=row["lane"], **values)
        limit.full_clean(validate_unique=False, validate_constraints=False)
        limit, _made = StageLimit.objects.update_or_create(
            stage=row["stage"], lane=row["lane"], defaults=values
        )
        kept.append(limit.pk)
    StageLimit.objects.exclude(pk__in=kept).delete()
    if _in_force() == before:
        return len(kept)
    append(
        chain=chain,
        action="matching.load_stage_limits",
        actor=by,
        subject="stage_limits",
        facts={"version": data["version"], "limits": len(kept)},
    )
    return len(kept)


def _in_force() -> list[tuple[Any, ...]]:
    return list(
        StageLimit.objects.values_list(
            "stage", "lane", "amount", "unit", "version", "source"
        )
    )
