"""Reads that shape several tables: clocks, confirmations, what waits, figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Exists,
    OuterRef,
    Prefetch,
    Subquery,
    Sum,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.enums import (
    ACTIONS,
    LOST_ENGAGEMENTS,
    ConfirmerKind,
    FeedbackGrade,
    ItemState,
    Origin,
    SeatKind,
    SecondKey,
    SessionState,
    Track,
    Urgency,
)
from matching.models import (
    Absence,
    Attendance,
    Engagement,
    Feedback,
    Need,
    NeedItem,
    Pack,
    PurchaseProject,
    Seat,
    Session,
)
from matching.queries.absence import acting_for, runs
from organisations.enums import Role
from organisations.models import Person, User
from organisations.models.spoken import spoken
from organisations.queries import employer_of
from records.queries import trail

Given = dict[int, tuple[int, int]]


def open_quantities(
    need: Need, done: Given | None = None, state: str = ItemState.OPEN
) -> dict[int, int]:
    """Units still to be plated, by item: what is open less what runs or is done."""
    taken = given(need) if done is None else done
    items = need.items.filter(state=state)
    left = {item.pk: item.quantity - taken.get(item.pk, (0, 0))[0] for item in items}
    return {pk: units for pk, units in left.items() if units > 0}


def given(need: Need, without: Engagement | None = None) -> Given:
    """By item, units that somebody does or did, and what they cost in fen: all of an
    engagement that runs or is confirmed, of a lost one (or of `without`, as if it were
    lost) what it delivered."""
    found: Given = {}
    rows = Engagement.objects.filter(need=need).order_by("pk")
    rows = rows.values_list("line__item", "pk", "state", "quantity", "price")
    done = units_delivered(Engagement.objects.filter(need=need))
    for item, pk, state, quantity, price in rows:
        lost = state in LOST_ENGAGEMENTS or (without and without.pk == pk)
        units = done.get(pk, 0) if lost else quantity
        before = found.get(item, (0, 0))
        found[item] = (before[0] + units, before[1] + units * price)
    return found


def units_delivered(engagements: Iterable[Engagement]) -> dict[int, int]:
    """Units of which at least the first key was turned, by engagement; what was taken
    back is none."""
    rows = (
        Attendance.objects.standing()
        .filter(session__engagement__in=engagements)
        .values("session__engagement")
        .annotate(sum=Sum("units"))
        .order_by()
    )
    return dict(rows.values_list("session__engagement", "sum"))


def units_left(engagement: Engagement) -> int:
    """Units agreed that are neither planned nor delivered: what may still be planned."""
    planned = engagement.sessions.filter(state=SessionState.PLANNED)
    sum_planned = planned.aggregate(total=Sum("units"))["total"] or 0
    delivered = units_delivered([engagement]).get(engagement.pk, 0)
    return engagement.quantity - sum_planned - delivered


# --- who still has to say yes -------------------------------------------------------


def confirming_kinds(
    need: Need, *, user: User | None = None, person: Person | None = None
) -> set[str]:
    """In which capacities this user or person may confirm a pack of this need."""
    if person is None and not getattr(user, "is_authenticated", False):
        return set()
    if person is not None and need.track != Track.PROJECT:
        recorded = user is None or runs(user, need.worker_id)
        mine = person.pk == need.person_id and recorded
        return {ConfirmerKind.PERSON} if mine else set()
    if person is not None:
        together = need.team_id is not None and user is None
        return _seats(need, person=person) if together else set()
    if user is None:
        return set()
    return kinds_of(
        need,
        runs=lambda: runs(user, need.worker_id),
        seats=lambda: _held_by(user, need),
        manages=lambda: _manages(user, need),
    )


def kinds_of(
    need: Need,
    *,
    runs: Callable[[], bool],
    seats: Callable[[], Iterable[str]],
    manages: Callable[[], bool],
) -> set[str]:
    """The one source of who confirms: the seats of a 3+N team; else the worker of the
    case, or, where nobody can be asked, the station manager.

    `runs`: whether the reader runs the case (her own, or of somebody who is away);
    only what is needed is asked.
    """
    if need.track == Track.PROJECT:
        return set(seats()) if need.team_id is not None else set()
    if runs():
        return {ConfirmerKind.SOCIAL_WORKER}
    if need.person_id is None and manages():
        return {ConfirmerKind.STATION_MANAGER}
    return set()


def _seats(need: Need, **holder: Any) -> set[str]:
    seats = Seat.objects.current().filter(team=need.team_id, **holder)
    return set(seats.values_list("kind", flat=True))


def seats_of(need: Need, user: User) -> list[Seat]:
    """Today's seats of the need's team, with who holds them and whether the holder is
    `away` and this user stands in."""
    seats = Seat.objects.current().filter(team=need.team_id)
    covered = Absence.objects.on().filter(cover=user.pk, user=OuterRef("user"))
    held = seats.select_related("user", "person").annotate(away=Exists(covered))
    return user.read(f"seats {need.team_id}", lambda: list(held))


def _held_by(user: User, need: Need) -> set[str]:
    seats = seats_of(need, user)
    return {seat.kind for seat in seats if seat.user_id == user.pk or seat.away}


def _manages(user: User, need: Need) -> bool:
    code, manager = need.community.code, Role.STATION_MANAGER
    return any(e.role == manager and e.covers(code) for e in user.held_today())


def confirmations_missing(pack: Pack, need: Need) -> list[str]:
    """What is still missing before the pack counts as confirmed, in words."""
    given = list(pack.confirmations.all())
    kinds = {yes.kind for yes in given}
    worker = _("the social worker")
    if need.urgency == Urgency.URGENT:
        return [] if ConfirmerKind.SOCIAL_WORKER in kinds else [worker]
    if need.track == Track.PROJECT:
        people = {(yes.user_id, yes.person_id) for yes in given}
        short = 2 - min(len(kinds), len(people))
        return [_("a second seat")] if short == 1 else [_("two seats")] * (short > 0)
    missing = [] if ConfirmerKind.SOCIAL_WORKER in kinds else [worker]
    if not kinds & {ConfirmerKind.PERSON, ConfirmerKind.STATION_MANAGER}:
        missing.append(
            _("the person concerned") if need.person_id else _("the station manager")
        )
    return missing


def link_key_of(need: Need) -> tuple[Person | None, SecondKey]:
    """Who may turn the second key by a personal link, and as what: the contact person
    as the one served, else the resident of the team who has no account as the helper
    named beforehand."""
    if need.person is not None:
        return need.person, SecondKey.SERVED
    seats = Seat.objects.current().filter(
        team=need.team_id, kind=SeatKind.RESIDENT, person__isnull=False
    )
    seat = seats.select_related("person").first() if need.team_id else None
    return (seat.person if seat else None), SecondKey.HELPER


def second_key_of(session: Session, user: User) -> str:
    """Which second key this user may turn for a delivered session; "" for none.

    The need's worker, when employed by another body than the provider; else whoever
    raised it for themselves or somebody else.
    """
    attendance = getattr(session, "attendance", None)
    need = session.engagement.need
    if attendance is None or attendance.first_by_id == user.pk:
        return ""
    if works_for(user, [attendance.first_employer_id]):
        return ""
    acting = acting_for(user)
    if user.pk == need.worker_id or need.worker_id in acting:
        if attendance.first_by_id in acting:  # the first key was hers whose cover asks
            return ""
        return SecondKey.WORKER if employer_of(user, need.community) else ""
    if user.pk == need.raised_by_id:
        own = need.origin == Origin.PERSON
        return SecondKey.SERVED if own else SecondKey.HELPER
    return ""


def works_for(user: User, providers: Iterable[int]) -> bool:
    """Whether the user administers, or is employed by, one of these providers today."""
    bodies = {pk for e in user.held_today() for pk in (e.provider_id, e.employer_id)}
    return not (bodies - {None}).isdisjoint(providers)


# --- the trail, in words ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a timeline."""

    label: Any
    at: datetime
    actor: str
    action: str


