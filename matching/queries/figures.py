"""What a district or a street counts: asked for, waiting, missing, agreed, rated, free.

Every count is one question to the database, whatever the size of the district.
Confidential needs are in none of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import numpy as np
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Substr
from django.utils import timezone

from matching.enums import NOT_GIVEN, FeedbackGrade, NeedState, Track
from matching.models import Feedback, FigureRelease, Need, NeedItem, PackLine
from matching.models.need import NeedQuerySet
from matching.queries.need import GOOD_GRADES
from organisations.enums import VERIFIED_LEVELS, ProviderKind, Role, TerritoryLevel
from organisations.models import (
    Capability,
    CapacityWeek,
    ServiceCategory,
    ServiceType,
    Territory,
    User,
    Verification,
    Volunteer,
    monday_of,
)
from organisations.models.capability import CapabilityQuerySet
from organisations.models.spoken import spoken
from records.pictures.cells import LEAST, shown

PERIOD = timedelta(days=90)
LONG = timedelta(days=7)
_S = NeedState
WAITING = (_S.DRAFT, _S.RAISED, _S.RETURNED, _S.OPEN, _S.PROPOSED, _S.UNMET)
# What became of a need, in the order of its life: key -> states.
BECAME: dict[str, tuple[str, ...]] = {
    "new": (_S.DRAFT, _S.RAISED, _S.RETURNED),
    "matching": (_S.OPEN, _S.PROPOSED, _S.PAUSED),
    "agreed": (_S.CONFIRMED, _S.IN_DELIVERY),
    "done": (_S.COMPLETED, _S.CLOSED),
    "referred": (_S.REFERRED,),
    "unmet": (_S.UNMET,),
    "ended": (_S.REFUSED, _S.MERGED, _S.WITHDRAWN),
}
HOURS = range(8, 22)
# Who reads which figures. Staff of the services see them whole; readers from outside
# see no number below 10.
WHOLE_ROLES = frozenset(
    {Role.BUREAU_REVIEWER, Role.CENTRE_OPERATOR, Role.STREET_OFFICER}
)
OUTSIDE_ROLES = frozenset({Role.DEPARTMENT_READER, Role.FEDERATION_OFFICER})
FIGURE_ROLES = WHOLE_ROLES | OUTSIDE_ROLES


@dataclass(frozen=True, slots=True)
class Scope:
    """A place whose figures somebody reads as `role`; `whole`: with small numbers."""

    place: Territory
    whole: bool
    role: str

    @property
    def code(self) -> str:
        return self.place.code

    @property
    def is_district(self) -> bool:
        return self.place.level == TerritoryLevel.DISTRICT

    def shown(self, counts: Sequence[int]) -> list[int | None]:
        """Counts of one line as this reader may see them."""
        return list(counts) if self.whole else without_small(counts)


def without_small(counts: Sequence[int]) -> list[int | None]:
    """Small counts of one line hidden, and what would give them away."""
    return list(shown(np.array([counts])).cells[0]) if counts else []


def scopes_of(user: User) -> list[Scope]:
    """The places whose figures this user reads, by code: a district with its streets,
    or a street. Who reads from outside has the district alone."""
    found: dict[str, Scope] = {}
    held = user.appointments.current().filter(role__in=sorted(FIGURE_ROLES))
    for each in held.select_related("territory", "provider__street"):
        if each.place is None:
            continue
        whole = each.role in WHOLE_ROLES
        for place in _places(each.place, whole, each.role):
            if whole or place.code not in found:
                found[place.code] = Scope(place, whole, each.role)
    return [found[code] for code in sorted(found)]


def _places(place: Territory, whole: bool, role: str) -> Iterable[Territory]:
    if role == Role.STREET_OFFICER:
        return [place]
    levels = [TerritoryLevel.DISTRICT, *([TerritoryLevel.STREET] if whole else [])]
    within = Territory.objects.within(place.district_code)
    return within.filter(level__in=levels)


def _needs(code: str) -> NeedQuerySet:
    return Need.objects.within(code).exclude(track=Track.CONFIDENTIAL).order_by()


# --- asked for --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """Needs by place and service: (place, service) -> needs that hold such an item."""

    places: tuple[Territory, ...]
    services: tuple[ServiceCategory | ServiceType, ...]
    counts: tuple[tuple[int, ...], ...]


def asked_for(code: str, places: Sequence[Territory], category: str = "") -> Asked:
    """The needs raised in the last 90 days by these places, which are of one level, and
    by category, or by the types of one category. In two queries.

    A need that asks for two services counts in both.
    """
    services = _services(category)
    column = "service_type__code" if category else "service_type__category"
    items = NeedItem.objects.filter(
        need__in=_needs(code).filter(raised_at__gte=timezone.now() - PERIOD)
    )
    if category:
        items = items.filter(service_type__category=category)
    digits = len(places[0].code) if places else 0
    rows = (
        items.order_by()
        .annotate(place=Substr("need__community__code", 1, digits))
        .values_list("place", column)
        .annotate(needs=Count("need", distinct=True))
    )
    found = {(place, service): needs for place, service, needs in rows}
    counts = tuple(
        tuple(found.get((place.code, each.code), 0) for each in services)
        for place in places
    )
    return Asked(tuple(places), services, counts)


def _services(category: str) -> tuple[ServiceCategory | ServiceType, ...]:
    if category:
        return tuple(ServiceType.objects.filter(category=category))
    return tuple(
        ServiceCategory.objects.filter(types__for_organisations=False).distinct()
    )


# --- where they stand -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of the needs raised in the last 90 days, by the keys of `BECAME`; and
    how many, whenever raised, wait longer than 7 days where they stand."""

    became: dict[str, int]
    waiting: int


