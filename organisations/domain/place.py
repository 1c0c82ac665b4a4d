"""Places where services happen."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from organisations.domain.change import apply
from organisations.models import Place, Territory, User
from records.domain.ledger import append

FIELDS = frozenset(
    {
        "kind",
        "name",
        "name_en",
        "territory",
        "hours",
        "access",
        "phone",
        "capacity",
        "keeper",
    }
)


@transaction.atomic
def keep_place(
    *, kind: str, name: str, territory: Territory, by: User | None, **more: Any
) -> Place:
    """Put a place on the register. `more`: name_en, hours, access, phone, capacity,
    keeper."""
    place = Place(kind=kind, name=name, territory=territory)
    apply(place, more, FIELDS)
    place.full_clean()
    place.save()
    _tell("organisations.keep_place", place, by, [])
    return place


@transaction.atomic
def edit_place(*, place: Place, by: User | None, **changes: Any) -> Place:
    """Change a place; an edit that changes nothing leaves no trace."""
    row = Place.objects.select_for_update().get(pk=place.pk)
    changed = apply(row, changes, FIELDS)
    if changed:
        row.full_clean()
        row.save()
        _tell("organisations.edit_place", row, by, changed)
    return row


def _tell(action: str, place: Place, by: User | None, changed: list[str]) -> None:
    append(
        chain=place.territory.district_code,
        action=action,
        actor=by,
        subject=f"place:{place.public_id}",
        facts={"changed": changed},
    )
