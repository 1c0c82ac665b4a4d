"""The menu of services as anybody may read it: what is checked and in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.enums import AUDIENCE_CATEGORIES, Audience, Cost
from organisations.enums import Funding, TerritoryLevel
from organisations.models import (
    Capability,
    Grade,
    ServiceCategory,
    ServiceType,
    Territory,
    Window,
)
from organisations.queries import MenuLine, in_force, menu_lines

# More than these are counted, not named.
AREAS_NAMED = 4


@dataclass(frozen=True, slots=True)
class Branch:
    """A category of the menu with its kinds, each with how often it is offered."""

    category: ServiceCategory
    kinds: list[ServiceType]

    @property
    def offers(self) -> int:
        return sum(kind.offers for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Service:
    """One entry of the menu."""

    line: MenuLine
    grade: Grade | None

    @property
    def areas(self) -> str:
        return area_names(self.line.capability.territories.all())

    @property
    def cost(self) -> Cost:
        return cost_of(self.line.capability)

    @property
    def free(self) -> bool:
        """Nothing for whoever asks to pay."""
        return self.cost != Cost.PAID

    @property
    def cost_words(self) -> str:
        """What it costs whoever asks: nothing, nothing since others pay, or so much."""
        capability = self.line.capability
        if self.cost != Cost.PAID:
            return str(self.cost.label)
        unit = capability.service_type.unit_name
        return _("¥%(yuan)s each (%(unit)s)") % {"yuan": capability.yuan, "unit": unit}

    @property
    def room(self) -> str:
        """Whether there is room, in words: nobody is promised a number."""
        if self.line.left:
            return _("room this week")
        return _("room next week") if self.line.left_next else _("fully booked for now")


def public_menu() -> QuerySet[Capability]:
    """What the district's active providers offer today, checked and in force."""
    return in_force(timezone.localdate()).filter(
        provider__street__code__startswith=settings.DISTRICT_CODE
    )


def wanted_services(
    *, kind: str = "", street: str = "", cost: str = "", who: str = "", day: str = ""
) -> QuerySet[Capability]:
    """The menu narrowed: `kind` is the code of a service type or the letter of a
    category, `street` a code, `day` a digit from 1 (Monday) to 7."""
    found = public_menu().filter(service_type__code__startswith=kind)
    if len(kind) > 1:
        found = found.filter(service_type__code=kind)
    if street:
        found = found.filter(pk__in=_covering(street))
    if cost:
        found = found.filter(_costing(Cost(cost)))
    if who:
        letters = AUDIENCE_CATEGORIES[Audience(who)]
        found = found.filter(service_type__category__in=letters)
    if day:
        found = found.filter(_on(day))
    return found.order_by("service_type__category", "service_type__code", "pk")


def _covering(street: str) -> QuerySet[Capability]:
    """Keys of what is offered in the whole district, in the street or in a part."""
    areas = Territory.objects.filter(
        Q(code=street[:6]) | Q(code__startswith=street), capabilities__isnull=False
    )
    return areas.values("capabilities")


def _costing(cost: Cost) -> Q:
    asks = Q(funding__icontains=Funding.USER_PAYS)
    return {
        Cost.FREE: Q(price=0),
        Cost.FUNDED: Q(price__gt=0) & ~asks,
        Cost.PAID: Q(price__gt=0) & asks,
    }[cost]


def cost_of(capability: Capability) -> Cost:
    if not capability.price:
        return Cost.FREE
    asks = Funding.USER_PAYS in capability.funding
    return Cost.PAID if asks else Cost.FUNDED


def _on(day: str) -> Q:
    """No windows at all means any time, as for the matcher."""
    at_some_time = Window.objects.values("capability")
    then = at_some_time.filter(days__contains=day)
    return ~Q(pk__in=at_some_time) | Q(pk__in=then)


def with_related(offered: QuerySet[Capability]) -> QuerySet[Capability]:
    """What an entry of the menu shows, in two queries more for any number."""
    return offered.select_related(
        "service_type__category", "provider__street"
    ).prefetch_related("windows", "territories")


def shown_services(offered: Iterable[Capability]) -> list[Service]:
    """These entries with state, capacity and grade, in three queries for any number."""
    lines = menu_lines(offered)
    grades = grades_of({line.capability.provider_id for line in lines})
    return [Service(line, grades.get(line.capability.provider_id)) for line in lines]


def grades_of(providers: Iterable[int]) -> dict[int, Grade]:
    """The grade in force of each provider that has one, by the provider's key."""
    grades = Grade.objects.in_force().filter(provider__in=list(providers))
    return {grade.provider_id: grade for grade in grades}


def service_tree() -> list[Branch]:
    """The kinds that are offered at present under their categories, in two queries."""
    counted = public_menu().order_by().values_list("service_type")
    offers = dict(counted.annotate(n=Count("pk")))
    kinds = list(ServiceType.objects.filter(pk__in=offers).select_related("category"))
    for kind in kinds:
        kind.offers = offers[kind.pk]
    kinds.sort(key=lambda kind: (kind.category_id, len(kind.code), kind.code))
    return [
        Branch(members[0].category, members)
        for _letter, group in groupby(kinds, key=lambda kind: kind.category_id)
        if (members := list(group))
    ]


def streets() -> QuerySet[Territory]:
    """The streets of the district."""
    return Territory.objects.within(settings.DISTRICT_CODE).streets().order_by("code")


def area_names(territories: Iterable[Territory]) -> str:
    """Where something is offered, in a few words."""
    found = sorted(territories, key=lambda area: area.code)
    if any(area.level == TerritoryLevel.DISTRICT for area in found):
        return _("the whole district")
    names = _(", ").join(str(area) for area in found[:AREAS_NAMED])
    more = len(found) - AREAS_NAMED
    return (
        _("%(names)s and %(n)d more") % {"names": names, "n": more}
        if more > 0
        else names
    )
