"""The directory of providers: the active ones whose entry was confirmed lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet

from cms.queries.services import (
    Service,
    grades_of,
    public_menu,
    shown_services,
    wanted_services,
    with_related,
)
from evaluation.models import PublicNotice
from organisations.models import (
    Grade,
    Place,
    Provider,
    ServiceCategory,
    Territory,
    masked_phone,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the directory: who, how graded, in which fields it offers what."""

    provider: Provider
    grade: Grade | None
    fields: list[ServiceCategory]
    services: int


@dataclass(frozen=True, slots=True)
class Portrait:
    """What everybody may know of a provider; nothing of persons."""

    provider: Provider
    grade: Grade | None
    notice: PublicNotice | None
    services: list[Service]
    places: list[Place]
    stations: list[Territory]


def public_providers() -> QuerySet[Provider]:
    """Those on the register of the district that are active and kept up."""
    here = Provider.objects.active().kept_up()
    return here.filter(street__code__startswith=settings.DISTRICT_CODE)


def wanted_providers(
    *, q: str = "", kind: str = "", street: str = "", grade: str = ""
) -> QuerySet[Provider]:
    """The directory narrowed: `street` is a code, of where a provider is at home or
    offers something; `grade` a figure from 1 to 5."""
    found = public_providers().select_related("street").named(q)
    if kind:
        found = found.filter(kind=kind)
    if street:
        serving = wanted_services(street=street).order_by().values("provider")
        found = found.filter(Q(street__code=street) | Q(pk__in=serving))
    if grade:
        graded = Grade.objects.in_force().filter(level=grade)
        found = found.filter(pk__in=graded.values("provider"))
    return found.order_by("name", "pk")


def entries(providers: Iterable[Provider]) -> list[Entry]:
    """These lines, in two queries for any number."""
    listed = list(providers)
    grades = grades_of([each.pk for each in listed])
    fields: dict[int, list[ServiceCategory]] = defaultdict(list)
    menu = public_menu().filter(provider__in=listed).order_by("service_type__code")
    for line in menu.select_related("service_type__category"):
        fields[line.provider_id].append(line.service_type.category)
    return [
        Entry(
            provider=each,
            grade=grades.get(each.pk),
            fields=list(dict.fromkeys(fields[each.pk])),
            services=len(fields[each.pk]),
        )
        for each in listed
    ]


def portrait(provider: Provider) -> Portrait:
    """A provider with all that is public of it, in a fixed number of queries."""
    menu = public_menu().filter(provider=provider).order_by("service_type__code")
    notices = PublicNotice.objects.filter(assessment__provider=provider)
    places = list(provider.kept_places.select_related("territory"))
    for place in places:
        place.phone = masked_phone(place.phone)
    return Portrait(
        provider=provider,
        grade=grades_of([provider.pk]).get(provider.pk),
        notice=notices.first(),
        services=shown_services(with_related(menu)),
        places=places,
        stations=list(provider.stations.order_by("code")),
    )
