"""What a list says of a need whose clock spoke, and what was passed on to a level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.enums import LEVELS, Level, NoticeKind, Track, Urgency
from matching.models import ClockNotice, Need
from matching.queries.clock import clock_word
from matching.queries.duty import ROLE_OF_LEVEL
from organisations.enums import Role
from organisations.models import Appointment
from records.queries import Waiting

RISING = gettext_lazy("Passed on to you")


def rising(need: Need, appointments: Iterable[Appointment]) -> Waiting | None:
    """A task for whoever is on duty at a level that was told of it; the need is one
    that the reader sees."""
    if not need.level or not any(_is_told(need, each) for each in appointments):
        return None
    return Waiting(
        title=_("Waits too long: “%(title)s”") % {"title": need.heading},
        url=reverse("matching:need", args=[need.public_id]),
        since=need.here_since,
        until=need.due_at,
        group=RISING,
        detail=f"{need.community} · {need.number}",
        tone="red" if need.urgency == Urgency.URGENT else "amber",
    )


def _is_told(need: Need, held: Appointment) -> bool:
    """The levels up to the one told; the station manager for what is confidential."""
    place = held.territory
    if place is None or not need.community.code.startswith(place.code[:12]):
        return False
    if need.track == Track.CONFIDENTIAL:
        return held.role == Role.STATION_MANAGER
    reached = LEVELS[: LEVELS.index(Level(need.level)) + 1]
    return held.role in {ROLE_OF_LEVEL[level] for level in reached}


def told_by_clock() -> dict[str, Exists]:
    """What `with_clock` reads of a need: the notices of the run it is in."""
    run = ClockNotice.objects.filter(need=OuterRef("pk"), since=OuterRef("state_since"))
    return {
        f"told_{kind.value}": Exists(run.filter(kind=kind))
        for kind in (NoticeKind.REMINDER, NoticeKind.OVERDUE)
    }


def with_clock(need: Need, task: Waiting) -> Waiting:
    """A task says what its clock said; what was passed on or ran out goes first.

    The need was read with `told_by_clock`.
    """
    told = {
        NoticeKind.REMINDER: need.told_reminder,
        NoticeKind.OVERDUE: need.told_overdue,
    }
    word = clock_word(need, [kind for kind, spoke in told.items() if spoke])
    if not word:
        return task
    pressing = bool(need.level) or need.told_overdue
    return replace(task, detail=f"{task.detail} · {word}", pressing=pressing)
