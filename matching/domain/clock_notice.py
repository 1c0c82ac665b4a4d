"""What a clock says, once: a reminder, that time is up, and to the next level.

Telling, not taking away: the need stays with whoever works on it.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from matching.domain.step import act, take, tell
from matching.enums import Level, NoticeKind, Stage
from matching.models import ClockNotice, Need
from matching.queries.clock import (
    class_of,
    level_limits,
    limit_now,
    reminder,
    run_of,
    run_out,
    stage_of,
)
from matching.queries.duty import Duty, duty_of
from organisations.models import User
from records.domain.ledger import Act, append_many

log = logging.getLogger(__name__)

LANGUAGES = ("zh-hans", "en")
CHUNK = 200
LOOK_AGAIN = timedelta(hours=1)


def tell_what_is_due(*, now: datetime) -> int:
    """Every clock that rings by `now`, need by need; how many needs were told of.

    Reads in chunks, in a fixed number of queries each; who is on duty is read outside
    the transaction of a need. One that cannot be counted (the calendar ends) waits an
    hour and keeps nobody else waiting.
    """
    told, last = 0, 0
    rings = Q(ring_at__lte=now) | Q(ring_at__isnull=True, due_at__isnull=False)
    waiting = Need.objects.filter(rings).select_related("community", "worker")
    while chunk := list(waiting.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        duty = duty_of(chunk)
        for need in chunk:
            told += bool(_tell_one(need, now, duty[need.pk]))
        last = chunk[-1].pk
    return told


def _tell_one(need: Need, now: datetime, duty: Duty) -> list[str]:
    try:
        if need.ring_at is None:
            set_bell(need_id=need.pk)
        return ring_clock(need_id=need.pk, now=now, duty=duty)
    except ValidationError as error:
        log.warning("the clock of need %s stopped: %s", need.pk, error.code)
        Need.objects.filter(pk=need.pk, version=need.version).update(
            ring_at=now + LOOK_AGAIN
        )
        return []


@transaction.atomic
def ring_clock(*, need_id: int, now: datetime, duty: Duty) -> list[str]:
    """Tell what is due of one need at `now`; which kinds of notice were written.

    A notice is written once for each run of a clock, so that a queue that delivers
    twice, or two workers at once, tell nobody twice. The need's version stays: no form
    becomes stale by a reminder.
    """
    need = take(need_id)
    if need.ring_at is None or need.due_at is None or need.ring_at > now:
        return []
    acts = [*_stage(need, now, duty), *_levels(need, now, duty)]
    need.ring_at = _next_ring(need, now)
    Need.objects.filter(pk=need.pk, version=need.version).update(
        level=need.level, rise_at=need.rise_at, ring_at=need.ring_at
    )
    append_many(acts)
    return [one.facts["kind"] for one in acts]


@transaction.atomic
def set_bell(*, need_id: int) -> bool:
    """Set the bell of a need whose row was written without one (by an import)."""
    need = take(need_id)
    if need.ring_at is not None or need.due_at is None:
        return False
    fields = run_of(need, need.state, need.state_since)
    wanted = {"ring_at": fields["ring_at"] or need.due_at, "rise_at": need.due_at}
    if stage_of(need, need.state) == Stage.RECEIVE:
        wanted["rise_at"] = None
    Need.objects.filter(pk=need.pk, version=need.version).update(**wanted)
    return True


def first_rise(need: Need, duty: Duty) -> datetime | None:
    """When the lowest level that has a person has held a new need long enough."""
    limit = level_limits().get((class_of(need), duty.lowest()))
    if limit is None:
        return need.due_at
    ends = run_out(limit, need.state_since)
    return min(ends, need.due_at) if need.due_at else ends


def _stage(need: Need, now: datetime, duty: Duty) -> list[Act]:
    """The clock of the stage: at three quarters a reminder, at its end a word."""
    if need.due_at <= now:
        kind, name = NoticeKind.OVERDUE, "matching.overdue"
    elif (at := _reminder(need)) and at <= now:
        kind, name = NoticeKind.REMINDER, "matching.reminder"
    else:
        return []
    if not _note(need, kind, now, duty.hands):
        return []
    stage = Stage(stage_of(need, need.state) or Stage.RECEIVE)
    for user in duty.hands:
        tell(user, name, need, **_spoken("stage", stage))
    action = "run_out" if kind == NoticeKind.OVERDUE else "remind"
    return [act(need, action, None, kind=str(kind), told=_numbers(duty.hands))]


def _levels(need: Need, now: datetime, duty: Duty) -> list[Act]:
    """The next level hears of it when this one held it for too long."""
    if not need.level and need.rise_at is None:
        need.rise_at = first_rise(need, duty)
    if need.rise_at is None or need.rise_at > now:
        return []
    # Whoever should receive it holds it; later the station does, until time is up.
    new = stage_of(need, need.state) == Stage.RECEIVE
    held = need.level or (duty.lowest() if new else Level.GRID)
    to = duty.above(held)
    need.level, need.rise_at = to or Level.DISTRICT, None
    if not to:
        return []
    if duty.above(to):
        limit = level_limits().get((class_of(need), to))
        need.rise_at = run_out(limit, now) if limit else None
    told = duty.levels[to]
    if not _note(need, NoticeKind.LEVEL, now, told, to):
        return []
    for user in told:
        tell(user, "matching.escalated", need, **_spoken("level", Level(held)))
    facts = {"kind": str(NoticeKind.LEVEL), "level": str(to), "told": _numbers(told)}
    return [act(need, "escalate", None, **facts)]


def _note(
    need: Need, kind: str, now: datetime, told: list[User], level: str = ""
) -> bool:
    """Keep the notice; False when this run of the clock has it already."""
    _notice, new = ClockNotice.objects.get_or_create(
        need=need,
        kind=kind,
        level=level,
        since=need.state_since,
        defaults={"at": now, "told": next(iter(told), None)},
    )
    return new


def _next_ring(need: Need, now: datetime) -> datetime | None:
    """The next moment at which there is something to tell."""
    ahead = [_reminder(need), need.due_at, need.rise_at]
    return min((moment for moment in ahead if moment and moment > now), default=None)


def _reminder(need: Need) -> datetime | None:
    limit = limit_now(need)
    return reminder(limit, need.due_at, need.extended_by) if limit else None


def _numbers(users: list[User]) -> list[int]:
    return [user.pk for user in users]


def _spoken(name: str, word: Stage | Level) -> dict[str, str]:
    """A word of ours in both languages: the reader's is chosen when it is read."""
    said = {}
    for language, suffix in zip(LANGUAGES, ("", "_en"), strict=True):
        with translation.override(language):
            said[f"{name}{suffix}"] = str(word.label)
    return said
