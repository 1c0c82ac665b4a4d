"""What a public notice shows, at the level that the round allows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from evaluation.enums import Publicity
from evaluation.enums.decision import ItemState
from evaluation.models import Assessment
from evaluation.snapshot.result import Part, Result, result_of

# A mobile number, an identity number: nothing of a person stands in a public reason.
PERSONAL = re.compile(r"(?<!\d)(1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")


def content_of(assessment: Assessment, level: str) -> dict[str, Any]:
    """What the page shows, as texts; shown deductions add up to the lost points."""
    result = result_of(assessment)
    content = {
        "name": assessment.provider.name,
        "name_en": assessment.provider.name_en,
        "round": assessment.round.name,
        "round_en": assessment.round.name_en,
        "rules": str(assessment.rule_set),
        "sheet": assessment.sheet.name,
        "sheet_en": assessment.sheet.name_en,
        "grade": assessment.grade,
    }
    if level == Publicity.GRADE:
        return content
    content |= {
        "points": str(result.total),
        "of": f"{assessment.sheet.total:f}",
        "votes": _votes(assessment),
        "heads": [_row(part) for part in result.heads],
    }
    if level == Publicity.FULL:
        content["leaves"] = [_row(part) for part in result.leaves]
    return content


def shown_parts(result: Result, level: str) -> tuple[Part, ...]:
    """The parts whose deductions a notice of this level shows."""
    if level == Publicity.GRADE:
        return ()
    return result.leaves if level == Publicity.FULL else result.heads


def unexplained(parts: Iterable[Part]) -> list[str]:
    """Codes of the parts that lost points without a reason."""
    return [part.indicator.code for part in parts if not part.explained]


def personal(parts: Iterable[Part]) -> list[str]:
    """Codes of the parts whose reasons hold what looks like somebody's number."""
    return [
        part.indicator.code
        for part in parts
        if any(PERSONAL.search(reason) for reason in part.reasons)
    ]


def _row(part: Part) -> dict[str, Any]:
    return {
        "code": part.indicator.code,
        "name": part.indicator.name,
        "name_en": part.indicator.name_en,
        "points": str(part.points),
        "of": str(part.most),
        "lost": str(part.lost),
        "reasons": list(part.reasons),
    }


def _votes(assessment: Assessment) -> dict[str, int]:
    """How many voted how; by name only in the minutes."""
    item = assessment.items.filter(state=ItemState.CARRIED).order_by("closed_at").last()
    if item is None:
        return {}
    return {"yes": item.yes, "no": item.no, "abstained": item.abstained}
