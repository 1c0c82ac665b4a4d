"""What the boards of the street and of the district count, and the lists behind it.

A figure and its list are the same question: `narrowed` answers both. Confidential needs
are in neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from matching.enums import (
    NOT_GIVEN,
    CallState,
    Danger,
    Lane,
    Level,
    MatterClass,
    NeedState,
    NoticeKind,
    Track,
    Urgency,
)
from matching.models import ClockNotice, Need, NeedItem
from matching.models.call import CallQuerySet
from matching.models.need import NeedQuerySet

NEW = (NeedState.DRAFT, NeedState.RAISED, NeedState.RETURNED)
NO_CLASS = "none"
_OWN_LANE = (Track.PROJECT, Track.MICRO_WISH)


def narrowed(needs: NeedQuerySet, asked: Mapping[str, Any]) -> NeedQuerySet:
    """What a link of a board asks for: by street, state, lane, class, lateness, notice,
    service that nobody has yet.

    With a street it is the list behind a figure: what runs, without confidential needs.
    """
    found = needs
    if asked.get("street"):
        found = found.running().within(asked["street"])
        found = found.exclude(track=Track.CONFIDENTIAL)
    if asked.get("state"):
        found = found.filter(state=asked["state"])
    if asked.get("lane"):
        found = found.filter(in_lane(asked["lane"]))
    if asked.get("klass"):
        known = asked["klass"] != NO_CLASS
        found = found.filter(matter__klass=asked["klass"] if known else None)
    if asked.get("late"):
        found = found.filter(is_late(timezone.now()))
    if asked.get("notice"):
        found = found.filter(has_notice(asked["notice"]))
    if asked.get("service"):
        found = found.filter(waits_for(asked["service"]))
    if asked.get("level"):
        found = found.filter(level=asked["level"])
    return found


def in_lane(lane: str) -> Q:
    """As `Need.lane`: the urgent ones, then those with a lane of their own."""
    if lane == Lane.URGENT:
        return Q(urgency=Urgency.URGENT)
    calm = ~Q(urgency=Urgency.URGENT)
    if lane in _OWN_LANE:
        return calm & Q(track=lane)
    return Q(urgency=lane) & ~Q(track__in=_OWN_LANE)


def is_late(now: datetime) -> Q:
    """Their clock has run out; a pause has none."""
    return Q(due_at__lte=now) & ~Q(state=NeedState.PAUSED)


def has_notice(kind: str) -> Exists:
    """The clock that runs now said this."""
    notices = ClockNotice.objects.filter(need=OuterRef("pk"), kind=kind)
    return Exists(notices.filter(since=OuterRef("state_since")))


def waits_for(service: str) -> Exists:
    """An item of this service that nobody has yet."""
    items = NeedItem.objects.filter(need=OuterRef("pk"), service_type__code=service)
    return Exists(items.filter(state__in=NOT_GIVEN))


@dataclass(frozen=True, slots=True)
class Figures:
    """What runs in one street."""

    running: int
    late: int
    escalated: int
    district: int
    reminded: int
    by_state: dict[str, dict[str, int]] = field(default_factory=dict)
    by_class: dict[str, int] = field(default_factory=dict)


def street_figures(street: str, seen: NeedQuerySet | None = None) -> Figures:
    """The figures of one street in three queries, whatever runs there."""
    needs = narrowed(Need.objects.all() if seen is None else seen, {"street": street})
    needs = needs.order_by()
    totals = needs.aggregate(
        running=Count("pk"),
        late=Count("pk", filter=is_late(timezone.now())),
        escalated=Count("pk", filter=has_notice(NoticeKind.LEVEL)),
        reminded=Count("pk", filter=has_notice(NoticeKind.REMINDER)),
        district=Count("pk", filter=Q(level=Level.DISTRICT)),
    )
    by_state: dict[str, dict[str, int]] = {}
    rows = needs.values("state", "track", "urgency").annotate(n=Count("pk"))
    for row in rows:
        lane = str(Need(track=row["track"], urgency=row["urgency"]).lane)
        lanes = by_state.setdefault(row["state"], {})
        lanes[lane] = lanes.get(lane, 0) + row["n"]
    classes = needs.values(klass=F("matter__klass")).annotate(n=Count("pk"))
    by_class = {row["klass"] or NO_CLASS: row["n"] for row in classes}
    return Figures(**totals, by_state=by_state, by_class=by_class)


def latest_first(needs: NeedQuerySet) -> NeedQuerySet:
    """The longest overdue on top; those without a clock at the end."""
    found = needs.select_related("community", "worker", "matter")
    return found.order_by(F("due_at").asc(nulls_last=True), "pk")


# --- the district's duty desk ----------------------------------------------------------


def risen(seen: NeedQuerySet, district: str) -> NeedQuerySet:
    """What no street settled in time: passed on to the district."""
    asked = {"street": district, "level": Level.DISTRICT}
    return latest_first(narrowed(seen, asked))


def urgent_new(seen: NeedQuerySet, district: str) -> NeedQuerySet:
    """Urgent ones, words of danger and emergencies that nobody has assessed yet."""
    grave = Q(urgency=Urgency.URGENT) | Q(danger__in=Danger.values)
    grave |= Q(matter__klass=MatterClass.EMERGENCY)
    needs = narrowed(seen, {"street": district}).filter(grave, state__in=NEW)
    return latest_first(needs)


def late_calls(seen: CallQuerySet) -> CallQuerySet:
    """Calls whose answer is overdue, the longest first."""
    calls = seen.filter(state=CallState.CALLED, due_at__lte=timezone.now())
    return calls.select_related("matter", "street", "unit").order_by("due_at", "pk")
