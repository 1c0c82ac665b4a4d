"""What a time limit says, once: a reminder, and that time is up.

Telling, not taking away; the reminder names the last day, not who is late.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from evaluation.enums import ClockWord
from evaluation.models import LimitNotice
from evaluation.queries.limit import Limit, running_limits
from records.domain.ledger import append
from records.domain.message import send


def tell_of_limits(*, today: date) -> int:
    """Every limit that has something to say today; how many notices were written."""
    return sum(ring_limit(limit=each, today=today) for each in running_limits())


@transaction.atomic
def ring_limit(*, limit: Limit, today: date) -> bool:
    """Remind whoever does it at three quarters of the time; when time is up, tell those
    above. Once for each limit."""
    late = today > limit.due_on
    told = limit.above if late else limit.hands
    if today < limit.remind_on or not told:
        return False
    _notice, new = LimitNotice.objects.get_or_create(
        subject=limit.subject,
        kind=ClockWord.OVERDUE if late else ClockWord.REMINDER,
        due_on=limit.due_on,
    )
    if not new:
        return False
    for user in told:
        send(
            recipient=user,
            kind=f"evaluation.{limit.kind}_{'late' if late else 'near'}",
            params={"name": limit.name, "until": limit.due_on.isoformat()},
            subject=limit.subject,
            url=limit.url,
        )
    append(
        chain=limit.chain,
        action="evaluation.escalate" if late else "evaluation.remind",
        actor=None,
        subject=limit.subject,
        facts={"told": sorted(user.pk for user in told)},
    )
    return True
