"""A round as rows for a table or paper: one row an organisation, its heads beside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from evaluation.models import Assessment, MeetingItem
from evaluation.scoring import ScoreRefused
from evaluation.snapshot.result import Part, result_of


@dataclass(frozen=True, slots=True)
class CaseRow:
    """`points` and `heads` are empty while a leaf has no score; `votes` are those of
    the last decision of the committee."""

    case: Assessment
    points: Decimal | None
    heads: tuple[Part, ...]
    votes: MeetingItem | None


def case_rows(cases: Iterable[Assessment]) -> list[CaseRow]:
    """Of the cases that the reader may see: hand in `Assessment.objects.visible_to`."""
    return [_row(case) for case in cases]


def _row(case: Assessment) -> CaseRow:
    votes = case.items.filter(closed_at__isnull=False).order_by("closed_at").last()
    result = result_of(case)
    try:
        return CaseRow(case, result.total.decimal, result.heads, votes)
    except ScoreRefused:
        return CaseRow(case, None, (), votes)
