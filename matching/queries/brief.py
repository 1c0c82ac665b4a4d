"""The week of a district or a street in numbers, for its one-page brief.

Confidential needs are in no number; nobody and no street is compared with another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Sum

from matching.enums import ENDED_STATES, ItemState, NeedState, SessionState, Track
from matching.models import Attendance, Need, NeedItem, Session
from matching.queries.board import is_late

MOST_ROWS = 5


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """What happened between two moments, and how it stands at the second."""

    raised: int
    answered: int
    solved: int
    running: int
    late: int
    late_where: list[tuple[str, int]]
    """Where the late ones stand, the most frequent first."""
    gaps: list[tuple[Any, int]]
    """Service types that nobody can do, with the needs that wait for them."""
    sessions: int
    hours: float
    needs_served: int
    people: int
    """People served, each time counted."""
    planned: int
    """Sessions of the week to come."""
    due: int
    """Needs whose clock ends in the week to come."""


def week_figures(
    code: str, since: datetime, until: datetime, then: datetime
) -> WeekFigures:
    """Of the territory with this code: what happened from `since` to `until`, what is
    fixed from there to `then`. Six queries, whatever happened."""
    needs = Need.objects.within(code).exclude(track=Track.CONFIDENTIAL).order_by()
    numbers = needs.aggregate(
        raised=Count("pk", filter=Q(raised_at__gte=since, raised_at__lt=until)),
        solved=Count("pk", filter=_solved(since, until)),
        running=Count("pk", filter=~Q(state__in=ENDED_STATES)),
        due=Count("pk", filter=Q(due_at__gte=until, due_at__lt=then)),
    )
    confirmed = {"packs__confirmed_at__gte": since, "packs__confirmed_at__lt": until}
    answered = needs.filter(**confirmed).values("pk").distinct().count()
    late = _late(needs.filter(is_late(until)).exclude(state__in=ENDED_STATES))
    return WeekFigures(
        **numbers,
        answered=answered,
        late=sum(number for _state, number in late),
        late_where=late[:MOST_ROWS],
        gaps=_gaps(needs),
        planned=_planned(needs, until, then),
        **_delivered(needs, since, until),
    )


def _solved(since: datetime, until: datetime) -> Q:
    ends = (NeedState.COMPLETED, NeedState.CLOSED)
    return Q(state__in=ends, state_since__gte=since, state_since__lt=until)


def _late(needs: Any) -> list[tuple[str, int]]:
    rows = needs.values_list("state").annotate(n=Count("pk")).order_by("-n", "state")
    return [(str(NeedState(state).label), number) for state, number in rows]


def _gaps(needs: Any) -> list[tuple[Any, int]]:
    items = NeedItem.objects.filter(need__in=needs, state=ItemState.UNMET).order_by()
    names = ("service_type", "service_type__name", "service_type__name_en")
    rows = items.values(*names).annotate(n=Count("need", distinct=True))
    ordered = rows.order_by("-n", "service_type")[:MOST_ROWS]
    return [((row[names[1]], row[names[2]]), row["n"]) for row in ordered]


def _planned(needs: Any, since: datetime, until: datetime) -> int:
    times = Session.objects.filter(starts_at__gte=since, starts_at__lt=until)
    return times.filter(state=SessionState.PLANNED, engagement__need__in=needs).count()


def _delivered(needs: Any, since: datetime, until: datetime) -> dict[str, Any]:
    """Deliveries of the week that were not taken back; each waits for its second key
    or has it."""
    rows = Attendance.objects.filter(
        session__engagement__need__in=needs,
        session__starts_at__gte=since,
        session__starts_at__lt=until,
        reversed_at__isnull=True,
    ).order_by()
    found = rows.aggregate(
        sessions=Count("pk"),
        minutes=Sum("minutes"),
        people=Sum("people"),
        needs_served=Count("session__engagement__need", distinct=True),
    )
    minutes = found.pop("minutes") or 0
    found["people"] = found["people"] or 0
    return {**found, "hours": round(minutes / 60, 1)}
