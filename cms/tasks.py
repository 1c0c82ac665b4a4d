"""Job handlers of the public site: its daily self-check, pages that come and go."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from cms.domain.red_lines import Found, look_over
from cms.domain.schedule import publish_due
from cms.domain.site_check import record_findings
from records.domain.beat import claim

BETWEEN_CHECKS = timedelta(hours=24)


def plan_site_check(payload: dict[str, Any]) -> list[Found] | None:
    """None where the site was looked over today; reads it outside any transaction."""
    if not claim(name="cms.check_site", pause=BETWEEN_CHECKS):
        return None
    return look_over(datetime.fromisoformat(payload["at"]))


def commit_site_check(payload: dict[str, Any], result: list[Found] | None) -> None:
    if result is not None:
        record_findings(found=result, now=timezone.now())


def plan_publication(payload: dict[str, Any]) -> int:
    """Pages whose time has come, or is over; each in a transaction of its own."""
    return publish_due(now=datetime.fromisoformat(payload["at"]))


def commit_publication(_payload: dict[str, Any], _changed: int) -> None:
    """Nothing is left to write: the pages were committed one by one."""
