"""Estates of a community: entered, kept up to date; the steps of the guide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from organisations.domain.change import apply, refuse_stale
from organisations.domain.reference import put_row, tell_loaded
from organisations.enums import CommitteeState, TerritoryLevel
from organisations.models import CommitteeStep, Estate, Territory, User
from records.domain.ledger import append

FIELDS = frozenset(
    {
        "name",
        "state",
        "term_ends_on",
        "seats",
        "seats_without_hukou",
        "next_step",
        "note",
    }
)
STEP_FIELDS = (
    *("order", "name", "name_en", "what", "what_en", "who", "who_en"),
    *("source", "version"),
)


@transaction.atomic
def enter_estate(*, name: str, community: Territory, by: User, **more: Any) -> Estate:
    """Put an estate on the board. `more`: state, term_ends_on, seats,
    seats_without_hukou, next_step, note. Raises ValidationError by field."""
    if community.level != TerritoryLevel.COMMUNITY:
        raise ValidationError({"community": gettext("Choose a community.")})
    row = Estate(name=name.strip(), community=community)
    apply(row, more, FIELDS)
    _check(row)
    row.save()
    _tell("organisations.enter_estate", row, by, sorted(more))
    return row


@transaction.atomic
def change_estate(*, estate: Estate, version: int, by: User, **changes: Any) -> Estate:
    """Keep it up to date; an edit that changes nothing leaves no trace. Raises
    ValidationError `stale`, or by field."""
    rows = Estate.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("community").get(pk=estate.pk)
    refuse_stale(row, version)
    changed = apply(row, changes, FIELDS)
    if changed:
        row.changed_at = timezone.now()
        row.version += 1
        _check(row)
        row.save()
        _tell("organisations.change_estate", row, by, changed)
    return row


@transaction.atomic
def load_committee_steps(*, data: Mapping[str, Any], by: User | None) -> Counter[str]:
    """The steps of the guide from `organisations/data/committee_steps.json`; the same
    data changes nothing. Counts `created`, `changed`, `unchanged`."""
    counts: Counter[str] = Counter(created=0, changed=0, unchanged=0)
    for order, row in enumerate(data["steps"], 1):
        values = {**row, "order": order, "version": data["version"]}
        values = {name: values[name] for name in STEP_FIELDS}
        counts[put_row(CommitteeStep, {"code": row["code"]}, values)] += 1
    if counts["created"] or counts["changed"]:
        action = "organisations.load_committee_steps"
        tell_loaded(action, "committee steps", data, counts, by)
    return counts


def _check(row: Estate) -> None:
    """A committee has seats and a term; without one there is neither."""
    if row.state == CommitteeState.STANDING:
        missing = [name for name in ("term_ends_on", "seats") if not getattr(row, name)]
        if missing:
            sentence = gettext(
                "A committee has seats, and a day on which its term ends."
            )
            raise ValidationError(dict.fromkeys(missing, sentence))
    else:
        row.term_ends_on, row.seats, row.seats_without_hukou = None, 0, 0
    row.full_clean()


def _tell(action: str, row: Estate, by: User, changed: list[str]) -> None:
    append(
        chain=row.chain,
        action=action,
        actor=by,
        subject=row.subject,
        facts={"changed": changed, "state": str(row.state)},
    )
