"""Several invitations answered at once, and an answer taken back in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.decline import UNDO, forget_decline, hold_decline
from matching.domain.engagement import accept_engagement, held, walk
from matching.domain.faults import refuse, wrong_state
from matching.domain.step import record, tell
from matching.enums import EngagementState
from matching.models import Engagement
from organisations.models import User


class Answered(NamedTuple):
    """One of several, and why it could not be answered so; None where it was."""

    engagement: Engagement
    refusal: ValidationError | None


def accept_each(*, engagements: Iterable[Engagement], by: User) -> list[Answered]:
    """Each as `accept_engagement`, in a transaction of its own: what one of them is
    refused for keeps back no other."""
    return [_answered(each, accept_engagement, by=by) for each in engagements]


def decline_each(
    *, engagements: Iterable[Engagement], reason: str, by: User
) -> list[Answered]:
    """Each as `hold_decline`, in a transaction of its own."""
    return [_answered(each, hold_decline, reason=reason, by=by) for each in engagements]


def _answered(
    engagement: Engagement, verb: Callable[..., object], **said: object
) -> Answered:
    try:
        verb(engagement=engagement, **said)
    except ValidationError as refusal:
        return Answered(engagement, refusal)
    return Answered(engagement, None)


@transaction.atomic
def take_back_answer(*, engagement: Engagement, by: User) -> None:
    """Undo a yes within ten minutes, before a time is fixed: it waits for an answer
    again, until the same moment as before, and its weeks stay held.

    A no is forgotten as long as it has not gone out (`hold_decline`): nobody was told.
    Raises ValidationError `wrong_state`, `too_late`.
    """
    need = held(engagement)
    if engagement.holds_no:
        forget_decline(need, engagement, by)
        return
    if engagement.state != EngagementState.ACCEPTED:
        raise wrong_state(engagement.get_state_display())
    now = timezone.now()
    answered = engagement.answered_at
    if answered is None or now - answered > UNDO or engagement.answer_by < now:
        raise refuse(
            "too_late", _("It cannot be undone any more. Ring the social worker.")
        )
    walk(
        engagement,
        EngagementState.INVITED,
        answered_at=None,
        answered_by=None,
        note="",
    )
    provider = engagement.provider
    names = {"provider": provider.name, "provider_en": provider.name_en}
    tell(need.worker, "matching.answer_taken_back", need, **names)
    record(need, "take_back_answer", by, engagement=engagement.public_id)
