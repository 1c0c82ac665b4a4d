"""Job handlers of the public site."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cms.domain.schedule import publish_due


def plan_publication(payload: dict[str, Any]) -> int:
    """Pages whose time has come, or is over; each in a transaction of its own."""
    return publish_due(now=datetime.fromisoformat(payload["at"]))


def commit_publication(_payload: dict[str, Any], _changed: int) -> None:
    """Nothing is left to write: the pages were committed one by one."""
