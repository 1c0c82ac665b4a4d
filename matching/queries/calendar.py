"""A provider's calendar: its sessions by day, what clashes, what comes soon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from matching.enums import SessionState
from matching.models import Session
from organisations.models import Person, Provider, User

DAYS = 7
SHOWN = (SessionState.PLANNED, SessionState.DELIVERED, SessionState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a week and what takes place on it."""

    date: date
    sessions: list[Session]


def monday_of(words: str) -> date:
    """The Monday of the day that is asked for; of today where it names none."""
    try:
        day = date.fromisoformat(words)
    except ValueError:
        day = timezone.localdate()
    day = min(max(day, date(2000, 1, 3)), date(2100, 1, 3))
    return day - timedelta(days=day.weekday())


def clashes(session: Session) -> QuerySet[Session]:
    """Other planned sessions that cross this one, with the same face or at the same
    place; a face is known by its number, whoever it goes for."""
    keeper = session.keeper
    same = Q(pk__in=[])
    if keeper is not None:
        same |= Q(keeper=keeper)
        if keeper.phone_digest:
            same |= Q(keeper__phone_digest=keeper.phone_digest)
    if session.place_id is not None:
        same |= Q(place=session.place_id)
    crossing = Session.objects.filter(
        same,
        state=SessionState.PLANNED,
        starts_at__lt=session.ends_at,
        ends_at__gt=session.starts_at,
    )
    return crossing.exclude(pk=session.pk).order_by("starts_at", "pk")


def coming(now: datetime, until: datetime, **more: Any) -> QuerySet[Session]:
    """Planned sessions that begin after `now` and by `until`."""
    found = Session.objects.filter(
        state=SessionState.PLANNED, starts_at__gt=now, starts_at__lte=until
    )
    return (
        found.filter(**more)
        .select_related(
            "engagement__provider",
            "engagement__need__community",
            "engagement__need__worker",
        )
        .order_by("starts_at", "pk")
    )


def own_sessions(user: User) -> QuerySet[Session]:
    """Sessions of the providers that this user administers, with all a line shows."""
    own = user.appointments.current().filter(role="provider_admin")
    return Session.objects.filter(
        engagement__provider__in=own.values("provider_id")
    ).select_related(
        "engagement__provider",
        "engagement__need__community",
        "engagement__line__item__service_type",
        "place",
        "keeper",
    )


def week_of(user: User, monday: date) -> list[Day]:
    """Seven days from a Monday, each with its sessions, in one query and the scope."""
    begin = timezone.make_aware(datetime.combine(monday, time.min))
    sessions = own_sessions(user).filter(
        state__in=SHOWN,
        starts_at__gte=begin,
        starts_at__lt=begin + timedelta(days=DAYS),
    )
    return _by_day(monday, sessions.order_by("starts_at", "pk"))


def _by_day(monday: date, sessions: Iterable[Session]) -> list[Day]:
    days = [Day(monday + timedelta(days=n), []) for n in range(DAYS)]
    for session in sessions:
        day = timezone.localtime(session.starts_at).date()
        days[(day - monday).days].sessions.append(session)
    return days


def faces_of(provider: Provider) -> list[Person]:
    """Who went for this provider before, the last seen first."""
    sessions = Session.objects.filter(
        engagement__provider=provider, keeper__isnull=False
    )
    found = dict.fromkeys(
        sessions.order_by("-starts_at", "-pk").values_list("keeper", flat=True)[:200]
    )
    people = Person.objects.filter(erased_at=None).in_bulk(list(found)[:12])
    return [people[pk] for pk in found if pk in people]
