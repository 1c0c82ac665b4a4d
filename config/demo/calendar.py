"""The one place where the demo writes times: what was done just now is set back.

Verbs write `now`, as they must. A demo whose 2,000 cases are all one minute old shows
neither lateness nor age nor load, so the rows of a wave of cases are set back here to
when they would have been, after their verbs ran. The ledger is not: its `at` is when a
row was really written, and its hashes hold. Weeks of capacity move with the work, so
that what was done in September does not fill this week.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from evaluation.models import InspectionDraw
from matching.enums import NeedState
from matching.models import (
    Attendance,
    CapacityHold,
    Confirmation,
    Engagement,
    Feedback,
    MandatoryReport,
    Need,
    Pack,
    Session,
    TopicItem,
    WishClaim,
)
from matching.queries import run_of
from organisations.models import CapacityWeek, monday_of
from records.models import Job

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Times:
    """When a case was raised, and when it came into the state it is in."""

    raised: datetime
    since: datetime

    def at(self, share: float) -> datetime:
        """A moment between the two."""
        return self.raised + (self.since - self.raised) * share


# Where in a case's life its steps lie, between raised (0) and the last (1).
ASSESSED, PROPOSED, CONFIRMED, ANSWERED, RATED = 0.08, 0.1, 0.2, 0.28, 0.95
FIRST_SESSION, LAST_SESSION = 0.4, 0.9


@transaction.atomic
def set_back(times: dict[int, Times]) -> None:
    """Set the rows of these needs back to their times."""
    _needs(times)
    for row in (found := list(Pack.objects.filter(need__in=times))):
        own = times[row.need_id]
        row.created_at = own.at(PROPOSED)
        row.confirmed_at = own.at(CONFIRMED) if row.confirmed_at else None
    _save(Pack, found, "created_at", "confirmed_at")
    for yes in (given := list(Confirmation.objects.filter(pack__need__in=times))):
        yes.at = times[yes.pack.need_id].at(CONFIRMED)
    _save(Confirmation, given, "at")
    _engagements(times)
    _sessions(times)
    for answer in (rated := list(Feedback.objects.filter(need__in=times))):
        answer.at = times[answer.need_id].at(RATED)
    _save(Feedback, rated, "at")
    _others(times)


def _save(model: type[Any], rows: list[Any], *names: str) -> None:
    """One prepared statement, row by row: the ORM's for many rows is a CASE over all of
    them for every field, and costs more to write than to run."""
    fields = [model._meta.get_field(name) for name in names]
    quoted, table = connection.ops.quote_name, model._meta.db_table
    columns = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    values = [
        [
            field.get_db_prep_save(getattr(row, field.attname), connection)
            for field in fields
        ]
        + [row.pk]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quoted(table)} SET {columns} WHERE id = %s",  # noqa: S608 - ours
            values,
        )


def _needs(times: dict[int, Times]) -> None:
    rows = list(Need.objects.filter(pk__in=times).select_related("matter"))
    fields: set[str] = {"raised_at", "consent_at", "received_at", "closed_at"}
    for need in rows:
        own = times[need.pk]
        need.raised_at = own.raised
        need.consent_at = own.raised if need.consent_at else None
        need.received_at = own.since if need.received_at else None
        need.closed_at = own.since if need.closed_at else None
        state = need.paused_state or need.state
        clock = run_of(
            need, state, own.at(ASSESSED) if need.paused_state else own.since
        )
        if need.state == NeedState.PAUSED:
            clock |= {
                "paused_state": need.paused_state,
                "paused_at": own.since,
                "paused_due_at": clock["due_at"],
                "due_at": None,
                "ring_at": None,
            }
        for name, value in clock.items():
            setattr(need, name, value)
        fields |= set(clock)
    _save(Need, rows, *sorted(fields))


def set_delivery_back(session: Session) -> None:
    """Both keys of a session in the hours after it, its need raised days before: else
    each hour of the demo would look bought."""
    attendance = Attendance.objects.get(session=session)
    spread = timedelta(minutes=11 * (attendance.pk % 40))
    attendance.first_at = min(session.ends_at + spread, timezone.now())
    attendance.second_at = min(attendance.first_at + HOUR, timezone.now())
    _save(Attendance, [attendance], "first_at", "second_at")
    before = session.starts_at - timedelta(days=3)
    needs = Need.objects.filter(engagements=session.engagement_id)
    needs.filter(raised_at__gt=before).update(raised_at=before)


def set_seed_known(draw: InspectionDraw) -> None:
    """Announced so long ago that its seed is known today."""
    draw.announced_at -= draw.seed_on - timezone.localdate()
    draw.seed_on = timezone.localdate()
    _save(InspectionDraw, [draw], "announced_at", "seed_on")


# --- packs in delivery ------------------------------------------------------------------


def _engagements(times: dict[int, Times]) -> None:
    rows = list(
        Engagement.objects.filter(need__in=times).select_related("need", "provider")
    )
    for row in rows:
        own = times[row.need_id]
        kept = row.answer_by - row.invited_at
        if row.state == "invited":
            row.invited_at = max(own.since, row.invited_at - kept + HOUR)
        else:
            row.invited_at = own.at(CONFIRMED)
        row.answer_by = row.invited_at + kept
        row.answered_at = own.at(ANSWERED) if row.answered_at else None
    _save(Engagement, rows, "invited_at", "answer_by", "answered_at")
    jobs = {
        f"expire:{row.public_id}": row.answer_by
        for row in rows
        if row.state == "invited"
    }
    due = list(Job.objects.filter(key__in=jobs))
    for job in due:
        job.due_at = jobs[job.key]
    _save(Job, due, "due_at")
    _move_weeks({row.pk: row.invited_at for row in rows})


def _sessions(times: dict[int, Times]) -> None:
    rows = list(
        Session.objects.filter(engagement__need__in=times)
        .select_related("engagement")
        .order_by("engagement_id", "starts_at", "pk")
    )
    series: dict[int, list[Session]] = {}
    for row in rows:
        series.setdefault(row.engagement_id, []).append(row)
    for each in series.values():
        _spread(each, times[each[0].engagement.need_id])
    _save(Session, rows, "starts_at", "ends_at")
    ends = {row.pk: row.ends_at for row in rows}
    kept = list(Attendance.objects.filter(session__in=ends))
    for row in kept:
        row.first_at = ends[row.session_id] + HOUR
        row.second_at = row.first_at + 3 * HOUR if row.second_at else None
    _save(Attendance, kept, "first_at", "second_at")


def _spread(sessions: list[Session], own: Times) -> None:
    """Over the case's life, at the hour of the day that they have."""
    room = (LAST_SESSION - FIRST_SESSION) / max(len(sessions), 1)
    for n, row in enumerate(sessions):
        length = row.ends_at - row.starts_at
        day = timezone.localdate(own.at(FIRST_SESSION + room * n))
        local = timezone.localtime(row.starts_at)
        starts = local.replace(year=day.year, month=day.month, day=day.day)
        row.starts_at = min(starts, timezone.now() - length - 5 * HOUR)
        row.ends_at = row.starts_at + length


