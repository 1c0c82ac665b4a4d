"""Pairing (结对): a household says yes to one volunteer, until a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from organisations.domain.person import erase_person, keep_person
from organisations.enums import PairingEnd, TerritoryLevel, VolunteerState
from organisations.models import (
    Pairing,
    ServiceType,
    Territory,
    User,
    Volunteer,
    keyed_digest,
)
from records.domain import message
from records.domain.ledger import append

LONGEST = timedelta(days=366)
"""After a year the household is asked again."""


@transaction.atomic
def pair_household(
    *,
    volunteer: Volunteer,
    name: str,
    phone: str,
    place: Territory,
    service_type: ServiceType,
    consent: str,
    consent_on: date,
    until: date,
    companion: Volunteer | None = None,
    by: User,
) -> Pairing:
    """From today on, until a day within a year, this volunteer helps this household.

    Raises ValidationError: `resting` (not active), `already` (the same household), or by
    field: `place` (no community of the home street), `companion` (a minor without an
    adult, or nobody who can be one), `until`, `consent_on`, `consent`.
    """
    row = _held(volunteer)
    if row.state != VolunteerState.ACTIVE:
        raise ValidationError(
            gettext("This person has asked not to be asked for now."), code="resting"
        )
    _check_place(row, place)
    check_companion(row, companion)
    _check_days(until, consent_on)
    _refuse_again(row, phone)
    pairing = Pairing(
        volunteer=row,
        companion=companion,
        household=keep_person(name=name, phone=phone, by=by),
        place=place,
        service_type=service_type,
        consent=consent,
        consent_on=consent_on,
        until=until,
        made_by=by,
    )
    pairing.full_clean()
    pairing.save()
    _tell(pairing, "organisations.paired", place=place.name, day=until.isoformat())
    facts = {"consent": str(consent), "until": until.isoformat()}
    _record(pairing, "pair_household", by, service=service_type.code, **facts)
    return pairing


@transaction.atomic
def end_pairing(*, pairing: Pairing, reason: str, by: User | None) -> Pairing:
    """It ends, on its day or before; the household's name and number are erased.

    Raises ValidationError `state` (it was ended before), or by field (`end_reason`).
    """
    row = Pairing.objects.select_for_update().get(pk=pairing.pk)
    if row.ended_at is not None:
        raise ValidationError(gettext("This pairing has ended already."), code="state")
    row.ended_at, row.end_reason = timezone.now(), reason
    row.full_clean()
    row.save(update_fields=["ended_at", "end_reason"])
    erase_person(person=row.household, by=by)
    _tell(row, "organisations.pairing_ended", place=row.place.name)
    _record(row, "end_pairing", by, reason=str(reason))
    return row


def end_pairings_of(volunteer: Volunteer, by: User | None) -> None:
    """Who leaves leaves her households, too, and those to which she goes along."""
    for pairing in Pairing.objects.open().with_volunteer(volunteer).order_by("pk"):
        end_pairing(pairing=pairing, reason=PairingEnd.VOLUNTEER, by=by)


def _held(volunteer: Volunteer) -> Volunteer:
    """The row as it is now, held until the verb ends: one household once."""
    rows = Volunteer.objects.select_for_update(of=("self",))
    return rows.select_related("person", "home", "user").get(pk=volunteer.pk)


def _check_place(volunteer: Volunteer, place: Territory) -> None:
    near = place.code.startswith(volunteer.home.code[:9])
    if place.level != TerritoryLevel.COMMUNITY or not near:
        raise _wrong("place", gettext("Choose a community of the volunteer's street."))


def check_companion(volunteer: Volunteer, companion: Volunteer | None) -> None:
    """Under 18 an adult goes along: the guardian agreed to help, not to send a child
    alone to strangers."""
    if volunteer.is_minor() and companion is None:
        raise _wrong("companion", gettext("Under 18: name the adult who goes along."))
    if companion is None:
        return
    fit = companion.state == VolunteerState.ACTIVE and not companion.is_minor()
    if not fit or companion.pk == volunteer.pk:
        raise _wrong("companion", gettext("Choose another, grown-up volunteer."))


def _check_days(until: date, consent_on: date) -> None:
    today = timezone.localdate()
    if not today < until <= today + LONGEST:
        raise _wrong("until", gettext("Choose a day to come, within a year."))
    if consent_on > today:
        raise _wrong("consent_on", gettext("This day is still to come."))


def _refuse_again(volunteer: Volunteer, phone: str) -> None:
    same = keyed_digest("".join(phone.split()))
    running = Pairing.objects.running().filter(volunteer=volunteer)
    if running.filter(household__phone_digest=same).exists():
        raise ValidationError(
            gettext("This volunteer is paired with this household already."),
            code="already",
        )


def _wrong(field: str, words: str) -> ValidationError:
    return ValidationError({field: ValidationError(words, code=field)})


def _tell(pairing: Pairing, kind: str, **params: str) -> None:
    """The volunteer, and who goes along."""
    for each in (pairing.volunteer, pairing.companion):
        if each is not None and each.user is not None:
            message.send(
                recipient=each.user,
                kind=kind,
                params=params,
                subject=pairing.subject,
                url="/desk/pairings/",
            )


def _record(pairing: Pairing, verb: str, by: User | None, **facts: Any) -> None:
    """Whom it is about stands in the ledger by ids alone."""
    append(
        chain=pairing.place.district_code,
        action=f"organisations.{verb}",
        actor=by,
        subject=pairing.subject,
        facts={
            "volunteer": pairing.volunteer.public_id,
            "accompanied": pairing.companion is not None,
            "place": pairing.place.code,
            **facts,
        },
    )
