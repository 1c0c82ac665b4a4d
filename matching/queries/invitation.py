"""What waits for a provider: invitations, times, what was delivered, disputes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.enums import EngagementState, SessionState, Urgency
from matching.models import Engagement, HourQuestion, Session
from matching.models.engagement import EngagementQuerySet
from organisations.enums import Role
from organisations.models import Appointment, User
from records.queries import Waiting

ANSWER = gettext_lazy("To answer")
DELIVER = gettext_lazy("To deliver")
DISPUTE = gettext_lazy("Disputed")
SETTLING = (Role.STATION_MANAGER, Role.STREET_OFFICER)


def waiting_invitations(
    user: User, appointments: Iterable[Appointment]
) -> Iterator[Waiting]:
    """For the administrators of a provider: to answer, to plan, to record, to say what
    happened where a delivery is disputed."""
    own = [a.provider_id for a in appointments if a.role == Role.PROVIDER_ADMIN]
    now = timezone.now()
    for engagement in _open_to(own, now):
        service = {"service": str(engagement.line.item.service_type)}
        if engagement.asked:
            title = _("A volunteer asks about her hours: %(service)s") % service
            yield _asked(title, engagement, ANSWER, None)
        if engagement.holds_no:
            continue  # answered, though nobody has heard it yet
        if engagement.state == EngagementState.INVITED:
            title = _("An invitation: %(service)s") % service
            yield _asked(title, engagement, ANSWER, engagement.answer_by)
        elif engagement.state == EngagementState.ACCEPTED:
            title = _("Accepted, no time fixed yet: %(service)s") % service
            yield _asked(title, engagement, DELIVER, engagement.need.due_at)
        elif engagement.state == EngagementState.NO_SHOW:
            title = _("Nobody came; fix another time: %(service)s") % service
            yield _asked(title, engagement, DELIVER, None)
        elif engagement.state == EngagementState.DISPUTED:
            if answers_dispute(engagement, provider=True):
                title = _("Disputed: %(service)s") % service
                yield _asked(title, engagement, DISPUTE, None)
        elif engagement.near:
            title = _("A time is near, say that you come: %(service)s")
            if engagement.near <= now:
                title = _("Record what was delivered: %(service)s")
            title %= service
            yield _asked(title, engagement, DELIVER, None)


def _open_to(own: list[int | None], now: datetime) -> EngagementQuerySet:
    """What may ask something of these providers: `asked`, a volunteer's open question;
    `near`, the first time that has come or is to be confirmed."""
    due = Q(starts_at__lte=now) | Q(asked_at__isnull=False, sure_at__isnull=True)
    planned = Session.objects.filter(due, state=SessionState.PLANNED)
    late = planned.filter(engagement=OuterRef("pk")).order_by("starts_at")
    question = HourQuestion.objects.open().filter(
        attendance__session__engagement=OuterRef("pk")
    )
    states = (
        EngagementState.INVITED,
        EngagementState.ACCEPTED,
        EngagementState.SCHEDULED,
        EngagementState.NO_SHOW,
        EngagementState.DISPUTED,
    )
    return (
        Engagement.objects.annotate(
            asked=Exists(question), near=Subquery(late.values("starts_at")[:1])
        )
        .filter(Q(state__in=states) | Q(asked=True), provider__in=own)
        .select_related("need__community", "line__item__service_type", "dispute")
    )


def _asked(title: str, engagement: Engagement, group: Any, until: Any) -> Waiting:
    need = engagement.need
    return Waiting(
        title=title,
        url=reverse("matching:engagement", args=[engagement.public_id]),
        since=engagement.answered_at or engagement.invited_at,
        until=until,
        group=group,
        detail=f"{need.community} · {need.number}",
        tone="red" if need.urgency == Urgency.URGENT else "neutral",
    )


def answers_dispute(engagement: Engagement, *, provider: bool) -> bool:
    """Whether this side (the provider's, else the need's) has not said its part."""
    dispute = engagement.dispute
    return dispute.answered_at is None and dispute.by_provider != provider
