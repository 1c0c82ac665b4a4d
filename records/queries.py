"""Reads of this floor: the trail, the inbox, the queue, the calendar."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext

from records.chain import Fault, Seal, faults
from records.models import (
    Anchor,
    Beat,
    Chain,
    Delivery,
    Job,
    LedgerEntry,
    Link,
    Message,
    Preference,
    QuietHours,
    Workday,
)
from records.models.job import JobQuerySet
from records.models.ledger import LedgerEntryQuerySet
from records.models.link import HANDED_BY
from records.models.message import MessageQuerySet
from records.models.waiting import Waiting

__all__ = ["Waiting"]

SHANGHAI = ZoneInfo("Asia/Shanghai")
QUEUE_BEAT = "queue"
# The hours of a working day, for what is told while people are there.
OPENS, CLOSES = 9, 17


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


def told_by(key: str) -> list[Message]:
    """The messages of the letter with this key: one, or those of a digest."""
    name, _, number = key.rpartition(":")
    field = "digest" if name.endswith("digest") else "pk"
    parts = Delivery.objects.filter(**{field: number})
    found = Message.objects.filter(deliveries__in=parts).distinct()
    return list(found.order_by("sent_at", "pk"))


def wishes_of(user: Any) -> dict[tuple[str, str], str]:
    """(group, channel) -> rhythm, as far as the user has said."""
    said = Preference.objects.filter(user=user)
    return {(each.group, each.channel): each.rhythm for each in said}


def quiet_hours_of(user: Any) -> QuietHours:
    """The user's own quiet hours, else those of the house."""
    return QuietHours.objects.filter(user=user).first() or QuietHours()


def sent_about(sender: Any, subjects: Iterable[str]) -> list[Message]:
    """What this user told others about these subjects, with what became of it, newest
    first. Nobody else is shown it."""
    named = list(subjects)
    if not named:
        return []
    mine = Message.objects.filter(sender=sender, subject__in=named)
    return list(mine.select_related("recipient").prefetch_related("deliveries"))


class Handed(NamedTuple):
    """A link given to a person by hand, and by whom; None for an account that is gone."""

    link: Link
    by: Any


def handed_over(subjects: Iterable[str]) -> list[Handed]:
    """The links about these subjects that somebody handed over, the newest first."""
    found = list(Link.objects.handed_over().filter(subject__in=set(subjects)))
    if not found:
        return []
    people = get_user_model().objects.in_bulk({e.payload[HANDED_BY] for e in found})
    return [Handed(each, people.get(each.payload[HANDED_BY])) for each in found]


def told_at(kind: str, recipients: Iterable[Any], urls: Iterable[str]) -> list[Message]:
    """What these users were told of a kind, with the page it leads to, and what became
    of it."""
    told = Message.objects.filter(
        recipient__in=list(recipients), kind=kind, url__in=list(urls)
    )
    return list(told.prefetch_related("deliveries"))


def dead_letters() -> JobQuerySet:
    """Jobs that were given up and wait for a person."""
    return Job.objects.dead()


# --- what always holds --------------------------------------------------------------


def the_ledger_is_whole() -> Iterator[str]:
    """Every chain is unbroken up to its head and past its published heads."""
    for chain in Chain.objects.order_by("key"):
        for fault in chain_faults(chain):
            yield f"{chain.key} {fault.seq} {fault.kind}"


def chain_faults(chain: Chain, given: Iterable[Seal] = ()) -> Iterator[Fault]:
    """Read anchors, then the last number, then the head, then rows up to it: an
    honest writer who appends meanwhile is never mistaken for an intruder.
    """
    kept = [anchor.seal() for anchor in Anchor.objects.filter(chain=chain)]
    top = chain.entries.aggregate(top=models.Max("seq"))["top"] or 0
    chain.refresh_from_db()
    entries = chain.entries.filter(seq__lte=max(top, chain.length)).order_by("seq")
    rows = (entry.row() for entry in entries.iterator(chunk_size=2000))
    return faults(rows, head=chain.seal(), anchors=[*kept, *given])


def a_job_says_how_it_stands() -> Iterator[str]:
    """What is done has its time, what runs its lease; nothing else has a lease."""
    done, running = models.Q(state="done"), models.Q(state="running")
    leased = models.Q(lease_until__isnull=False)
    wrong = Job.objects.filter(
        (done & models.Q(done_at__isnull=True))
        | (running & ~leased)
        | (~running & leased)
    )
    yield from wrong.values_list("key", flat=True)


INVARIANTS = (the_ledger_is_whole, a_job_says_how_it_stands)


# --- the calendar ---------------------------------------------------------------------


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
    known = models.Exists(Workday.objects.filter(day=first))
    after = Workday.objects.filter(known, is_workday=True).order_by("day")
    after = after.filter(day__gt=first) if number else after.filter(day__gte=first)
    days = after.values_list("day", flat=True)[max(number - 1, 0) : max(number, 1)]
    found = next(iter(days), None)
    if found is None:
        is_workday(first)  # a day before the calendar would be counted wrongly
        raise _unknown(first + timedelta(days=number))
    return found


def workday_deadline(start: date | datetime, number: int) -> datetime:
    """The last second of that working day: the moment a clock of n days runs out."""
    return end_of(add_workdays(start, number))


def end_of(day: date) -> datetime:
    """The last second of a day in Shanghai."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=SHANGHAI)


def workdays_passed(start: date | datetime, end: date | datetime) -> int:
    """Working days that passed from one moment to another: those after the day of the
    first, the day of the second counted."""
    first, last = _day(start), _day(end)
    for day in (first, last):
        is_workday(day)
    return Workday.objects.filter(day__gt=first, day__lte=last, is_workday=True).count()


def workdays_before(deadline: date | datetime, days: Fraction) -> datetime:
    """The moment when so many working days are left until the close of that day.

    A working day is counted from opening to closing: a quarter day before the close is
    at 15:00. Raises ValidationError `workday_unknown` outside the calendar.
    """
    whole = int(days)
    last = _day(deadline)
    if whole:
        is_workday(last)  # beyond the calendar it would be counted wrongly
        earlier = Workday.objects.filter(is_workday=True, day__lt=last)
        found = earlier.order_by("-day").values_list("day", flat=True)
        last = next(iter(found[whole - 1 : whole]), None)
        if last is None:
            raise _unknown(_day(deadline) - timedelta(days=whole))
    close = datetime.combine(last, time(CLOSES), tzinfo=SHANGHAI)
    seconds = (days - whole) * (CLOSES - OPENS) * 3600
    return close - timedelta(seconds=int(seconds))


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
