"""The menu: offering, changing and withdrawing what a provider can do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, When
from django.utils import timezone
from django.utils.translation import gettext

from organisations.domain.change import apply, refuse_stale
from organisations.enums import VerificationLevel
from organisations.models import (
    Capability,
    Hours,
    Provider,
    ServiceType,
    Territory,
    User,
    Verification,
    Window,
    monday_of,
)
from records.domain.ledger import append

FIELDS = frozenset(
    {
        "weekly_capacity",
        "price",
        "funding",
        "gates",
        "licence_no",
        "licence_until",
        "note",
        "active",
    }
)


@transaction.atomic
def offer_capability(
    *,
    provider: Provider,
    service_type: ServiceType,
    territories: Iterable[Territory],
    weekly_capacity: int,
    windows: Sequence[Hours | tuple[str, time, time]] = (),
    price: int = 0,
    funding: Sequence[str] = (),
    gates: Sequence[str] = (),
    licence_no: str = "",
    licence_until: date | None = None,
    note: str = "",
    by: User | None,
) -> Capability:
    """Put one service on a provider's menu, declared and not yet checked.

    No window means any time. Raises ValidationError by field; `territories` when it
    covers nothing, and the sentences of the price, funding and licence rules.
    """
    capability = Capability(
        provider=provider,
        service_type=service_type,
        weekly_capacity=weekly_capacity,
        price=price,
        funding=list(funding),
        gates=list(gates),
        licence_no=licence_no,
        licence_until=licence_until,
        note=note,
    )
    capability.full_clean()
    capability.save()
    _cover(capability, list(territories))
    _open(capability, windows)
    Verification.objects.create(
        capability=capability, level=VerificationLevel.DECLARED, by=by
    )
    facts = {
        "service_type": service_type.code,
        "weekly": weekly_capacity,
        "price": price,
    }
    _tell("organisations.offer_capability", capability, by, facts)
    return capability


@transaction.atomic
def change_capability(
    *,
    capability: Capability,
    version: int | None = None,
    territories: Iterable[Territory] | None = None,
    windows: Sequence[Hours | tuple[str, time, time]] | None = None,
    by: User | None,
    **changes: Any,
) -> Capability:
    """Change what is offered; weeks to come follow a new weekly capacity at once.

    What was already promised stays promised: a week's capacity never falls below what
    is taken. Raises ValidationError `stale` when `version` is no longer the newest.
    """
    row = _taken(capability)
    refuse_stale(row, version)
    changed = apply(row, changes, FIELDS)
    if territories is not None:
        changed += _cover(row, list(territories))
    if windows is not None:
        changed += _open(row, windows)
    if not changed:
        return row
    row.version += 1
    row.full_clean()
    row.save()
    if "weekly_capacity" in changed:
        _follow(row)
    _tell("organisations.change_capability", row, by, {"changed": changed})
    return row


@transaction.atomic
def withdraw_capability(*, capability: Capability, by: User | None) -> Capability:
    """Take it off the menu; what was promised stays. A second time changes nothing."""
    row = _taken(capability)
    if row.active:
        row.active = False
        row.version += 1
        row.save(update_fields=["active", "version"])
        _tell("organisations.withdraw_capability", row, by, {})
    return row


def _taken(capability: Capability) -> Capability:
    """The row as it stands, held until the end of the transaction.

    `no_key`: who holds a week of it at this moment only points at the row, and must
    not wait for us while we wait for that week.
    """
    rows = Capability.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("provider__street", "service_type").get(pk=capability.pk)


def _cover(capability: Capability, territories: list[Territory]) -> list[str]:
    if not territories:
        raise ValidationError(
            {
                "territories": ValidationError(
                    gettext("Choose at least one territory that is covered."),
                    code="territories",
                )
            }
        )
    chosen = {each.pk for each in territories}
    if chosen == set(capability.territories.values_list("pk", flat=True)):
        return []
    capability.territories.set(chosen)
    return ["territories"]


def _open(
    capability: Capability, windows: Sequence[Hours | tuple[str, time, time]]
) -> list[str]:
    wanted = sorted({Hours(*window) for window in windows})
    present = sorted(
        Hours(*row) for row in capability.windows.values_list("days", "start", "end")
    )
    if wanted == present:
        return []
    rows = [Window(capability=capability, **hours._asdict()) for hours in wanted]
    for row in rows:
        _clean(row)
    capability.windows.all().delete()
    Window.objects.bulk_create(rows)
    return ["windows"]


def _clean(window: Window) -> None:
    """Its own sentence, filed under the one field that a form has for all windows."""
    try:
        window.full_clean()
    except ValidationError as error:
        raise ValidationError({"windows": error.messages}) from error


def _follow(capability: Capability) -> None:
    """The weeks are taken in their order, as whoever holds several takes them."""
    ahead = capability.weeks.filter(week__gte=monday_of(timezone.localdate()))
    list(ahead.order_by("week").select_for_update(no_key=True))
    ahead.update(
        cap=Case(
            When(used__gt=capability.weekly_capacity, then=F("used")),
            default=capability.weekly_capacity,
        )
    )


def _tell(
    action: str, capability: Capability, by: User | None, facts: dict[str, Any]
) -> None:
    append(
        chain=capability.chain,
        action=action,
        actor=by,
        subject=capability.subject,
        facts=facts,
    )
