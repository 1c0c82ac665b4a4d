"""Reads of this floor: the trail, the inbox, the queue, the calendar."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext

from records.models import Anchor, Beat, Job, LedgerEntry, Message, Workday
from records.models.job import JobQuerySet
from records.models.ledger import LedgerEntryQuerySet
from records.models.message import MessageQuerySet
from records.models.waiting import Waiting

__all__ = ["Waiting"]

SHANGHAI = ZoneInfo("Asia/Shanghai")
QUEUE_BEAT = "queue"


def trail(subject: str) -> LedgerEntryQuerySet:
    """Everything the ledger says about one subject, oldest first."""
    return LedgerEntry.objects.about(subject).oldest_first()


def published_heads(day: date | None = None) -> models.QuerySet[Anchor]:
    """The heads of all chains as published on a day, or on the last one there is."""
    anchors = Anchor.objects.select_related("chain").order_by("chain__key")
    last = Anchor.objects.order_by("-day").values("day")[:1]
    return anchors.filter(day=day) if day else anchors.filter(day__in=last)


def last_beat() -> datetime | None:
    """When a worker of the queue last answered; None if none ever did."""
    return Beat.objects.filter(name=QUEUE_BEAT).values_list("at", flat=True).first()


def unread(user: object) -> MessageQuerySet:
    """Messages this user has not opened, newest first."""
    return Message.objects.of(user).unread()


def dead_letters() -> JobQuerySet:
    """Jobs that were given up and wait for a person."""
    return Job.objects.dead()


def is_workday(day: date | datetime) -> bool:
    """Is the day (of a moment: the day in Shanghai) worked, shifted days included?

    Raises ValidationError `workday_unknown` outside the calendar.
    """
    found = Workday.objects.filter(day=_day(day)).first()
    if found is None:
        raise _unknown(_day(day))
    return found.is_workday


def add_workdays(start: date | datetime, number: int) -> date:
    """The number-th working day after the day of `start` (in Shanghai).

    0 means that day itself, or the next working day if it is not one.
    Raises ValidationError `workday_unknown` outside the calendar.
    """
    if number < 0:
        raise ValueError("count working days forward")
    first = _day(start)
    is_workday(first)  # a day before the calendar would be counted wrongly
    after = Workday.objects.filter(is_workday=True).order_by("day")
    after = after.filter(day__gt=first) if number else after.filter(day__gte=first)
    days = after.values_list("day", flat=True)[max(number - 1, 0) : max(number, 1)]
    found = next(iter(days), None)
    if found is None:
        raise _unknown(first + timedelta(days=number))
    return found


def workday_deadline(start: date | datetime, number: int) -> datetime:
    """The last second of that working day: the moment a clock of n days runs out."""
    last = add_workdays(start, number)
    return datetime.combine(last, time(23, 59, 59), tzinfo=SHANGHAI)


def workdays_between(start: date, end: date) -> int:
    """Working days from start to end, both counted."""
    for day in (start, end):
        is_workday(day)
    return Workday.objects.filter(day__range=(start, end), is_workday=True).count()


def _day(moment: date | datetime) -> date:
    if isinstance(moment, datetime):
        return moment.astimezone(SHANGHAI).date()
    return moment


def _unknown(day: date) -> ValidationError:
    return ValidationError(
        gettext(
            "The calendar of working days does not reach %(day)s. "
            "Load the next year's calendar first."
        ),
        code="workday_unknown",
        params={"day": day.isoformat()},
    )
