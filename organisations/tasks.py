"""Job handlers of files of rows and of reminders: `plan` reads and computes outside any
transaction, `commit` is one short verb that re-checks the state and writes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from organisations.domain.draft import forget_drafts
from organisations.domain.reminder import remind_of_endings
from organisations.domain.sheet import (
    finish_import,
    finish_undo,
    forget_sheet,
    import_rows,
    record_check,
    stop_import,
    undo_rows,
)
from organisations.domain.sheet_check import Found, look_through
from organisations.enums import SheetState
from organisations.models import SheetUpload
from records.domain.beat import claim

BETWEEN_REMINDERS = timedelta(hours=6)


def plan_check(payload: dict[str, Any]) -> Found | None:
    """None where it is checked already: a queue may deliver twice."""
    related = SheetUpload.objects.select_related("file", "place", "by")
    upload = related.get(pk=payload["sheet"])
    return look_through(upload) if upload.state == SheetState.CHECKING else None


def commit_check(payload: dict[str, Any], result: Found | None) -> None:
    if result is not None:
        record_check(upload_id=payload["sheet"], found=result)


def plan_import(payload: dict[str, Any]) -> None:
    """The rows are committed part by part, each once."""
    import_rows(upload_id=payload["sheet"])


def commit_import(payload: dict[str, Any], result: None) -> None:
    finish_import(upload_id=payload["sheet"])


def plan_undo(payload: dict[str, Any]) -> None:
    """What is taken back is committed part by part, each once."""
    undo_rows(upload_id=payload["sheet"])


def commit_undo(payload: dict[str, Any], result: None) -> None:
    finish_undo(upload_id=payload["sheet"])


def plan_forgetting(payload: dict[str, Any]) -> None:
    """Nothing is to be computed."""


def commit_forgetting(payload: dict[str, Any], result: None) -> None:
    forget_sheet(upload_id=payload["sheet"])


def sheet_failed(payload: dict[str, Any], error: str, dead: bool) -> None:
    """Given up: nobody waits for it any longer."""
    if dead:
        stop_import(upload_id=payload["sheet"])


def plan_reminders(payload: dict[str, Any]) -> bool:
    """Whether it is time to look again: four times a day, one worker at a time."""
    return claim(name="organisations.remind", pause=BETWEEN_REMINDERS)


def commit_reminders(payload: dict[str, Any], result: bool) -> None:
    if result:
        at = datetime.fromisoformat(payload["at"])
        remind_of_endings(today=timezone.localdate(at))
        forget_drafts(at=at)
