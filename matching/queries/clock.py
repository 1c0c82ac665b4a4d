"""How long a stage or a level may take: when a clock reminds, runs out, goes on.

A clock runs for one stage of one need, from `state_since` to `due_at`. A pause moves
its end and nothing else, so that it says everything once.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from matching.enums import (
    STAGE_OF_CASE,
    STAGE_OF_STATE,
    STAGE_OF_WISH,
    ClockUnit,
    Level,
    MatterClass,
    NeedState,
    NoticeKind,
    Stage,
    Track,
    Urgency,
)
from matching.models import ClockNotice, LevelLimit, Need, StageLimit
from records.queries import (
    add_workdays,
    workday_deadline,
    workdays_before,
    workdays_passed,
)

Limit = StageLimit | LevelLimit
_DAY = 24 * 60 * 60
REMIND_AT_LEFT = Fraction(1, 4)

_LENGTH = {
    ClockUnit.MINUTE: timedelta(minutes=1),
    ClockUnit.HOUR: timedelta(hours=1),
    ClockUnit.DAY: timedelta(days=1),
}


def stage_limit(stage: str, lane: str) -> StageLimit | None:
    """The time allowed for a stage in a lane; None: there is no clock."""
    return StageLimit.objects.filter(stage=stage, lane=lane).first()


def limit_now(need: Need) -> StageLimit | None:
    """The limit of the stage that a need is in, or was in when it was paused."""
    state = NeedState(need.paused_state or need.state)
    stage = stage_of(need, state)
    return stage_limit(stage, need.lane) if stage else None


def stage_of(need: Need, state: str) -> Stage | None:
    """The stage whose clock runs for this need in that state; None: no clock.

    What is raised is to be received, then, once somebody took it on, to be assessed.
    """
    if state == NeedState.RAISED and need.received_at:
        return Stage.ASSESS
    stages = STAGE_OF_WISH if need.track == Track.MICRO_WISH else STAGE_OF_STATE
    return (STAGE_OF_CASE if need.is_casework else stages).get(NeedState(state))


def run_out(limit: Limit, since: datetime, amount: int | None = None) -> datetime:
    """When a limit that began at `since` is used up."""
    amount = limit.amount if amount is None else amount
    if limit.unit == ClockUnit.WORKDAY:
        return workday_deadline(since, amount)
    return since + amount * _LENGTH[ClockUnit(limit.unit)]


def deadline(stage: Stage, lane: str, since: datetime) -> datetime | None:
    """When the clock of a stage that began at `since` runs out; None: no clock."""
    limit = stage_limit(stage, lane)
    return run_out(limit, since) if limit else None


def reminder(limit: Limit, due: datetime, extended_by: int = 0) -> datetime:
    """When three quarters of the time are gone: a quarter of it before the end."""
    left = (limit.amount + extended_by) * REMIND_AT_LEFT
    if limit.unit == ClockUnit.WORKDAY:
        return workdays_before(due, left)
    seconds = left * int(_LENGTH[ClockUnit(limit.unit)].total_seconds())
    return due - timedelta(seconds=int(seconds))


def longest_extension(limit: Limit) -> int:
    """By how much a street may extend a limit: at most half of it."""
    return limit.amount // 2


def moved(moment: datetime, unit: str, since: datetime, until: datetime) -> datetime:
    """An end that was `moment`, after a pause: by the seconds that passed, or, where
    working days are counted, by the working days that passed."""
    if unit != ClockUnit.WORKDAY:
        return moment + (until - since)
    passed = workdays_passed(since, until)
    if not passed:
        return moment
    return workday_deadline(add_workdays(moment, passed), 0)


def run_of(need: Need, state: str, now: datetime) -> dict[str, Any]:
    """What a need holds of its clock when it enters a state at `now`."""
    fields: dict[str, Any] = {
        "state_since": now,
        "due_at": None,
        "ring_at": None,
        "rise_at": None,
        "level": "",
        "paused_state": "",
        "paused_at": None,
        "paused_due_at": None,
        "extended_at": None,
        "extended_by": 0,
        "extend_reason": "",
    }
    stage = stage_of(need, state)
    limit = stage_limit(stage, need.lane) if stage else None
    if limit is None:
        return fields
    due = run_out(limit, now)
    ring = reminder(limit, due)
    if stage == Stage.RECEIVE:
        first = level_limits().get((class_of(need), "grid"))
        ring = min(ring, run_out(first, now)) if first else ring
    else:
        fields["rise_at"] = due
    return fields | {"due_at": due, "ring_at": ring}


# --- what a page says of it -----------------------------------------------------------


def notices_of(need: Need) -> list[ClockNotice]:
    """What the clocks of a need told, and whom, the newest first."""
    return list(need.notices.select_related("told").order_by("-at", "-pk"))


def days_paused(need: Need, now: datetime) -> int:
    """Whole days that a need was paused, all pauses together, a begun one counted."""
    going = int((now - need.paused_at).total_seconds()) if need.paused_at else 0
    return -(-(need.paused_seconds + going) // _DAY)


def clock_word(need: Need, kinds: Collection[str]) -> str:
    """What a list says of a clock that spoke: the level that was told, or a reminder.

    `kinds` are those of the notices of this run.
    """
    if need.level:
        return {
            Level.GRID: _("Passed on to the grid"),
            Level.COMMUNITY: _("Passed on to the community"),
            Level.STREET: _("Passed on to the street"),
            Level.DISTRICT: _("Passed on to the district desk"),
        }[Level(need.level)]
    if NoticeKind.OVERDUE in kinds:
        return _("Time is up")
    return _("Reminded") if NoticeKind.REMINDER in kinds else ""


# --- levels --------------------------------------------------------------------------


def class_of(need: Need) -> str:
    """Which row of the table of levels: urgent ones as emergencies; without a matter
    as comprehensive management."""
    if need.urgency == Urgency.URGENT:
        return MatterClass.EMERGENCY
    return need.matter.klass if need.matter else MatterClass.COMPREHENSIVE


def level_limits() -> dict[tuple[str, str], LevelLimit]:
    """How long each level may hold a matter of each class."""
    return {(each.klass, each.level): each for each in LevelLimit.objects.all()}
