"""Quick entry: first words by type of service, and what somebody entered just now."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.utils import timezone

from matching.enums import NeedState, Track
from matching.models import Need
from organisations.models import ServiceType, User
from organisations.models.spoken import spoken

PHRASES = Path(__file__).parents[1] / "data" / "phrases.json"
UNDO = timedelta(minutes=10)
LAST, BACK = 5, timedelta(days=1)


@cache
def _phrases() -> dict[str, tuple[str, str]]:
    rows = json.loads(PHRASES.read_text(encoding="utf-8"))["phrases"]
    return {row["service"]: (row["zh"], row["en"]) for row in rows}


def phrase_of(service: str) -> str:
    """The first words for a type of service, in the reader's language; "" for none."""
    return spoken(*_phrases().get(service, ("", "")))


def services_with_phrases() -> list[ServiceType]:
    return list(ServiceType.objects.filter(code__in=_phrases()).order_by("code"))


def entered_by(user: User, *, at: datetime | None = None) -> list[Need]:
    """The last five of a day that this user raised, the newest first, each with whether
    it may still be undone, and shown (a confidential one is a number only)."""
    now = at or timezone.now()
    mine = Need.objects.filter(raised_by=user, raised_at__gt=now - BACK)
    found = list(mine.select_related("community").order_by("-raised_at", "-pk")[:LAST])
    for need in found:
        need.undoable = is_fresh(need, now)
        need.shown = need.track != Track.CONFIDENTIAL
    return found


def is_fresh(need: Need, at: datetime) -> bool:
    """Entered a moment ago, and nobody has taken it on; where somebody is in danger
    nothing is undone."""
    return (
        at - need.raised_at <= UNDO
        and need.state in (NeedState.DRAFT, NeedState.RAISED)
        and need.received_at is None
        and not need.danger
        and need.track != Track.CONFIDENTIAL
    )
