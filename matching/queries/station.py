"""Reads for the station manager: load and age of cases, own agency in figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import NeedState, Track
from matching.models import Absence, Need, PackLine
from organisations.enums import Role
from organisations.models import Appointment, Territory, User

# The groups in which a worker's open cases are counted.
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("in assessment"), (NeedState.DRAFT, NeedState.RAISED, NeedState.RETURNED)),
    (_("being matched"), (NeedState.OPEN, NeedState.PROPOSED)),
    (_("in delivery"), (NeedState.CONFIRMED, NeedState.IN_DELIVERY)),
    (_("to close"), (NeedState.COMPLETED,)),
    (_("paused"), (NeedState.PAUSED,)),
    (_("nobody found"), (NeedState.UNMET,)),
)
FIGURES_OF = timedelta(days=90)


@dataclass(slots=True)
class Load:
    """One worker's open cases in the streets asked for."""

    worker: User
    open: int = 0
    late: int = 0
    confidential: int = 0
    oldest: datetime | None = None
    by_state: dict[str, int] = field(default_factory=dict)
    away: Absence | None = None

    @property
    def groups(self) -> list[tuple[Any, int]]:
        """The groups that hold a case, with their numbers."""
        counted = [
            (label, sum(self.by_state.get(state, 0) for state in states))
            for label, states in GROUPS
        ]
        return [(label, n) for label, n in counted if n]


def in_streets(streets: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    for code in streets:
        found |= Q(community__code__startswith=code)
    return found


def open_cases(streets: Iterable[str]) -> QuerySet[Need]:
    """The running needs of these streets that have a worker."""
    return Need.objects.running().filter(in_streets(streets), worker__isnull=False)


def station_load(streets: list[str]) -> list[Load]:
    """Every worker of these streets, and whoever still has a case there, by name; in
    a fixed number of queries, whatever the number of cases."""
    now = timezone.now()
    rows = (
        open_cases(streets)
        .order_by()
        .values("worker", "state")
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=Q(due_at__lt=now)),
            secret=Count("pk", filter=Q(track=Track.CONFIDENTIAL)),
            oldest=Min("raised_at"),
        )
    )
    found = {user.pk: Load(user) for user in _workers(streets)}
    counted = list(rows)
    gone = {row["worker"] for row in counted} - set(found)
    for user in User.objects.filter(pk__in=gone):
        found[user.pk] = Load(user)
    for row in counted:
        load = found[row["worker"]]
        load.open += row["n"]
        load.late += row["late"]
        load.confidential += row["secret"]
        load.by_state[row["state"]] = row["n"]
        load.oldest = min(load.oldest or row["oldest"], row["oldest"])
    for absence in coming_absences(found):
        load = found[absence.user_id]
        load.away = load.away or absence
    return sorted(found.values(), key=lambda each: (str(each.worker), each.worker.pk))


def _workers(streets: list[str]) -> QuerySet[User]:
    held = Appointment.objects.current().filter(
        role=Role.SOCIAL_WORKER, territory__code__in=streets
    )
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True)


def coming_absences(users: Iterable[int]) -> QuerySet[Absence]:
    """Leave of these users that runs or is planned, the next first."""
    ahead = Absence.objects.filter(
        user__in=list(users), until__gte=timezone.localdate()
    )
    return ahead.select_related("user", "cover").order_by("since", "pk")


def workers_to_take(worker: User, streets: Iterable[str]) -> QuerySet[User]:
    """Who may take cases over: the other workers of these streets."""
    return _workers(list(streets)).exclude(pk=worker.pk).order_by("name", "pk")


@dataclass(frozen=True, slots=True)
class OwnAgency:
    """How often a street's station proposed and chose its own agency."""

    street: Territory
    proposed: int
    proposed_own: int
    chosen: int
    chosen_own: int

    @property
    def share(self) -> int | None:
        """Percent of the chosen lines; None where nothing was chosen."""
        return round(100 * self.chosen_own / self.chosen) if self.chosen else None


def own_agency_figures(streets: Iterable[Territory]) -> list[OwnAgency]:
    """The last 90 days by street, in the order of their codes: no ranking. A line is
    chosen when its provider was invited. Confidential needs are in no figure."""
    places = sorted(streets, key=lambda each: each.code)
    own, invited = Q(own_agency=True), Q(engagement__isnull=False)
    rows = (
        PackLine.objects.filter(pack__created_at__gte=timezone.now() - FIGURES_OF)
        .exclude(pack__need__track=Track.CONFIDENTIAL)
        .order_by()
        .annotate(street=Substr(F("pack__need__community__code"), 1, 9))
        .filter(street__in=[place.code for place in places])
        .values("street")
        .annotate(
            proposed=Count("pk"),
            proposed_own=Count("pk", filter=own),
            chosen=Count("pk", filter=invited),
            chosen_own=Count("pk", filter=own & invited),
        )
    )
    counted = {row.pop("street"): row for row in rows}
    nothing = {"proposed": 0, "proposed_own": 0, "chosen": 0, "chosen_own": 0}
    return [OwnAgency(place, **counted.get(place.code, nothing)) for place in places]


def figures_for(user: User) -> list[OwnAgency]:
    """A station manager's street, all streets of an operator's district."""
    held = Appointment.objects.of(user).filter(
        role__in=(Role.STATION_MANAGER, Role.CENTRE_OPERATOR), territory__isnull=False
    )
    found = Q(pk__in=[])
    for code in held.values_list("territory__code", flat=True):
        found |= Q(code__startswith=code)
    return own_agency_figures(Territory.objects.streets().filter(found))
