"""Hours that may be certified: confirmed, recorded here first, not taken back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from matching.enums import SessionState
from matching.models import HourEntry, ServiceCertificate
from organisations.models import Person, Provider, ServiceType, User


@dataclass(frozen=True, slots=True)
class Total:
    """One person of a provider, with what may be certified of her."""

    person: Person
    provider: Provider
    minutes: int
    times: int


def counted() -> QuerySet[HourEntry]:
    """Entries that count: of confirmed sessions, first recorded here."""
    return HourEntry.objects.filter(
        attendance__session__state=SessionState.CONFIRMED, elsewhere=""
    )


def _between(since: date, until: date) -> QuerySet[HourEntry]:
    """What counts of sessions that began between two days, both included."""
    begin = timezone.make_aware(datetime.combine(since, time.min))
    end = timezone.make_aware(datetime.combine(until, time.min)) + timedelta(days=1)
    return counted().filter(
        attendance__session__starts_at__gte=begin,
        attendance__session__starts_at__lt=end,
    )


def counted_in(
    provider: Provider, person: Person, since: date, until: date
) -> QuerySet[HourEntry]:
    """What counts of one person with one provider."""
    return _between(since, until).filter(
        person=person, attendance__first_employer=provider
    )


def content_of(entries: QuerySet[HourEntry]) -> list[dict[str, Any]]:
    """One row a service: its code, times and minutes, by code."""
    service = "attendance__session__engagement__line__item__service_type__code"
    rows = (
        entries.order_by()
        .values(service)
        .annotate(minutes=Sum("minutes"), times=Count("attendance_id", distinct=True))
        .order_by(service)
    )
    return [
        {"service": row[service], "times": row["times"], "minutes": row["minutes"]}
        for row in rows
        if row["minutes"] > 0
    ]


def total_rows(user: User) -> QuerySet[HourEntry, dict[str, Any]]:
    """By person and provider, what may be certified of the providers that this user
    administers, most hours first."""
    own = user.appointments.current().filter(role="provider_admin")
    return (
        counted()
        .filter(attendance__first_employer__in=own.values("provider_id"))
        .order_by()
        .values("person", "attendance__first_employer")
        .annotate(minutes=Sum("minutes"), times=Count("attendance_id", distinct=True))
        .filter(minutes__gt=0)
        .order_by("-minutes", "person", "attendance__first_employer")
    )


def totals(rows: Iterable[dict[str, Any]]) -> list[Total]:
    """These rows with their people and providers, in two queries."""
    found = list(rows)
    people = Person.objects.in_bulk({row["person"] for row in found})
    providers = Provider.objects.in_bulk(
        {row["attendance__first_employer"] for row in found}
    )
    return [
        Total(
            people[row["person"]],
            providers[row["attendance__first_employer"]],
            row["minutes"],
            row["times"],
        )
        for row in found
    ]


def exchange_entries(user: User, since: date, until: date) -> QuerySet[HourEntry]:
    """What counts in the period for the providers that this user administers."""
    own = user.appointments.current().filter(role="provider_admin")
    return (
        _between(since, until)
        .filter(attendance__first_employer__in=own.values("provider_id"))
        .select_related(
            "person",
            "attendance__first_by",
            "attendance__first_employer",
            "attendance__session__place",
            "attendance__session__engagement__need__community",
            "attendance__session__engagement__line__item__service_type",
        )
        .order_by("attendance__session__starts_at", "attendance_id", "person_id", "pk")
    )


def named_content(certificate: ServiceCertificate) -> list[dict[str, Any]]:
    """The rows of a paper with the services by name."""
    codes = [row["service"] for row in certificate.content]
    names = {each.code: each for each in ServiceType.objects.filter(code__in=codes)}
    return [
        {**row, "name": names.get(row["service"], row["service"])}
        for row in certificate.content
    ]


def digest_of(certificate: ServiceCertificate) -> str:
    """SHA-256 of the fields of the paper, as JSON with sorted keys in UTF-8; the name
    as it is masked, so that an erased person stays erased."""
    fields = {
        "number": str(certificate.public_id),
        "provider": certificate.provider.name,
        "person": str(certificate.person.public_id),
        "document": certificate.holder_id,
        "document_number": certificate.id_masked,
        "since": certificate.since.isoformat(),
        "until": certificate.until.isoformat(),
        "minutes": certificate.minutes,
        "content": certificate.content,
        "in_charge": certificate.in_charge,
        "contact": certificate.contact,
    }
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def digest_on_file(subject: str) -> str:
    """The digest of what is kept now under this subject; "" for nothing."""
    rows = ServiceCertificate.objects.select_related("provider", "person")
    found = rows.filter(public_id=subject.removeprefix("service:")).first()
    return digest_of(found) if found else ""