def standing_of(code: str) -> Standing:
    """In one query."""
    now = timezone.now()
    rows = (
        _needs(code)
        .values_list("state")
        .annotate(
            lately=Count("pk", filter=Q(raised_at__gte=now - PERIOD)),
            long=Count("pk", filter=Q(state_since__lt=now - LONG)),
        )
    )
    found = {state: (lately, long) for state, lately, long in rows}
    became = {
        key: sum(found.get(state, (0, 0))[0] for state in states)
        for key, states in BECAME.items()
    }
    return Standing(became, sum(found.get(state, (0, 0))[1] for state in WAITING))


def ratings(code: str) -> dict[str, int]:
    """Grades given in the last 90 days, the best first."""
    given = Feedback.objects.filter(
        need__in=_needs(code), at__gte=timezone.now() - PERIOD, declined=False
    )
    counts = dict(given.order_by().values_list("grade").annotate(n=Count("pk")))
    return {grade: counts.get(grade, 0) for grade in FeedbackGrade.values}


# --- supply -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gap:
    """A service with the needs that nobody has yet, and the offers that are checked and
    have room this week."""

    code: str
    name: str
    needs: int
    offers: int


_NAMES = ("service_type__code", "service_type__name", "service_type__name_en")


def gaps(code: str) -> list[Gap]:
    """The services that somebody waits for, those that lack most first. In two
    queries."""
    items = NeedItem.objects.filter(
        need__in=_needs(code).running(), state__in=NOT_GIVEN
    ).order_by()
    rows = items.values_list("service_type", *_NAMES).annotate(
        n=Count("need", distinct=True)
    )
    waiting = {pk: (code, name, en, n) for pk, code, name, en, n in rows}
    offers = dict(
        _with_room(code)
        .filter(service_type__in=list(waiting))
        .values_list("service_type")
        .annotate(n=Count("pk", distinct=True))
    )
    found = [
        Gap(code, spoken(name, en), n, offers.get(pk, 0))
        for pk, (code, name, en, n) in waiting.items()
    ]
    return sorted(found, key=lambda gap: (gap.offers - gap.needs, gap.code))


def _with_room(code: str) -> CapabilityQuerySet:
    """Offers whose newest check holds today, that cover the place or a part of it, and
    are not full this week."""
    today = timezone.localdate()
    above = [code[:length] for length in (6, 9, 12) if length < len(code)]
    covers = Q(territories__code__startswith=code) | Q(territories__code__in=above)
    full = CapacityWeek.objects.filter(week=monday_of(today), used__gte=F("cap"))
    checks = Verification.objects.filter(capability=OuterRef("pk")).order_by("-pk")
    checked = Capability.objects.on_menu().annotate(
        checked_as=Subquery(checks.values("level")[:1]),
        checked_until=Subquery(checks.values("expires_on")[:1]),
    )
    holds = Q(checked_until=None) | Q(checked_until__gte=today)
    offered = checked.filter(holds, covers, checked_as__in=sorted(VERIFIED_LEVELS))
    return offered.exclude(pk__in=full.values("capability")).order_by()


@dataclass(frozen=True, slots=True)
class Mix:
    """Of the packs confirmed in the last 90 days: how many in all, how many join two
    kinds of providers or more, and in how many each kind takes part."""

    packs: int
    mixed: int
    by_kind: dict[str, int]


def pack_mix(code: str) -> Mix:
    """In one query."""
    lines = PackLine.objects.filter(
        pack__need__in=_needs(code), pack__confirmed_at__gte=timezone.now() - PERIOD
    )
    pairs = lines.order_by().values_list("pack", "capability__provider__kind")
    kinds: dict[int, set[str]] = defaultdict(set)
    for pack, kind in pairs.distinct():
        kinds[pack].add(kind)
    counted = Counter(kind for found in kinds.values() for kind in found)
    return Mix(
        packs=len(kinds),
        mixed=sum(len(found) > 1 for found in kinds.values()),
        by_kind={kind: counted[kind] for kind in ProviderKind.values},
    )


@dataclass(frozen=True, slots=True)
class Free:
    """Volunteers who may be asked, by day of the week (Monday first) and full hour from
    8 to 21; `any_time` named no hours, and are in no cell."""

    any_time: int
    hours: tuple[tuple[int, ...], ...]


def free_hours(code: str) -> Free:
    """When the active volunteers of a place have time. In one query."""
    here = Volunteer.objects.active().filter(home__code__startswith=code).order_by()
    rows = here.values_list("windows__days", "windows__start", "windows__end")
    any_time = 0
    table = [[0] * len(HOURS) for _day in range(7)]
    for days, start, end, n in rows.annotate(n=Count("pk")):
        if days is None:
            any_time += n
            continue
        first = start.hour + bool(start.minute)
        for day, hour in product(days, range(first, end.hour)):
            if hour in HOURS:
                table[int(day) - 1][hour - HOURS.start] += n
    return Free(any_time, tuple(map(tuple, table)))


# --- given to the public ----------------------------------------------------------------


def last_release(district_code: str) -> FigureRelease | None:
    """The newest figures that were given to the public."""
    released = FigureRelease.objects.filter(district__code=district_code)
    return released.select_related("district").first()


def satisfied(counts: Mapping[str, int | None]) -> int | None:
    """The share of the three better grades in percent; None below 10 answers, or where
    a number is hidden."""
    known = [n for n in counts.values() if n is not None]
    rated = sum(known)
    if len(known) < len(counts) or rated < LEAST:
        return None
    good = sum(counts[grade] or 0 for grade in GOOD_GRADES)
    return round(100 * good / rated)
