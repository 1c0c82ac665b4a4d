"""Planning: one time or a run of weeks, clashes seen first, the yes before each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.engagement import held, tell_admins, walk
from matching.domain.faults import refuse, stale, wrong_state
from matching.domain.hours import face_of
from matching.domain.step import act, record, take, tell
from matching.enums import EngagementState, SessionState
from matching.models import Engagement, Session
from matching.queries import units_left
from matching.queries.calendar import clashes, coming
from organisations.models import Person, Place, User
from records.domain.ledger import append_many

PLANNABLE = (
    EngagementState.ACCEPTED,
    EngagementState.SCHEDULED,
    EngagementState.NO_SHOW,
)
WEEK = timedelta(days=7)
MOST_WEEKS = 53
ASK_BEFORE, CHASE_BEFORE = timedelta(hours=48), timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who goes: a name and a number; the same two are the same face."""

    name: str
    phone: str


@transaction.atomic
def schedule_session(
    *,
    engagement: Engagement,
    starts_at: datetime,
    ends_at: datetime,
    units: int,
    place: Place | None = None,
    keeper: Keeper | Person | None = None,
    despite: str = "",
    by: User,
) -> Session:
    """Fix one time. Raises ValidationError when it ends before it starts, plans more
    units than were agreed, or clashes and no reason is given to plan it `despite` that;
    units that a session fell short of may be planned again."""
    need = held(engagement)
    _check(engagement, units)
    face = _face(engagement, keeper, by)
    session = _planned(
        engagement, (starts_at, ends_at), units, place, face, despite.strip()
    )
    _on_its_way(engagement)
    record(
        need,
        "schedule_session",
        by,
        engagement=engagement.public_id,
        session=session.public_id,
        units=units,
    )
    return session


@transaction.atomic
def schedule_series(
    *,
    engagement: Engagement,
    starts_at: datetime,
    ends_at: datetime,
    units: int,
    place: Place | None = None,
    keeper: Keeper | Person | None = None,
    despite: str = "",
    by: User,
) -> list[Session]:
    """The same time each week, with the same face, until all units are planned.

    All of it or nothing: a clash in any week is told, `despite` holds for all weeks.
    """
    need = held(engagement)
    left = _check(engagement, units)
    face = _face(engagement, keeper, by)
    if -(-left // units) > MOST_WEEKS:
        raise refuse(
            "too_long", _("That is more than a year: plan more units each week.")
        )
    found = []
    for week, share in enumerate(_shares(left, units)):
        span = (starts_at + week * WEEK, ends_at + week * WEEK)
        found.append(_planned(engagement, span, share, place, face, despite.strip()))
    _on_its_way(engagement)
    facts = {"engagement": engagement.public_id}
    append_many(
        [
            act(
                need,
                "schedule_session",
                by,
                session=each.public_id,
                units=each.units,
                **facts,
            )
            for each in found
        ]
    )
    return found


def _shares(left: int, units: int) -> Iterator[int]:
    while left > 0:
        yield min(units, left)
        left -= units


def _check(engagement: Engagement, units: int) -> int:
    """Units still to be planned, where so many may be planned now."""
    if engagement.state not in PLANNABLE:
        raise wrong_state(engagement.get_state_display())
    left = units_left(engagement)
    if units < 1:
        raise refuse("too_few", _("Plan at least one unit."), field="units")
    if units > left:
        raise refuse(
            "too_many",
            _("There are %(left)d of the agreed units left to plan: plan no more."),
            field="units",
            left=left,
        )
    return left


def _face(
    engagement: Engagement, keeper: Keeper | Person | None, by: User
) -> Person | None:
    if not isinstance(keeper, Keeper):
        return keeper
    return face_of(engagement.provider, keeper.name, keeper.phone, by)


def _planned(
    engagement: Engagement,
    span: tuple[datetime, datetime],
    units: int,
    place: Place | None,
    keeper: Person | None,
    despite: str,
) -> Session:
    """One row, checked and saved; why it is planned despite a clash stays with it."""
    session = Session(
        engagement=engagement,
        starts_at=span[0],
        ends_at=span[1],
        units=units,
        place=place,
        keeper=keeper,
    )
    session.full_clean()
    if other := clashes(session).first():
        if not despite:
            raise _clash(session, other)
        session.despite = despite
        session.full_clean()
    session.save()
    return session


def _clash(session: Session, other: Session) -> ValidationError:
    when = timezone.localtime(other.starts_at)
    names = {"when": f"{when:%Y-%m-%d %H:%M}"}
    if session.place_id is not None and session.place_id == other.place_id:
        return refuse(
            "clash",
            _("%(place)s is taken at that time, from %(when)s."),
            field="despite",
            place=str(session.place),
            **names,
        )
    return refuse(
        "clash",
        _("%(who)s is expected at another place then, from %(when)s."),
        field="despite",
        who=str(session.keeper),
        **names,
    )


def _on_its_way(engagement: Engagement) -> None:
    if engagement.state != EngagementState.SCHEDULED:
        walk(engagement, EngagementState.SCHEDULED)


# --- the yes before each time -----------------------------------------------------------


@transaction.atomic
def confirm_coming(*, session: Session, by: User) -> None:
    """The provider says, by one tap, that somebody will be there.

    Raises ValidationError `wrong_state` where the time is not planned any more or has
    begun, `stale` where somebody said it before.
    """
    need = take(session.engagement.need_id)
    session.refresh_from_db()
    if session.state != SessionState.PLANNED or session.starts_at <= timezone.now():
        raise wrong_state(session.get_state_display())
    yes = Session.objects.filter(pk=session.pk, sure_at__isnull=True)
    if not yes.update(sure_at=timezone.now()):
        raise stale()
    record(need, "confirm_coming", by, session=session.public_id)


def ask_who_comes(*, now: datetime) -> int:
    """Two days before a time the provider is asked for its yes; where none came a day
    before, the worker hears it. Each once; how many were told of."""
    told = 0
    for session in coming(now, now + ASK_BEFORE, asked_at=None):
        told += _ask(session, now)
    late = coming(now, now + CHASE_BEFORE, sure_at=None, chased_at=None)
    for session in late.filter(asked_at__lte=now - (ASK_BEFORE - CHASE_BEFORE)):
        told += _chase(session, now)
    return told


@transaction.atomic
def _ask(session: Session, now: datetime) -> bool:
    wanted = Session.objects.filter(
        pk=session.pk, state=SessionState.PLANNED, asked_at__isnull=True
    )
    if not wanted.update(asked_at=now):
        return False
    tell_admins(session.engagement, "matching.coming")
    return True


@transaction.atomic
def _chase(session: Session, now: datetime) -> bool:
    wanted = Session.objects.filter(
        pk=session.pk,
        state=SessionState.PLANNED,
        sure_at__isnull=True,
        chased_at__isnull=True,
    )
    if not wanted.update(chased_at=now):
        return False
    need = session.engagement.need
    provider = session.engagement.provider
    named = {"provider": provider.name, "provider_en": provider.name_en}
    tell(need.worker, "matching.not_sure", need, **named)
    return True
