"""A delivery that is disputed: each side says what happened, a third settles it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.engagement import (
    end,
    go_on_delivering,
    held,
    release,
    send_back,
    walk,
)
from matching.domain.faults import refuse, stale, wrong_state
from matching.domain.hours import void
from matching.domain.session import sign
from matching.domain.step import record, tell
from matching.enums import ENDED_STATES, EngagementState, SecondKey, SessionState
from matching.models import Dispute, Engagement, Need, Session
from organisations.models import User
from organisations.queries import admins_of, station_managers_of


@transaction.atomic
def dispute_delivery(*, engagement: Engagement, said: str, by: User) -> Dispute:
    """One side says that it was not so; nothing more counts until it is settled.

    Raises ValidationError `no_words`, `wrong_state`.
    """
    if not said.strip():
        raise refuse("no_words", _("Write what happened."), field="said")
    need = held(engagement)
    walk(engagement, EngagementState.DISPUTED)
    dispute = Dispute(
        engagement=engagement,
        said=said.strip(),
        said_by=by,
        by_provider=_of_provider(engagement, by),
    )
    dispute.full_clean()
    dispute.save()
    _tell_all(need, engagement, "matching.disputed", by)
    record(need, "dispute_delivery", by, engagement=engagement.public_id)
    return dispute


@transaction.atomic
def answer_dispute(*, engagement: Engagement, answer: str, by: User) -> None:
    """The other side says what happened, once. Raises ValidationError `no_words`,
    `same_side`, `stale` (answered or settled meanwhile)."""
    if not answer.strip():
        raise refuse("no_words", _("Write what happened."), field="answer")
    need = _disputed(engagement)
    dispute = Dispute.objects.get(engagement=engagement)
    if dispute.by_provider == _of_provider(engagement, by):
        raise refuse("same_side", _("You have said your part: the other side answers."))
    open_still = Dispute.objects.filter(
        pk=dispute.pk, answered_at__isnull=True, settled_at__isnull=True
    )
    given = {"answer": answer.strip()[:400], "answered_by": by}
    if not open_still.update(answered_at=timezone.now(), **given):
        raise stale()
    record(need, "answer_dispute", by, engagement=engagement.public_id)


@transaction.atomic
def settle_dispute(
    *, engagement: Engagement, took_place: bool, finding: str, by: User
) -> None:
    """Somebody of neither side decides. What took place counts by this key; what did
    not is taken back, and its line is plated again unless the need has ended.

    Raises ValidationError `no_words`, `wrong_state`, `stale`, and as `turn_second_key`
    where the one who settles belongs to the provider.
    """
    if not finding.strip():
        raise refuse("no_words", _("Write how you settled it."), field="finding")
    need = _disputed(engagement)
    settled = Dispute.objects.filter(engagement=engagement, settled_at__isnull=True)
    words = {"took_place": took_place, "finding": finding.strip()[:400]}
    if not settled.update(settled_at=timezone.now(), settled_by=by, **words):
        raise stale()
    if took_place:
        _count(engagement, need, by)
    else:
        _take_back(engagement, need, finding, by)
    _tell_all(need, engagement, "matching.dispute_settled", by)
    record(
        need,
        "settle_dispute",
        by,
        engagement=engagement.public_id,
        took_place=took_place,
        to=need.state,
    )


def _of_provider(engagement: Engagement, user: User) -> bool:
    """Whether the user speaks for the provider; else for the need."""
    return user in admins_of(engagement.provider)


def _disputed(engagement: Engagement) -> Need:
    need = held(engagement)
    if engagement.state != EngagementState.DISPUTED:
        raise wrong_state(engagement.get_state_display())
    return need


def _waiting(engagement: Engagement) -> list[Session]:
    sessions = engagement.sessions.filter(state=SessionState.DELIVERED)
    return list(sessions.select_related("attendance").order_by("pk"))


def _count(engagement: Engagement, need: Need, by: User) -> None:
    """The key of the one who settles is the second of every session that waits."""
    engagement.sessions.filter(state=SessionState.PLANNED).update(
        state=SessionState.CANCELLED
    )
    for session in _waiting(engagement):
        session.engagement = engagement
        sign(session, need, SecondKey.SETTLED, by, None)
    go_on_delivering(need)


def _take_back(engagement: Engagement, need: Need, finding: str, by: User) -> None:
    for session in _waiting(engagement):
        void(session.attendance, SessionState.DELIVERED, finding[:200], by)
    end(engagement, EngagementState.CANCELLED, by)
    if need.state in ENDED_STATES:
        release(engagement)
    else:
        send_back(need, engagement, by)


def _tell_all(need: Need, engagement: Engagement, kind: str, by: User) -> None:
    """Both sides, and whoever settles it."""
    told = {need.worker, need.raised_by, *admins_of(engagement.provider)}
    told |= set(station_managers_of(need.community.street_code))
    for user in sorted(told - {by, None}, key=lambda user: user.pk):
        tell(user, kind, need)
