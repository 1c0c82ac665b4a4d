"""Cells of a file that say something else than the register: written, and taken back.

Each goes through the verb that a person would use, so checks and trail are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from organisations.domain.capability import change_capability
from organisations.domain.provider import edit_provider
from organisations.models import Capability, Provider, Territory, User
from organisations.queries.register_file import Change

Kept = Mapping[str, Any]
"""What taking back needs: table, key, field, the value before and the one written."""


@transaction.atomic
def update_register(*, changes: Sequence[Change], by: User | None) -> list[Kept]:
    """Write every change, row by row of the register. Raises ValidationError as
    `edit_provider` and `change_capability` do; then nothing is written."""
    things: dict[str, Provider | Capability] = {}
    values: dict[str, dict[str, Any]] = {}
    for each in changes:
        things[each.thing.subject] = each.thing
        values.setdefault(each.thing.subject, {})[each.name] = each.new
    for subject in sorted(things):
        _write(things[subject], values[subject], by)
    return [_kept(each) for each in changes]


@transaction.atomic
def restore_register(*, kept: Iterable[Kept], by: User | None) -> list[str]:
    """Set back what still is as it was written; returns the names of what is not."""
    left = []
    for each in kept:
        thing = _thing(each)
        if thing is None:
            continue
        value, old, new = getattr(thing, each["field"]), each["old"], each["new"]
        if each["field"] == "street":
            value, old = value.code, Territory.objects.get(code=old)
        if value != new:
            left.append(str(thing))
        else:
            _write(thing, {each["field"]: old}, by)
    return left


def _write(
    thing: Provider | Capability, values: dict[str, Any], by: User | None
) -> None:
    if isinstance(thing, Provider):
        edit_provider(provider=thing, by=by, **values)
    else:
        change_capability(capability=thing, by=by, **values)


def _thing(kept: Kept) -> Provider | Capability | None:
    table = Provider if kept["table"] == "provider" else Capability
    return table.objects.filter(pk=kept["key"]).first()


def _kept(change: Change) -> Kept:
    """In values that a file of rows can keep: a street by its code."""
    street = change.name == "street"
    return {
        "table": "provider" if isinstance(change.thing, Provider) else "capability",
        "key": change.thing.pk,
        "field": change.name,
        "old": change.old.code if street else change.old,
        "new": change.new.code if street else change.new,
    }
