"""What delivery records say of an organisation: counts, never a name or a case."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum

from matching.enums import EngagementState, SessionState
from matching.models import Engagement, Feedback, Session
from matching.queries.certificate import counted
from organisations.models import Provider

DONE = (EngagementState.DELIVERED, EngagementState.CONFIRMED)


def delivery_record(provider: Provider) -> dict[str, Any]:
    """By the name that a leaf's setting `record` may hold: `engagements` delivered,
    `sessions` confirmed by a second key, `hours` that count, `feedback` by grade."""
    own = Engagement.objects.filter(provider=provider)
    done = own.filter(state__in=DONE)
    sessions = Session.objects.filter(
        engagement__provider=provider, state=SessionState.CONFIRMED
    )
    mine = counted().filter(attendance__first_employer=provider)
    minutes = mine.aggregate(sum=Sum("minutes"))["sum"] or 0
    # Feedback is about a need: it speaks for whoever delivered there alone.
    said = Feedback.objects.filter(need__in=done.values("need")).exclude(grade="")
    said = said.annotate(bodies=Count("need__engagements__provider", distinct=True))
    grades = said.filter(bodies=1).values_list("grade", flat=True)
    return {
        "engagements": done.count(),
        "sessions": sessions.count(),
        "hours": minutes // 60,
        "feedback": _counted(list(grades)),
    }


def _counted(grades: list[str]) -> dict[str, int]:
    return {grade: grades.count(grade) for grade in sorted(set(grades))}
