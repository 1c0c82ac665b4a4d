"""What the centre decides on a registration: asked back, refused, approved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from organisations.domain.account import appoint
from organisations.domain.capability import offer_capability
from organisations.domain.change import refuse_stale
from organisations.domain.enclosure import forget_contacts
from organisations.domain.project import add_project
from organisations.domain.provider import approve_provider, register_provider
from organisations.domain.registration import refuse_state, taken, tell
from organisations.enums import JOINED_AS, JoiningAs, RegistrationState, Role, Section
from organisations.models import (
    Appointment,
    Hours,
    Provider,
    Registration,
    ServiceType,
    Territory,
    User,
)
from records.domain import message

LEAST_WORDS = 4


@transaction.atomic
def return_registration(
    *, registration: Registration, version: int, missing: Mapping[str, str], by: User
) -> Registration:
    """Ask back: for each section named, what is missing there.

    Raises ValidationError `stale`, `state`, `missing` (nothing was named).
    """
    row = _open(registration, version, RegistrationState.RETURNED)
    named = {str(key): " ".join(words.split()) for key, words in missing.items()}
    row.missing = {key: words for key, words in named.items() if words}
    if not row.missing:
        raise ValidationError(
            gettext("Say for one section at least what is missing."), code="missing"
        )
    facts = {"sections": sorted(row.missing)}
    return _decided(row, RegistrationState.RETURNED, "return_registration", by, facts)


@transaction.atomic
def refuse_registration(
    *, registration: Registration, version: int, reason: str, by: User
) -> Registration:
    """End it; the applicant reads the reason, and her contacts are erased.

    Raises ValidationError `stale`, `state`, `reason` (fewer than four characters).
    """
    row = _open(registration, version, RegistrationState.REFUSED)
    row.reason = " ".join(reason.split())
    if len(row.reason) < LEAST_WORDS:
        sentence = gettext("Give the reason: the applicant reads it.")
        raise ValidationError({"reason": ValidationError(sentence, code="reason")})
    forget_contacts(registration=row, by=by)
    return _decided(row, RegistrationState.REFUSED, "refuse_registration", by, {})


@transaction.atomic
def approve_registration(
    *, registration: Registration, version: int, by: User
) -> Provider:
    """Put the body on the register with its menu as declared, its projects, contacts
    and papers, and let its applicant run it; or give the claimed entry to her.

    Raises ValidationError `stale`, `state`, and whatever the verbs it calls refuse.
    """
    row = _open(registration, version, RegistrationState.APPROVED)
    provider = row.claimed or _registered(row, by)
    row.provider = provider
    held = Appointment.objects.of(row.applicant, Role.PROVIDER_ADMIN)
    if not held.filter(provider=provider).exists():
        appoint(user=row.applicant, role=Role.PROVIDER_ADMIN, provider=provider, by=by)
    row.contacts.update(provider=provider)
    row.documents.update(provider=provider)
    facts = {"provider": provider.public_id, "claimed": row.claimed_id is not None}
    _decided(row, RegistrationState.APPROVED, "approve_registration", by, facts)
    return provider


def _open(registration: Registration, version: int, target: str) -> Registration:
    row = taken(registration)
    refuse_state(row, target)
    refuse_stale(row, version)
    return row


def _decided(
    row: Registration, state: RegistrationState, verb: str, by: User, facts: Any
) -> Registration:
    row.state = state
    row.decided_by, row.decided_at = by, timezone.now()
    row.version += 1
    row.full_clean()
    row.save()
    message.send(
        recipient=row.applicant,
        kind=f"organisations.registration_{state}",
        params=row.spoken_for,
        subject=row.subject,
        url="/desk/registration/",
    )
    tell(f"organisations.{verb}", row, by, facts)
    return row


def _registered(row: Registration, by: User) -> Provider:
    provider = _written(row, by)
    for line in row.lines(Section.SERVICES):
        _offer(provider, line["values"], by)
    for line in row.lines(Section.PROJECTS):
        values = dict(line["values"])
        types = ServiceType.objects.filter(code__in=values.pop("service_types"))
        add_project(provider=provider, **values, service_types=types, by=by)
    return provider


def _written(row: Registration, by: User) -> Provider:
    who = dict(row.values(Section.WHO))
    bodies = row.values(Section.MEMBERSHIP).get("associations", [])
    kind, _forms = JOINED_AS[JoiningAs(row.joining)]
    for asked_only in ("street", "members", "filed_as", "distinct"):
        who.pop(asked_only, None)
    provider = register_provider(
        kind=kind,
        street=row.street,
        associations=Provider.objects.filter(public_id__in=bodies),
        **who,
        by=by,
    )
    return approve_provider(provider=provider, by=by)


def _offer(provider: Provider, values: Mapping[str, Any], by: User) -> None:
    line = dict(values)
    until = line.pop("licence_until", None)
    offer_capability(
        provider=provider,
        service_type=ServiceType.objects.get(code=line.pop("service_type")),
        territories=Territory.objects.filter(code__in=line.pop("territories")),
        windows=[_hours(window) for window in line.pop("windows")],
        licence_until=date.fromisoformat(until) if until else None,
        **line,
        by=by,
    )


def _hours(window: list[str]) -> Hours:
    days, start, end = window
    return Hours(days, time.fromisoformat(start), time.fromisoformat(end))
