"""What waits for a person on this floor: titles in words, never the words of a need.

The same rules as in `matching.rules`, asked in memory: the number of queries does not
depend on how much waits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.enums import (
    LOST_ENGAGEMENTS,
    EngagementState,
    NeedState,
    PackState,
    SessionState,
    Track,
    Urgency,
)
from matching.models import Engagement, Need, Pack, Seat, Session
from matching.queries.need import (
    ASSESSING_ROLES,
    CLOSING_ROLES,
    confirmations_missing,
)
from organisations.enums import Role
from organisations.models import Appointment, User
from records.queries import Waiting

ASSESS = gettext_lazy("To assess")
CONFIRM = gettext_lazy("To confirm")
ANSWER = gettext_lazy("To answer")
DELIVER = gettext_lazy("To deliver")
FOLLOW = gettext_lazy("To follow up")

LOOK_AGAIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Reader:
    """A user with today's appointments and seats, read once."""

    user: User
    appointments: list[Appointment]
    seats: dict[int, str]

    def holds(self, need: Need, roles: Collection[str]) -> bool:
        return any(
            each.role in roles
            and each.territory is not None
            and need.community.code.startswith(each.territory.code)
            for each in self.appointments
        )

    def bodies(self) -> set[int]:
        """Every provider that the user works for or administers."""
        both = {a.employer_id for a in self.appointments}
        return {pk for pk in both | {a.provider_id for a in self.appointments} if pk}


def waiting_for(user: User) -> list[Waiting]:
    """The task list of a user on this floor, the next to run out first in each group."""
    if not user.is_authenticated or not user.is_active:
        return []
    appointments = user.appointments.current().select_related("territory")
    seats = Seat.objects.current().filter(user=user).values_list("team_id", "kind")
    reader = _Reader(user, list(appointments), dict(seats))
    found = [*_needs(reader), *_invitations(reader), *_keys(reader)]
    order = [ASSESS, CONFIRM, ANSWER, DELIVER, FOLLOW]
    far = timezone.now() + timedelta(days=36500)
    return sorted(found, key=lambda w: (order.index(w.group), w.until or far))


def _waiting(title: str, need: Need, group: Any, **more: Any) -> Waiting:
    return Waiting(
        title=title,
        url=reverse("matching:need", args=[need.public_id]),
        since=need.state_since,
        until=need.due_at,
        group=group,
        detail=f"{need.community} · {need.number}",
        tone="red" if need.urgency == Urgency.URGENT else "neutral",
        **more,
    )


# --- needs ---------------------------------------------------------------------------


def _needs(reader: _Reader) -> Iterator[Waiting]:
    states = (
        NeedState.DRAFT,
        NeedState.RAISED,
        NeedState.RETURNED,
        NeedState.PROPOSED,
        NeedState.COMPLETED,
        NeedState.PAUSED,
        NeedState.UNMET,
    )
    proposed = Pack.objects.filter(state=PackState.PROPOSED)
    needs = (
        Need.objects.visible_to(reader.user)
        .filter(state__in=states)
        .select_related("community")
        .prefetch_related(
            Prefetch("packs", proposed.prefetch_related("lines", "confirmations")),
            Prefetch(
                "engagements", Engagement.objects.exclude(state__in=LOST_ENGAGEMENTS)
            ),
        )
    )
    for need in needs:
        asked = _ASKED[NeedState(need.state)](reader, need)
        if asked is not None:
            yield asked


def _draft(reader: _Reader, need: Need) -> Waiting | None:
    if not reader.holds(need, ASSESSING_ROLES | {Role.COMMUNITY_SECRETARY}):
        return None
    return _waiting(_("A public form waits to be taken over"), need, ASSESS)


def _raised(reader: _Reader, need: Need) -> Waiting | None:
    roles = set(ASSESSING_ROLES)
    if need.urgency != Urgency.URGENT:
        roles.discard(Role.DUTY_DESK)
    if not reader.holds(need, roles):
        return None
    return _waiting(_("A new need to assess"), need, ASSESS)


def _returned(reader: _Reader, need: Need) -> Waiting | None:
    if need.raised_by_id != reader.user.pk:
        return None
    return _waiting(_("A question about what you raised"), need, ANSWER)


def _proposed(reader: _Reader, need: Need) -> Waiting | None:
    pack = next(iter(need.packs.all()), None)
    if pack is None:
        return None
    own = [each for each in pack.lines.all() if each.own_agency]
    if any(each.own_agency_by_id is None for each in own):
        manager = reader.holds(need, {Role.STATION_MANAGER})
        if not manager or need.worker_id == reader.user.pk:
            return None
        title = _("Own agency chosen: your decision for “%(title)s”")
        return _waiting(title % {"title": need.heading}, need, CONFIRM)
    if not pack.lines.all() and need.worker_id == reader.user.pk:
        title = _("Nobody found for “%(title)s”: decide how to go on")
        return _waiting(title % {"title": need.heading}, need, CONFIRM)
    if _may_confirm(reader, need, pack):
        title = _("A pack to confirm: “%(title)s”")
        return _waiting(title % {"title": need.heading}, need, CONFIRM)
    return None


