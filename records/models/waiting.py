"""One line of a task list: no table, the shape that every floor's list shares."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody: title, where to go, since when, until when.

    `group` is the heading it stands under, `detail` one quiet line below the title,
    `tone` one of neutral, red, jade, amber, sky; what is `pressing` goes before
    everything else.
    """

    title: Any
    url: str
    since: datetime | None = None
    until: datetime | None = None
    group: Any = ""
    detail: Any = ""
    tone: str = "neutral"
    pressing: bool = False