def timeline(thing: Need | PurchaseProject) -> list[Step]:
    """Everything the ledger says about it, oldest first, in one query."""
    actor = User.objects.filter(pk=OuterRef("actor_id"))
    named = actor.values(called=Coalesce(NullIf("name", Value("")), "username"))
    entries = trail(thing.subject).annotate(
        actor=Coalesce(Subquery(named), Value("")),
        actor_en=Coalesce(Subquery(actor.values("name_en")), Value("")),
    )
    return [
        Step(
            ACTIONS.get(entry.action, entry.action),
            entry.at,
            spoken(entry.actor, entry.actor_en),
            entry.action,
        )
        for entry in entries
    ]


# --- live figures ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What the public home page shows of one district, last 30 days."""

    raised: int
    packed: int
    satisfied_percent: int | None
    unmet: int
    rated: int


GOOD_GRADES = (FeedbackGrade.VERY_GOOD, FeedbackGrade.GOOD, FeedbackGrade.FAIR)


def month_figures(district_code: str) -> MonthFigures:
    """Counts of the last 30 days. Confidential needs are in no count."""
    since = timezone.now() - timedelta(days=30)
    needs = Need.objects.within(district_code).exclude(track=Track.CONFIDENTIAL)
    grades = Feedback.objects.filter(need__in=needs, at__gte=since, declined=False)
    rated = grades.count()
    good = grades.filter(grade__in=GOOD_GRADES).count()
    return MonthFigures(
        raised=needs.filter(raised_at__gte=since).count(),
        packed=needs.filter(packs__confirmed_at__gte=since).distinct().count(),
        satisfied_percent=round(100 * good / rated) if rated else None,
        unmet=needs.filter(items__state=ItemState.UNMET).distinct().count(),
        rated=rated,
    )


# --- what a page of one need shows -----------------------------------------------------


def need_items(need: Need) -> Iterable[Any]:
    """What is asked for, and what of it is on the purchase list; read once."""
    items = NeedItem.objects.select_related("service_type__category", "topic_item")
    prefetch_related_objects([need], Prefetch("items", items))
    return need.items.all()


ASSESSING_ROLES = frozenset({Role.SOCIAL_WORKER, Role.STREET_OFFICER, Role.DUTY_DESK})
CLOSING_ROLES = frozenset(
    {
        Role.SOCIAL_WORKER,
        Role.STATION_MANAGER,
        Role.COMMUNITY_SECRETARY,
        Role.STREET_OFFICER,
    }
)
