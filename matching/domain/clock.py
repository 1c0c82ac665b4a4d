"""The time limits of a district; a clock that is held, goes on, or gets more time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.clock_notice import first_rise
from matching.domain.faults import refuse, stale
from matching.domain.step import move_on, record
from matching.enums import ClockUnit, ExtendReason
from matching.models import Need, StageLimit
from matching.queries.clock import (
    class_of,
    level_limits,
    limit_now,
    longest_extension,
    moved,
    reminder,
    run_of,
    run_out,
)
from matching.queries.duty import duty_of
from organisations.models import User
from records.domain.ledger import append


@transaction.atomic
def load_stage_limits(*, chain: str, data: dict[str, Any], by: User | None) -> int:
    """Take over a versioned table of limits; a second run changes nothing.

    Rows whose amount is null have no clock. Returns the number of limits in force.
    Raises ValidationError for an unknown stage, lane or unit.
    """
    before = _in_force()
    stamp = {"version": data["version"], "source": data["source"]}
    kept = []
    for row in data["limits"]:
        if row["amount"] is None:
            continue
        limit = StageLimit(
            stage=row["stage"],
            lane=row["lane"],
            amount=row["amount"],
            unit=row["unit"],
            sample_percent=_percent(row),
            **stamp,
        )
        limit.full_clean(validate_unique=False, validate_constraints=False)
        kept.append(limit)
    StageLimit.objects.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=["stage", "lane"],
        update_fields=["amount", "unit", "sample_percent", *stamp],
    )
    StageLimit.objects.exclude(pk__in=[limit.pk for limit in kept]).delete()
    if _in_force() == before:
        return len(kept)
    append(
        chain=chain,
        action="matching.load_stage_limits",
        actor=by,
        subject="stage_limits",
        facts={"version": data["version"], "limits": len(kept)},
    )
    return len(kept)


def _percent(row: dict[str, Any]) -> int:
    """How many are rung back by lot: where the rule says all, a hundred of a hundred."""
    return 100 if row["rule"] == "all" else row["sample_percent"] or 0


def _in_force() -> list[tuple[Any, ...]]:
    return list(
        StageLimit.objects.values_list(
            "stage",
            "lane",
            "amount",
            "unit",
            "sample_percent",
            "version",
            "source",
        )
    )


# --- a pause -------------------------------------------------------------------------


def held_clock(need: Need) -> dict[str, Any]:
    """What `pause_need` writes of the clock: its run stays, its end is put aside."""
    rise = need.rise_at
    if need.due_at and rise is None and not need.level:
        rise = first_rise(need, duty_of([need])[need.pk])
    return {
        **_kept(need),
        "rise_at": rise,
        "paused_at": timezone.now(),
        "paused_due_at": need.due_at,
    }


def resumed_clock(need: Need) -> dict[str, Any]:
    """What `resume_need` writes: both ends moved by the pause, and the pause summed.

    By its seconds; where working days are counted, by the working days in it.
    """
    now, since = timezone.now(), need.paused_at or need.state_since
    fields = {"paused_at": None, "paused_due_at": None, **ended_pause(need)}
    limit = limit_now(need)
    if need.paused_due_at is None or limit is None:
        return fields | _kept(need)
    due = moved(need.paused_due_at, limit.unit, since, now)
    rise = _rise_after(need, limit, due, now)
    ahead = [reminder(limit, due, need.extended_by), due, rise]
    ring = min(moment for moment in ahead if moment)
    return fields | _kept(need) | {"due_at": due, "rise_at": rise, "ring_at": ring}


def _rise_after(
    need: Need, limit: StageLimit, due: datetime, now: datetime
) -> datetime | None:
    """When the next level hears of it, after a pause."""
    if need.rise_at is None or need.rise_at == need.paused_due_at:
        return due if need.rise_at else None
    held = level_limits().get((class_of(need), need.level or "grid"))
    unit = held.unit if held else limit.unit
    return moved(need.rise_at, unit, need.paused_at or need.state_since, now)


def _kept(need: Need) -> dict[str, Any]:
    """The run of the clock as it is."""
    names = ("state_since", "level", "rise_at")
    more = ("extended_at", "extended_by", "extend_reason")
    return {name: getattr(need, name) for name in (*names, *more)}


def ended_pause(need: Need) -> dict[str, Any]:
    """What is written of a pause that ends with the need."""
    if need.paused_at is None:
        return {}
    seconds = int((timezone.now() - need.paused_at).total_seconds())
    return {"paused_seconds": need.paused_seconds + seconds}


def restarted_clock(need: Need, state: str) -> dict[str, Any]:
    """What a paused need holds of its clock when the state it resumes has changed: a
    run of its own, that began with the pause."""
    since = need.paused_at or timezone.now()
    fields = run_of(need, state, since)
    pause: dict[str, Any] = {"paused_state": str(state), "paused_at": since}
    pause["paused_due_at"] = fields["due_at"]
    return fields | pause | {"due_at": None, "ring_at": None}


# --- more time -------------------------------------------------------------------------


def no_clock() -> ValidationError:
    return refuse("no_clock", _("No clock runs here: there is nothing to extend."))


@transaction.atomic
def extend_clock(
    *, need: Need, version: int, amount: int, reason: str, by: User
) -> datetime:
    """The street gives a stage more time: once, by at most half of its limit.

    In the unit of the limit. Returns the new end. Raises ValidationError where no clock
    runs, where its time is up, was extended before, or would get more than half.
    """
    if reason not in ExtendReason:
        raise refuse("no_reason", _("Choose a reason."), field="reason")
    now, limit = timezone.now(), limit_now(need)
    if need.due_at is None or limit is None:
        raise no_clock()
    if need.due_at <= now:
        raise refuse("too_late", _("The time is up: the next level was told."))
    if need.extended_by:
        raise refuse("again", _("The time was extended before; that is done once."))
    if not 1 <= amount <= longest_extension(limit):
        raise refuse(
            "amount",
            _("At most half of the limit: %(most)d %(unit)s."),
            field="amount",
            most=longest_extension(limit),
            unit=str(ClockUnit(limit.unit).label),
        )
    due = run_out(limit, need.due_at, amount)
    rise = due if need.rise_at == need.due_at else need.rise_at
    ahead = [reminder(limit, due, amount), due, rise]
    if version != need.version:
        raise stale()
    move_on(
        need,
        due_at=due,
        rise_at=rise,
        ring_at=min(moment for moment in ahead if moment),
        extended_at=now,
        extended_by=amount,
        extend_reason=str(reason),
    )
    facts = {"amount": amount, "unit": limit.unit, "reason": str(reason)}
    record(need, "extend_clock", by, to=need.state, **facts)
    return due
