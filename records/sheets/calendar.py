"""Dates as a calendar file (RFC 5545) that telephones and desks read. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event

PRODUCT = "-//ThreePlusN//Guidance centre//ZH"
TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Date:
    """One entry; `uid` names it for ever, so that a change replaces it."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    where: str = ""
    url: str = ""


def calendar_file(name: str, dates: Iterable[Date], *, stamp: datetime) -> bytes:
    """The entries in their order, in UTC; `stamp` is when the file was made."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for each in dates:
        calendar.add_component(_event(each, stamp))
    return bytes(calendar.to_ical())


def _event(date: Date, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", date.uid)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", date.starts_at.astimezone(UTC))
    event.add("dtend", date.ends_at.astimezone(UTC))
    event.add("summary", date.title)
    for field, value in (("location", date.where), ("url", date.url)):
        if value:
            event.add(field, value)
    return event
