"""Registering providers, admitting and suspending them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from organisations.domain.change import apply, refuse_stale
from organisations.enums import ProviderState, TerritoryLevel
from organisations.models import Provider, Territory, User
from records.domain.ledger import Act, append, append_many

AT_ONCE = 500
FIELDS = frozenset(
    {
        "kind",
        "form",
        "name",
        "name_en",
        "credit_code",
        "filing_no",
        "street",
        "summary",
        "summary_en",
        "languages",
        "contact_role",
        "public_phone",
        "public_address",
    }
)
ADMITTED_FROM = {ProviderState.PENDING, ProviderState.SUSPENDED}


@transaction.atomic
def register_provider(
    *,
    kind: str,
    form: str,
    name: str,
    street: Territory,
    stations: Iterable[Territory] = (),
    associations: Iterable[Provider] = (),
    may_lack: bool = False,
    by: User | None,
    **more: Any,
) -> Provider:
    """Put a provider on the register, awaiting approval.

    `more`: name_en, credit_code, filing_no, summary, summary_en, languages,
    contact_role, public_phone, public_address. With `may_lack`, one whose credit code
    is not known yet stands as a draft until `complete_provider`. Raises ValidationError
    by field (credit code, form and kind, name taken), `street` when the home or a
    station is not a street.
    """
    provider = Provider(kind=kind, form=form, name=name, street=street)
    apply(provider, more, FIELDS)
    if may_lack and provider.lacks_code:
        provider.state = ProviderState.DRAFT
    stations = list(stations)
    _refuse_elsewhere([street, *stations])
    _keep(provider)
    provider.stations.set(stations)
    provider.associations.set(associations)
    _tell("organisations.register_provider", provider, by, {"kind": str(kind)})
    return provider


@transaction.atomic
def edit_provider(
    *,
    provider: Provider,
    version: int | None = None,
    stations: Iterable[Territory] | None = None,
    by: User | None,
    **changes: Any,
) -> Provider:
    """Change what is known of a provider; an edit that changes nothing leaves no trace.

    Raises ValidationError: `stale` when `version` is given and no longer the newest,
    and by field as `register_provider` does.
    """
    row = _taken(provider)
    refuse_stale(row, version)
    changed = apply(row, changes, FIELDS)
    if stations is not None:
        changed += _set_stations(row, list(stations))
    if not changed:
        return row
    _refuse_elsewhere([row.street])
    row.version += 1
    _keep(row)
    _tell("organisations.edit_provider", row, by, {"changed": changed})
    return row


@transaction.atomic
def complete_provider(
    *,
    provider: Provider,
    version: int | None = None,
    stations: Iterable[Territory] | None = None,
    by: User | None,
    **changes: Any,
) -> Provider:
    """Give what a draft lacked: from here on it awaits approval like any other.

    Raises ValidationError as `edit_provider` does; `state` for one that is no draft,
    and `credit_code` while the code is still missing or wrong.
    """
    row = _taken(provider)
    refuse_stale(row, version)
    _refuse_state(row, {ProviderState.DRAFT})
    changed = apply(row, changes, FIELDS)
    if stations is not None:
        changed += _set_stations(row, list(stations))
    _refuse_elsewhere([row.street])
    row.state = ProviderState.PENDING
    row.version += 1
    _keep(row)
    _tell("organisations.complete_provider", row, by, {"changed": changed})
    return row


@transaction.atomic
def approve_provider(*, provider: Provider, by: User | None) -> Provider:
    """Admit a provider, or let a suspended one back; its menu becomes visible.

    Raises ValidationError `state` from any other state.
    """
    (approved,) = approve_providers(providers=[provider], by=by)
    return approved


@transaction.atomic
def approve_providers(
    *, providers: Sequence[Provider], by: User | None
) -> list[Provider]:
    """Each as `approve_provider` would, in the order of their numbers."""
    return _move(
        providers,
        ADMITTED_FROM,
        ProviderState.ACTIVE,
        "organisations.approve_provider",
        by,
    )


@transaction.atomic
def suspend_provider(*, provider: Provider, by: User | None) -> Provider:
    """Take its menu out of matching at once; running engagements are for people."""
    (suspended,) = _move(
        [provider],
        {ProviderState.ACTIVE},
        ProviderState.SUSPENDED,
        "organisations.suspend_provider",
        by,
    )
    return suspended


@transaction.atomic
def confirm_provider(*, provider: Provider, by: User | None) -> Provider:
    """Say that what the register holds of it is right as of today.

    Raises ValidationError `state` for one that is not active.
    """
    row = _taken(provider)
    _refuse_state(row, {ProviderState.ACTIVE})
    row.confirmed_on = timezone.localdate()
    row.version += 1
    row.save(update_fields=["confirmed_on", "version"])
    _tell("organisations.confirm_provider", row, by, {})
    return row


def _move(
    providers: Sequence[Provider],
    sources: set[ProviderState],
    target: ProviderState,
    action: str,
    by: User | None,
) -> list[Provider]:
    rows, acts = _all_taken(providers), []
    for row in rows:
        _refuse_state(row, sources)
        facts = {"from": str(row.state), "to": str(target)}
        acts.append(Act(row.chain, action, by, row.subject, facts))
        row.state = target
        if target == ProviderState.ACTIVE:
            row.confirmed_on = timezone.localdate()
        row.version += 1
        row.full_clean(validate_unique=False, validate_constraints=False)
    Provider.objects.bulk_update(rows, ["state", "confirmed_on", "version"], AT_ONCE)
    append_many(acts)
    return rows


def _refuse_state(row: Provider, sources: set[ProviderState]) -> None:
    if row.state not in sources:
        raise ValidationError(
            gettext("“%(name)s” is %(state)s: this step is not open to it."),
            code="state",
            params={"name": str(row), "state": row.get_state_display()},
        )


def _keep(row: Provider) -> None:
    """Check and save; what somebody else wrote at the same moment is refused in the
    words of the check, by field."""
    row.full_clean()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.full_clean()
        raise


def _taken(provider: Provider) -> Provider:
    """The row as it stands, held until the end of the transaction."""
    (row,) = _all_taken([provider])
    return row


def _all_taken(providers: Sequence[Provider]) -> list[Provider]:
    """The rows, in the order of their numbers: so no two verbs wait crosswise."""
    rows = Provider.objects.select_for_update(of=("self",), no_key=True)
    wanted = rows.filter(pk__in={each.pk for each in providers})
    return list(wanted.select_related("street").order_by("pk"))


def _set_stations(provider: Provider, stations: list[Territory]) -> list[str]:
    if {each.pk for each in stations} == set(
        provider.stations.values_list("pk", flat=True)
    ):
        return []
    _refuse_elsewhere(stations)
    provider.stations.set(stations)
    return ["stations"]


def _refuse_elsewhere(territories: list[Territory]) -> None:
    if any(each.level != TerritoryLevel.STREET for each in territories):
        raise ValidationError(
            {
                "street": ValidationError(
                    gettext("A provider is at home in a street. Choose a street."),
                    code="street",
                )
            }
        )


def _tell(
    action: str, provider: Provider, by: User | None, facts: dict[str, Any]
) -> None:
    append(
        chain=provider.chain,
        action=action,
        actor=by,
        subject=provider.subject,
        facts=facts,
    )
