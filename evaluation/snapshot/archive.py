"""A round as rows for a table or paper: one row an organisation, its heads beside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from evaluation.models import Assessment, MeetingItem
from evaluation.snapshot.result import Part, Result, results_of


@dataclass(frozen=True, slots=True)
class CaseRow:
    """`points` and `heads` are empty while a leaf has no score; `votes` are those of
    the last decision of the committee."""

    case: Assessment
    points: Decimal | None
    heads: tuple[Part, ...]
    votes: MeetingItem | None


def case_rows(cases: Iterable[Assessment]) -> list[CaseRow]:
    """Of the cases that the reader may see: hand in `Assessment.objects.visible_to`.
    In three queries."""
    found = list(cases)
    results = results_of(found)
    closed = MeetingItem.objects.filter(assessment__in=found, closed_at__isnull=False)
    votes = {item.assessment_id: item for item in closed.order_by("closed_at")}
    return [_row(case, results[case.pk], votes.get(case.pk)) for case in found]


def _row(case: Assessment, result: Result, votes: MeetingItem | None) -> CaseRow:
    if not result.complete:
        return CaseRow(case, None, (), votes)
    return CaseRow(case, result.total.decimal, result.heads, votes)
