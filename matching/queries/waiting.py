"""What waits for a person on this floor: titles in words, never the words of a need.

The same rules as in `matching.rules`, asked in memory: the number of queries does not
depend on how much waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.enums import (
    LOST_ENGAGEMENTS,
    MANDATORY_REPORT,
    EngagementState,
    NeedState,
    PackState,
    SessionState,
    Track,
    Urgency,
)
from matching.models import (
    Confirmation,
    Engagement,
    Need,
    Pack,
    PackLine,
    Seat,
    Session,
)
from matching.models.need import NeedQuerySet
from matching.queries.absence import covered_by
from matching.queries.call import waiting_calls
from matching.queries.call_back import CALL_BACK, waiting_call_backs
from matching.queries.invitation import (
    ANSWER,
    DELIVER,
    DISPUTE,
    SETTLING,
    waiting_invitations,
)
from matching.queries.need import (
    ASSESSING_ROLES,
    CLOSING_ROLES,
    kinds_of,
)
from matching.queries.purchase import PURCHASE, waiting_purchases
from matching.queries.report import REPORT, waiting_reports
from matching.queries.rising import RISING, rising, told_by_clock, with_clock
from matching.queries.slot import HELP, waiting_offers
from matching.queries.topic import CAN_NOW, waiting_topics
from matching.queries.wish import WISH, waiting_wishes
from organisations.enums import Role
from organisations.models import Appointment, User
from records.queries import Waiting

ASSESS = gettext_lazy("To assess")
CONFIRM = gettext_lazy("To confirm")
FOLLOW = gettext_lazy("To follow up")

LOOK_AGAIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Reader:
    """A user with today's appointments and seats, read once."""

    user: User
    appointments: list[Appointment]
    seats: Callable[[], dict[int, set[str]]]
    """By team, the kinds of seat; read when the first pack asks."""
    covers: dict[int, str]
    """Those who are away and for whom this user stands in, by name."""

    def runs(self, need: Need) -> bool:
        return need.worker_id == self.user.pk or need.worker_id in self.covers

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


def waiting_for(
    user: User, appointments: Iterable[Appointment] | None = None
) -> list[Waiting]:
    """The task list of a user on this floor, what a clock passed on first,
    then the next to run out in each group. `appointments` are those held today, with
    their territories, where they were read already."""
    if not user.is_authenticated or not user.is_active:
        return []
    if appointments is None:
        current = user.appointments.current()
        appointments = current.select_related("territory", "provider")
    held = list(appointments)
    works = any(each.role == Role.SOCIAL_WORKER for each in held)
    covers = {away.pk: away.spoken_name for away in (covered_by(user) if works else ())}
    seats = cache(lambda: _seats(user, covers))
    reader = _Reader(user, held, seats, covers)
    found = [*_needs(reader), *_keys(reader)]
    found += waiting_invitations(user, reader.appointments)
    found += waiting_calls(reader.appointments)
    found += waiting_wishes(user, reader.appointments)
    found += waiting_offers(user, reader.appointments)
    found += waiting_reports(_seen(reader), reader.appointments)
    found += waiting_call_backs(reader.appointments)
    found += waiting_purchases(reader.appointments)
    if any(each.role in ASSESSING_ROLES for each in reader.appointments):
        found += waiting_topics(user, reader.covers)
    order = [REPORT, RISING, CALL_BACK, CAN_NOW]
    order += [ASSESS, CONFIRM, ANSWER, HELP, WISH, DELIVER, DISPUTE, PURCHASE, FOLLOW]
    far = timezone.now() + timedelta(days=36500)
    return sorted(
        found,
        key=lambda w: (not w.pressing, order.index(w.group), w.until or far),
    )


def _seats(user: User, covers: Collection[int]) -> dict[int, set[str]]:
    """By team, the kinds of seat of the user and of those whose cover she is."""
    held = Seat.objects.current().filter(user__in=[user.pk, *covers])
    seats: dict[int, set[str]] = defaultdict(set)
    for team, kind in held.values_list("team_id", "kind"):
        seats[team].add(kind)
    return seats


def _waiting(title: str, need: Need, group: Any, **more: Any) -> Waiting:
    return Waiting(
        title=title,
        url=reverse("matching:need", args=[need.public_id]),
        since=need.here_since,
        until=need.due_at,
        group=group,
        detail=f"{need.community} · {need.number}",
        tone="red" if need.urgency == Urgency.URGENT else "neutral",
        **more,
    )


