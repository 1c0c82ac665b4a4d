"""Events that anybody may come to: the trainings that the centre announces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from organisations.enums import SeatState
from organisations.models import Training


@dataclass(frozen=True, slots=True)
class Event:
    """What is public of a training: no name of who offers it or who comes."""

    public_id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    where: str
    places: int
    left: int
    waiting: int

    @property
    def is_coming(self) -> bool:
        return self.starts_at > timezone.now()

    @property
    def one_day(self) -> bool:
        first, last = map(timezone.localdate, (self.starts_at, self.ends_at))
        return first == last


def trainings() -> QuerySet[Training]:
    """All trainings of the district, each with how many wait for a place."""
    held = Training.objects.filter(district__code=settings.DISTRICT_CODE)
    waiting = Count("seats", filter=Q(seats__state=SeatState.WAITING))
    return held.annotate(waiting=waiting)


def coming_trainings() -> QuerySet[Training]:
    """Those that have not begun, the next one first."""
    return trainings().coming().order_by("starts_at", "pk")


def shown_events(found: Iterable[Training]) -> list[Event]:
    return [
        Event(
            public_id=each.public_id,
            title=str(each),
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            where=each.where,
            places=each.places,
            left=each.places - each.taken,
            waiting=each.waiting,
        )
        for each in found
    ]
