"""Reads of calls: limits, who calls, the list, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.enums import CallState, Level
from matching.models import Call, LevelLimit
from matching.models.call import CallQuerySet
from matching.queries.clock import run_out
from organisations.enums import ProviderKind, Role, TerritoryLevel
from organisations.models import Appointment, Provider, Territory, User
from organisations.queries import holders
from records.queries import Waiting

CALLER_OF = {
    TerritoryLevel.STREET: Role.STREET_OFFICER,
    TerritoryLevel.DISTRICT: Role.DUTY_DESK,
}
"""Whose role speaks for the territory that calls."""

ANSWER = gettext_lazy("To answer")
FOLLOW = gettext_lazy("To follow up")


def answer_due(klass: str, level: Level, since: datetime) -> datetime | None:
    """When a matter of this class must be answered at this level; None: no limit."""
    limit = LevelLimit.objects.filter(klass=klass, level=level).first()
    return run_out(limit, since) if limit else None


def callers_of(territory: Territory) -> list[User]:
    """Who speaks for the calling street: its officers; for the district, its desk."""
    role = CALLER_OF.get(TerritoryLevel(territory.level))
    return holders(role, territory.code) if role else []


def calling_places(user: User) -> list[Territory]:
    """The streets, and the district, for which this user may call today."""
    places = [
        held.territory
        for held in user.held_today()
        if held.territory
        and CALLER_OF.get(TerritoryLevel(held.territory.level)) == held.role
    ]
    return sorted(places, key=lambda place: place.code)


def callable_units(places: Iterable[Territory]) -> QuerySet[Provider]:
    """Active public-sector units of the districts of these places, by name."""
    here = Q(pk__in=[])
    for district in sorted({place.district_code for place in places}):
        here |= Q(street__code__startswith=district)
    units = Provider.objects.active().filter(kind=ProviderKind.PUBLIC_SECTOR_UNIT)
    return units.filter(here).order_by("name")


def listed_calls(calls: CallQuerySet) -> CallQuerySet:
    """Those that wait for an answer first, the longest overdue on top; then those to
    be scored; the rest by their day. Never by score."""
    turn = Case(
        When(state=CallState.CALLED, then=Value(0)),
        When(state=CallState.ANSWERED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    when = Case(When(state__in=OPEN, then=F("due_at")))
    found = calls.select_related("matter", "street", "unit")
    return found.annotate(turn=turn, when=when).order_by(
        "turn", "when", "-called_at", "-pk"
    )


OPEN = (CallState.CALLED, CallState.ANSWERED)


def waiting_calls(appointments: Iterable[Appointment]) -> Iterator[Waiting]:
    """For a unit to answer, for its caller to score; one query for all of it."""
    held = list(appointments)
    units = {
        a.provider_id
        for a in held
        if a.role == Role.PROVIDER_ADMIN
        and a.provider.kind == ProviderKind.PUBLIC_SECTOR_UNIT
    }
    places = {
        a.territory_id
        for a in held
        if a.territory is not None
        and CALLER_OF.get(TerritoryLevel(a.territory.level)) == a.role
    }
    if not units and not places:
        return
    calls = Call.objects.filter(unit__in=units, state=CallState.CALLED)
    calls |= Call.objects.filter(street__in=places, state=CallState.ANSWERED)
    for call in calls.select_related("matter", "street", "unit"):
        yield _to_answer(call) if call.state == CallState.CALLED else _to_score(call)


def _to_answer(call: Call) -> Waiting:
    title = _("%(street)s calls: %(matter)s")
    return Waiting(
        title=title % {"street": call.street, "matter": call.matter},
        url=_page(call),
        since=call.called_at,
        until=call.due_at,
        group=ANSWER,
        detail=call.number,
    )


def _to_score(call: Call) -> Waiting:
    title = _("%(unit)s answered your call: score it once")
    return Waiting(
        title=title % {"unit": call.unit},
        url=_page(call),
        since=call.answered_at,
        group=FOLLOW,
        detail=f"{call.matter} · {call.number}",
    )


def _page(call: Call) -> Any:
    return reverse("matching:call", args=[call.public_id])
