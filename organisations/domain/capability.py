"""The menu: offering, changing and withdrawing what a provider can do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any, NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
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
from records.domain.ledger import Act, append, append_many

AT_ONCE = 500
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


class Offer(NamedTuple):
    """A line of a menu, not yet saved; no window means any time."""

    capability: Capability
    territories: Sequence[Territory]
    windows: Sequence[Hours | tuple[str, time, time]] = ()


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
    offer_capabilities(offers=[Offer(capability, tuple(territories), windows)], by=by)
    return capability


@transaction.atomic
def offer_capabilities(*, offers: Sequence[Offer], by: User | None) -> None:
    """Each as `offer_capability` would put it on its provider's menu.

    Raises ValidationError by the first fault; then nothing is offered.
    """
    made = [offer.capability for offer in offers]
    for capability in made:
        capability.full_clean(validate_unique=False, validate_constraints=False)
    _refuse_twice(made)
    Capability.objects.bulk_create(made, AT_ONCE)
    _cover_all(offers)
    _open_all(offers)
    Verification.objects.bulk_create(
        [
            Verification(capability=each, level=VerificationLevel.DECLARED, by=by)
            for each in made
        ],
        AT_ONCE,
    )
    append_many([offered(each, by) for each in made])


def offered(capability: Capability, by: User | None) -> Act:
    """What the ledger says of a new line of a menu."""
    facts = {
        "service_type": capability.service_type.code,
        "weekly": capability.weekly_capacity,
        "price": capability.price,
    }
    return Act(
        capability.chain,
        "organisations.offer_capability",
        by,
        capability.subject,
        facts,
    )


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


def _refuse_twice(made: Sequence[Capability]) -> None:
    """A provider offers a service once; asked with one query for all."""
    lines = Capability.objects.filter(provider__in={each.provider_id for each in made})
    there = set(lines.values_list("provider_id", "service_type_id"))
    for each in made:
        line = each.provider_id, each.service_type_id
        if line in there:
            error = each.unique_error_message(Capability, ("provider", "service_type"))
            raise ValidationError({NON_FIELD_ERRORS: error})
        there.add(line)


def _refuse_nowhere(territories: Sequence[Territory]) -> None:
    if not territories:
        raise ValidationError(
            {
                "territories": ValidationError(
                    gettext("Choose at least one territory that is covered."),
                    code="territories",
                )
            }
        )


def _cover_all(offers: Sequence[Offer]) -> None:
    covers = Capability.territories.through
    rows = []
    for capability, territories, _windows in offers:
        _refuse_nowhere(territories)
        rows += [
            covers(capability_id=capability.pk, territory_id=place)
            for place in sorted({each.pk for each in territories})
        ]
    covers.objects.bulk_create(rows, AT_ONCE)


def _open_all(offers: Sequence[Offer]) -> None:
    """Hours that many lines share are looked at once."""
    rows = [
        (hours, Window(capability=capability, **hours._asdict()))
        for capability, _territories, windows in offers
        for hours in sorted({Hours(*window) for window in windows})
    ]
    for row in dict(rows).values():
        _clean(row)
    Window.objects.bulk_create([row for _hours, row in rows], AT_ONCE)


def _cover(capability: Capability, territories: list[Territory]) -> list[str]:
    _refuse_nowhere(territories)
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
