"""A provider's no, held back for a while in which it can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.engagement import NO_ANSWER, decline_engagement, held
from matching.domain.faults import refuse, stale, wrong_state
from matching.domain.step import act, change
from matching.enums import DeclineReason, EngagementState, Lane
from matching.models import Engagement, Need
from organisations.models import User
from records.domain.job import enqueue
from records.domain.ledger import append_many

UNDO = timedelta(minutes=10)


@transaction.atomic
def hold_decline(
    *, engagement: Engagement, reason: str, note: str = "", by: User
) -> datetime | None:
    """The provider says no; when the no goes out, None for one that went out at once.

    It is held back rather than undone afterwards: a no that went out has freed its
    weeks, opened its item and called for a new pack within a second, and the social
    worker was told of a loss. To take that back would be to find all of it again as it
    was. A no that nobody has heard is simply forgotten, and until it goes out the
    invitation stands with all that it holds.

    An urgent need waits for nothing, and the end of the time to answer puts nothing
    off: there it goes out at once, or then. Raises ValidationError `no_reason`,
    `wrong_state`.
    """
    if reason not in DeclineReason:
        raise refuse("no_reason", _("Choose a reason."))
    need, now = held(engagement), timezone.now()
    if engagement.state != EngagementState.INVITED or engagement.holds_no:
        raise wrong_state(engagement.spoken_state)
    if need.lane == Lane.URGENT or engagement.answer_by <= now:
        decline_engagement(engagement=engagement, reason=reason, note=note, by=by)
        return None
    _say(engagement, decline_reason=reason, note=note, answered_at=now, answered_by=by)
    goes_out = goes_out_at(engagement)
    enqueue(
        kind="matching.send_decline",
        key=f"decline:{engagement.public_id}:{now.isoformat()}",
        payload={"engagement": engagement.pk, "said_at": now.isoformat()},
        due_at=goes_out,
    )
    _record(need, "hold_decline", engagement, by)
    return goes_out


def goes_out_at(engagement: Engagement) -> datetime:
    """When a no that is held goes out."""
    if engagement.answered_at is None:
        raise ValueError("no answer is held")
    return min(engagement.answered_at + UNDO, engagement.answer_by)


@transaction.atomic
def send_decline(*, engagement: Engagement, said_at: str) -> bool:
    """The no that was said at this moment (ISO) goes out. False where it was taken
    back, or something else became of the invitation meanwhile."""
    held(engagement)
    at = engagement.answered_at
    if not engagement.holds_no or at is None or at.isoformat() != said_at:
        return False
    decline_engagement(
        engagement=engagement,
        reason=engagement.decline_reason,
        note=engagement.note,
        by=engagement.answered_by,
    )
    return True


def forget_decline(need: Need, engagement: Engagement, by: User) -> None:
    """Part of `take_back_answer`: as if nothing had been said."""
    _say(engagement, **NO_ANSWER)
    _record(need, "take_back_answer", engagement, by)


def _record(need: Need, action: str, engagement: Engagement, by: User) -> None:
    """Of the invitation, not of the need: whose timeline tells what went out."""
    told = act(need, action, by, engagement=engagement.public_id)
    append_many([replace(told, subject=engagement.subject)])


def _say(engagement: Engagement, **said: object) -> None:
    """Beside the invitation, which stays what it is."""
    change(engagement, said)
    open_still = Engagement.objects.filter(
        pk=engagement.pk, state=EngagementState.INVITED
    )
    if not open_still.update(**said):
        raise stale()
