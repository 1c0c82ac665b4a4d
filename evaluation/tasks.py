"""Jobs of this floor, each in two halves: plan outside any transaction, commit short."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from evaluation.domain.announcement import tell_organisations
from evaluation.domain.award import look_after
from evaluation.domain.case_clock import tell_what_is_due
from evaluation.domain.export import forget_file, keep_file, packed
from evaluation.domain.limit import tell_of_limits
from evaluation.domain.report_year import chase_reports
from evaluation.domain.supervision import promote_listings
from evaluation.models import Round
from evaluation.queries.award import due_awards
from evaluation.queries.round import administrators_of, eligible_providers
from organisations.models import User
from records.attachments import Looked


def plan_round(payload: dict[str, Any]) -> tuple[Round, list[User]]:
    row = Round.objects.get(pk=payload["round"])
    return row, administrators_of(eligible_providers(row))


def commit_round(_payload: dict[str, Any], found: tuple[Round, list[User]]) -> None:
    tell_organisations(round=found[0], users=found[1])


def plan_tick(_payload: dict[str, Any]) -> int:
    """Look at every clock and every other limit that has something to say today; each
    is told of in a transaction of its own, which says it once."""
    today = timezone.localdate()
    return tell_what_is_due(today=today) + tell_of_limits(today=today)


def commit_tick(_payload: dict[str, Any], _told: int) -> None:
    """Nothing is left to write: the cases were committed one by one."""


def plan_awards(_payload: dict[str, Any]) -> int:
    """Grades that begin or have ended by today, each in a transaction of its own."""
    due = due_awards(timezone.localdate())
    for award in due:
        look_after(award=award)
    return len(due)


def commit_awards(_payload: dict[str, Any], _done: int) -> None:
    """Nothing is left to write: the awards were committed one by one."""


def plan_supervision(_payload: dict[str, Any]) -> int:
    """Reports that are overdue and listings whose time is up, each in a transaction of
    its own."""
    today = timezone.localdate()
    return chase_reports(today=today) + promote_listings(today=today)


def commit_supervision(_payload: dict[str, Any], _done: int) -> None:
    """Nothing is left to write: each was committed by itself."""


def plan_export(payload: dict[str, Any]) -> tuple[Round, Looked]:
    row = Round.objects.select_related("district").get(pk=payload["round"])
    return row, packed(row)


def commit_export(payload: dict[str, Any], found: tuple[Round, Looked]) -> None:
    by = User.objects.get(pk=payload["by"])
    keep_file(round=found[0], file=found[1], by=by)


def plan_forgetting(_payload: dict[str, Any]) -> None:
    """Nothing is to be computed."""


def commit_forgetting(payload: dict[str, Any], _result: None) -> None:
    forget_file(name=payload["file"])