def _move_weeks(invited: dict[int, datetime]) -> None:
    """Holds move by whole weeks, an engagement's all or none: no week gets more than
    its capacity."""
    this = monday_of(timezone.localdate())
    holds: dict[int, list[CapacityHold]] = {}
    live = CapacityHold.objects.filter(engagement__in=invited, released_at__isnull=True)
    for hold in live.select_related("week").order_by("engagement_id", "week__week"):
        holds.setdefault(hold.engagement_id, []).append(hold)
    weeks = _Weeks({h.week.capability_id for each in holds.values() for h in each})
    moved = []
    for engagement, own in holds.items():
        back = this - monday_of(timezone.localdate(invited[engagement]))
        if back and weeks.take(own, back):
            moved += own
    weeks.save()
    _save(CapacityHold, moved, "week")


class _Weeks:
    """The weeks of some capabilities, changed in memory and saved at once."""

    def __init__(self, capabilities: Iterable[int]) -> None:
        rows = CapacityWeek.objects.filter(capability__in=capabilities)
        self.rows = {(row.capability_id, row.week): row for row in rows}

    def take(self, holds: list[CapacityHold], back: timedelta) -> bool:
        targets = [self._at(hold, hold.week.week - back) for hold in holds]
        for hold in holds:
            self._own(hold).used -= hold.quantity
        fits = all(
            week.used + hold.quantity <= week.cap
            for hold, week in zip(holds, targets, strict=True)
        )
        for hold, week in zip(holds, targets, strict=True):
            target = week if fits else self._own(hold)
            target.used += hold.quantity
            hold.week = target
        return fits

    def _own(self, hold: CapacityHold) -> CapacityWeek:
        return self.rows[hold.week.capability_id, hold.week.week]

    def _at(self, hold: CapacityHold, week: date) -> CapacityWeek:
        key = hold.week.capability_id, week
        if key not in self.rows:
            self.rows[key] = CapacityWeek.objects.create(
                capability_id=key[0], week=week, cap=hold.week.cap
            )
        return self.rows[key]

    def save(self) -> None:
        _save(CapacityWeek, list(self.rows.values()), "used")


# --- the rest ---------------------------------------------------------------------------


def _others(times: dict[int, Times]) -> None:
    for claim in (claims := list(WishClaim.objects.filter(need__in=times))):
        own = times[claim.need_id]
        claim.at = own.at(CONFIRMED)
        claim.fulfilled_at = own.at(LAST_SESSION) if claim.fulfilled_at else None
    _save(WishClaim, claims, "at", "fulfilled_at")
    for report in (reports := list(MandatoryReport.objects.filter(need__in=times))):
        report.opened_at = times[report.need_id].raised
        if report.reported_at:
            report.reported_at = report.opened_at + HOUR
    _save(MandatoryReport, reports, "opened_at", "reported_at")
    entries = TopicItem.objects.filter(item__need__in=times).select_related("item")
    for entry in (gathered := list(entries)):
        entry.added_at = times[entry.item.need_id].since
    _save(TopicItem, gathered, "added_at")
    lapses = {
        f"lapse:{public_id}:": due
        for public_id, due in Need.objects.filter(
            pk__in=times, state=NeedState.OPEN, due_at__isnull=False
        ).values_list("public_id", "due_at")
    }
    waiting = list(Job.objects.filter(kind="matching.lapse_wish", state="waiting"))
    for job in waiting:
        due = next((d for key, d in lapses.items() if job.key.startswith(key)), None)
        job.due_at = due or job.due_at
    _save(Job, waiting, "due_at")
