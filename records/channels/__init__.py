"""Ways to carry a message beyond the inbox, behind one interface.

A channel knows no tables: it is given a Letter and either carries it or raises.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from django.utils.functional import Promise

QUIET_FROM, QUIET_UNTIL = time(22), time(8)
SHANGHAI = ZoneInfo("Asia/Shanghai")


class Refused(Exception):
    """The far end will never take this letter: trying again is of no use."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a channel carries. `key` lets the far end recognise a second delivery;
    `subject` never holds personal data or the text of a need; `leave` is an address
    where the reader may say "no more of these".
    """

    key: str
    address: str
    subject: str
    body: str
    leave: str = ""


class Channel(Protocol):
    """What every channel offers."""

    title: str | Promise  # what readers call it
    rings: bool  # it makes a phone ring, so it keeps quiet hours
    brief: bool  # it carries 70 characters: only kinds with such a text go by it
    confirmed: bool  # its address is one that the user gave and confirmed
    receipts: bool  # the far end says later whether it arrived: `outcome(key)`

    def address_of(self, recipient: object) -> str:
        """Where a user is reached who need not confirm it; "" for nowhere."""

    def clean(self, value: str) -> str:
        """An address as a user typed it, in one form; ValidationError for none."""

    def send(self, letter: Letter) -> None:
        """Carry the letter or raise; may be called twice with the same key."""

    def outcome(self, key: str) -> str:
        """delivered, failed, or "" while the far end does not know."""


_CHANNELS: dict[str, Channel] = {}


def register(name: str, channel: Channel) -> None:
    _CHANNELS[name] = channel


def get(name: str) -> Channel:
    """The channel of this name; LookupError if there is none."""
    if name not in _CHANNELS:
        raise LookupError(f"channel {name!r} is not registered")
    return _CHANNELS[name]


def after_quiet_hours(
    moment: datetime, since: time = QUIET_FROM, until: time = QUIET_UNTIL
) -> datetime:
    """The moment itself, or the end of the quiet hours (Shanghai) it falls in."""
    local = moment.astimezone(SHANGHAI)
    if until <= local.time() < since:
        return moment
    day = local.date()
    if local.time() >= since:
        day += timedelta(days=1)
    return datetime.combine(day, until, tzinfo=SHANGHAI)