def _may_confirm(reader: _Reader, need: Need, pack: Pack) -> bool:
    """As `confirming_kinds`, and not said yet."""
    given = list(pack.confirmations.all())
    if any(yes.user_id == reader.user.pk for yes in given):
        waits = need.worker_id == reader.user.pk and need.track != Track.PROJECT
        return waits and bool(confirmations_missing(pack, need))
    if need.track == Track.PROJECT:
        return need.team_id in reader.seats
    if need.worker_id == reader.user.pk:
        return True
    alone = need.person_id is None
    return alone and reader.holds(need, {Role.STATION_MANAGER})


def _completed(reader: _Reader, need: Need) -> Waiting | None:
    delivered = {each.provider_id for each in need.engagements.all()}
    if not reader.holds(need, CLOSING_ROLES) or delivered & reader.bodies():
        return None
    title = _("Delivered, to close: “%(title)s”") % {"title": need.heading}
    return _waiting(title, need, FOLLOW)


def _paused(reader: _Reader, need: Need) -> Waiting | None:
    over = need.pause_until is not None and need.pause_until <= timezone.localdate()
    if need.worker_id != reader.user.pk or not over:
        return None
    title = _("The pause is over: “%(title)s”") % {"title": need.heading}
    return _waiting(title, need, FOLLOW)


def _unmet(reader: _Reader, need: Need) -> Waiting | None:
    long = need.state_since <= timezone.now() - LOOK_AGAIN
    if need.worker_id != reader.user.pk or not long:
        return None
    title = _("Nobody found for a month: “%(title)s”") % {"title": need.heading}
    return _waiting(title, need, FOLLOW)


_ASKED = {
    NeedState.DRAFT: _draft,
    NeedState.RAISED: _raised,
    NeedState.RETURNED: _returned,
    NeedState.PROPOSED: _proposed,
    NeedState.COMPLETED: _completed,
    NeedState.PAUSED: _paused,
    NeedState.UNMET: _unmet,
}


# --- engagements -----------------------------------------------------------------------


def _invitations(reader: _Reader) -> Iterator[Waiting]:
    """For the administrators of a provider: to answer, to plan, to record."""
    own = [a.provider_id for a in reader.appointments if a.role == Role.PROVIDER_ADMIN]
    late = Session.objects.filter(
        state=SessionState.PLANNED, starts_at__lte=timezone.now()
    )
    states = (
        EngagementState.INVITED,
        EngagementState.ACCEPTED,
        EngagementState.SCHEDULED,
        EngagementState.NO_SHOW,
    )
    engagements = (
        Engagement.objects.filter(provider__in=own, state__in=states)
        .select_related("need__community", "line__item__service_type")
        .prefetch_related(Prefetch("sessions", late))
    )
    for engagement in engagements:
        service = {"service": str(engagement.line.item.service_type)}
        if engagement.state == EngagementState.INVITED:
            title = _("An invitation: %(service)s") % service
            yield _asked(title, engagement, ANSWER, engagement.answer_by)
        elif engagement.state == EngagementState.ACCEPTED:
            title = _("Accepted, no time fixed yet: %(service)s") % service
            yield _asked(title, engagement, DELIVER, engagement.need.due_at)
        elif engagement.state == EngagementState.NO_SHOW:
            title = _("Nobody came; fix another time: %(service)s") % service
            yield _asked(title, engagement, DELIVER, None)
        elif engagement.sessions.all():
            title = _("Record what was delivered: %(service)s") % service
            yield _asked(title, engagement, DELIVER, None)


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


def _keys(reader: _Reader) -> Iterator[Waiting]:
    """Delivered sessions whose second key is this user's to turn."""
    me = reader.user.pk
    mine = Q(engagement__need__worker=me) | Q(engagement__need__raised_by=me)
    sessions = (
        Session.objects.filter(mine, state=SessionState.DELIVERED)
        .exclude(attendance__first_by=me)
        .exclude(attendance__first_employer__in=reader.bodies())
        .select_related(
            "engagement__need__community",
            "engagement__line__item__service_type",
            "attendance",
        )
    )
    for session in sessions:
        engagement = session.engagement
        need = engagement.need
        works = any(
            a.employer_id for a in reader.appointments if a.role in _EMPLOYED
        ) and reader.holds(need, _EMPLOYED)
        if need.worker_id == me and not works:
            continue
        service = str(engagement.line.item.service_type)
        yield Waiting(
            title=_("Did it take place? %(service)s") % {"service": service},
            url=reverse("matching:need", args=[need.public_id]),
            since=session.attendance.first_at,
            group=FOLLOW,
            detail=f"{need.community} · {need.number}",
        )


_EMPLOYED = (Role.SOCIAL_WORKER, Role.STATION_MANAGER)
