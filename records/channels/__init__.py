"""Ways to carry a message beyond the inbox, behind one interface.

A channel knows no tables: it is given a Letter and either carries it or raises.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

QUIET_FROM, QUIET_UNTIL = time(22), time(8)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Letter:
    """What a channel carries. `key` lets the far end recognise a second delivery;
    `subject` never holds personal data or the text of a need.
    """

    key: str
    address: str
    subject: str
    body: str


class Channel(Protocol):
    """What every channel offers."""

    rings: bool  # it makes a phone ring, so it keeps quiet hours

    def address_of(self, recipient: object) -> str:
        """Where to send, or "" if the recipient cannot be reached this way."""

    def send(self, letter: Letter) -> None:
        """Carry the letter or raise; may be called twice with the same key."""


_CHANNELS: dict[str, Channel] = {}


def register(name: str, channel: Channel) -> None:
    _CHANNELS[name] = channel


def get(name: str) -> Channel:
    """The channel of this name; LookupError if there is none."""
    if name not in _CHANNELS:
        raise LookupError(f"channel {name!r} is not registered")
    return _CHANNELS[name]


def after_quiet_hours(moment: datetime) -> datetime:
    """The moment itself, or 8 o'clock (Shanghai) if it falls between 22 and 8."""
    local = moment.astimezone(SHANGHAI)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return moment
    day = local.date()
    if local.time() >= QUIET_FROM:
        day += timedelta(days=1)
    return datetime.combine(day, QUIET_UNTIL, tzinfo=SHANGHAI)