def _seen(reader: _Reader) -> NeedQuerySet:
    return Need.objects.seen_through(reader.user, reader.appointments)


# --- needs ---------------------------------------------------------------------------


def _needs(reader: _Reader) -> Iterator[Waiting]:
    lines = PackLine.objects.filter(pack=OuterRef("pk"))
    undecided = lines.filter(own_agency=True, own_agency_by=None)
    said = Confirmation.objects.filter(pack=OuterRef("pk"), user=reader.user)
    proposed = Pack.objects.filter(state=PackState.PROPOSED).annotate(
        filled=Exists(lines), own_undecided=Exists(undecided), said=Exists(said)
    )
    needs = (
        _seen(reader)
        .filter(_may_ask(reader))
        .annotate(**_sides(reader), **told_by_clock())
        .select_related("community", "claim")
        .prefetch_related(Prefetch("packs", proposed))
    )
    for need in needs:
        ask = _ASKED.get(NeedState(need.state))
        asked = ask(reader, need) if ask else None
        asked = asked or rising(need, reader.appointments)
        if asked is not None:
            yield with_clock(need, _marked(reader, need, asked))


def _may_ask(reader: _Reader) -> Q:
    """Needs that may wait for the reader; of many kinds only their worker is asked, or
    whoever raised them."""
    several = (
        NeedState.DRAFT,
        NeedState.RAISED,
        NeedState.PROPOSED,
        NeedState.COMPLETED,
    )
    casework = Q(state=NeedState.IN_DELIVERY, danger__in=MANDATORY_REPORT)
    stopped = Q(state__in=(NeedState.PAUSED, NeedState.UNMET))
    disputes = Engagement.objects.filter(state=EngagementState.DISPUTED)
    return (
        Q(state__in=several)
        | Q(state=NeedState.IN_DELIVERY, pk__in=disputes.values("need"))
        | Q(state=NeedState.RETURNED, raised_by=reader.user)
        | (stopped | casework) & Q(worker__in=[reader.user.pk, *reader.covers])
        | ~Q(level="")
    )


def _sides(reader: _Reader) -> dict[str, Exists]:
    """Whether somebody else's delivery is disputed, and whether a body of the reader
    has delivered."""
    deliveries = Engagement.objects.filter(need=OuterRef("pk"))
    own = Q(provider__in=reader.bodies())
    disputed = deliveries.filter(state=EngagementState.DISPUTED)
    delivered = deliveries.exclude(state__in=LOST_ENGAGEMENTS)
    return {
        "disputed_outside": Exists(disputed.exclude(own)),
        "delivered_by_own": Exists(delivered.filter(own)),
    }


def _marked(reader: _Reader, need: Need, task: Waiting) -> Waiting:
    """A case of somebody who is away says for whom one stands in."""
    if need.worker_id not in reader.covers:
        return task
    name = reader.covers[need.worker_id]
    words = _("for %(name)s, who is away") % {"name": name}
    return replace(task, detail=f"{task.detail} · {words}")


def _draft(reader: _Reader, need: Need) -> Waiting | None:
    roles = ASSESSING_ROLES | {Role.COMMUNITY_SECRETARY}
    if not reader.holds(need, _also_in_danger(need, roles)):
        return None
    return _waiting(_("A public form waits to be taken over"), need, ASSESS)


def _raised(reader: _Reader, need: Need) -> Waiting | None:
    roles = set(ASSESSING_ROLES)
    if need.urgency != Urgency.URGENT:
        roles.discard(Role.DUTY_DESK)
    if not reader.holds(need, _also_in_danger(need, roles)):
        return None
    return _waiting(_("A new need to assess"), need, ASSESS)


def _also_in_danger(need: Need, roles: Collection[str]) -> set[str]:
    """The roles that a new need waits for: in danger the station manager, too."""
    return {*roles, Role.STATION_MANAGER} if need.danger else {*roles}


def _returned(reader: _Reader, need: Need) -> Waiting | None:
    if need.raised_by_id != reader.user.pk:
        return None
    return _waiting(_("A question about what you raised"), need, ANSWER)


def _proposed(reader: _Reader, need: Need) -> Waiting | None:
    pack = next(iter(need.packs.all()), None)
    if pack is None:
        return None
    if pack.own_undecided:
        manager = reader.holds(need, {Role.STATION_MANAGER})
        if not manager or reader.runs(need):
            return None
        title = _("Own agency chosen: your decision for “%(title)s”")
        return _waiting(title % {"title": need.heading}, need, CONFIRM)
    if not pack.filled and reader.runs(need):
        title = _("Nobody found for “%(title)s”: decide how to go on")
        return _waiting(title % {"title": need.heading}, need, CONFIRM)
    if _may_confirm(reader, need, pack):
        title = _("A pack to confirm: “%(title)s”")
        return _waiting(title % {"title": need.heading}, need, CONFIRM)
    return None


def _may_confirm(reader: _Reader, need: Need, pack: Pack) -> bool:
    """Holds a capacity that confirms, and has not said it yet; the worker also asks
    for the word of the other side: with both the pack would not be proposed any more.
    """
    if pack.said:
        return reader.runs(need) and need.track != Track.PROJECT
    kinds = kinds_of(
        need,
        runs=lambda: reader.runs(need),
        seats=lambda: reader.seats().get(need.team_id or 0, ()),
        manages=lambda: reader.holds(need, {Role.STATION_MANAGER}),
    )
    return bool(kinds)


def _in_delivery(reader: _Reader, need: Need) -> Waiting | None:
    return _casework(reader, need) or _to_settle(reader, need)


def _to_settle(reader: _Reader, need: Need) -> Waiting | None:
    """A disputed delivery, for whoever belongs to neither side."""
    if reader.runs(need) or not need.disputed_outside:
        return None
    if not reader.holds(need, SETTLING):
        return None
    title = _("A delivery is disputed: “%(title)s”") % {"title": need.heading}
    return _waiting(title, need, DISPUTE)


def _casework(reader: _Reader, need: Need) -> Waiting | None:
    if not need.is_casework or not reader.runs(need):
        return None
    title = _("Casework of your own: “%(title)s”") % {"title": need.heading}
    return _waiting(title, need, FOLLOW)


def _completed(reader: _Reader, need: Need) -> Waiting | None:
    if need.delivered_by_own or not reader.holds(need, CLOSING_ROLES):
        return None
    if need.is_casework and reader.runs(need):
        return None
    claim = getattr(need, "claim", None)
    if claim and (
        claim.by_id == reader.user.pk or claim.provider_id in reader.bodies()
    ):
        return None
    title = _("Delivered, to close: “%(title)s”") % {"title": need.heading}
    return _waiting(title, need, FOLLOW)


def _paused(reader: _Reader, need: Need) -> Waiting | None:
    over = need.pause_until is not None and need.pause_until <= timezone.localdate()
    if not reader.runs(need) or not over:
        return None
    title = _("The pause is over: “%(title)s”") % {"title": need.heading}
    return _waiting(title, need, FOLLOW)


def _unmet(reader: _Reader, need: Need) -> Waiting | None:
    long = need.state_since <= timezone.now() - LOOK_AGAIN
    if not reader.runs(need) or not long:
        return None
    title = _("Nobody found for a month: “%(title)s”") % {"title": need.heading}
    return _waiting(title, need, FOLLOW)


_ASKED = {
    NeedState.DRAFT: _draft,
    NeedState.RAISED: _raised,
    NeedState.RETURNED: _returned,
    NeedState.PROPOSED: _proposed,
    NeedState.IN_DELIVERY: _in_delivery,
    NeedState.COMPLETED: _completed,
    NeedState.PAUSED: _paused,
    NeedState.UNMET: _unmet,
}


# --- second keys -----------------------------------------------------------------------


def _keys(reader: _Reader) -> Iterator[Waiting]:
    """Delivered sessions whose second key is this user's to turn."""
    me = reader.user.pk
    run = [me, *reader.covers]
    mine = Q(engagement__need__worker__in=run) | Q(engagement__need__raised_by=me)
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
        if reader.runs(need) and (
            not works or session.attendance.first_by_id in reader.covers
        ):
            continue
        service = str(engagement.line.item.service_type)
        task = Waiting(
            title=_("Did it take place? %(service)s") % {"service": service},
            url=reverse("matching:need", args=[need.public_id]),
            since=session.attendance.first_at,
            group=FOLLOW,
            detail=f"{need.community} · {need.number}",
        )
        yield _marked(reader, need, task)


_EMPLOYED = (Role.SOCIAL_WORKER, Role.STATION_MANAGER)
