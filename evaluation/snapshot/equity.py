"""Whether like cases of a round got like points, and how far groups lie apart.

The caller hands in the cases that the reader may see.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.utils.translation import gettext as _

from evaluation.models import Assessment, Evidence, Score
from evaluation.queries.evidence import basis_of
from evaluation.scoring.equity import Case, Gap, Hidden, gaps, unlike
from evaluation.scoring.rulebook import years_after
from evaluation.scoring.types import Points
from evaluation.snapshot.result import Result, on_record, results_in

PERCENT = 100
AGES = (5, 10)
"""Full years since registration at which another group of age begins."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organisations with the same answers on the same evidence, and their points."""

    better: Assessment
    worse: Assessment
    points: tuple[Points, Points]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Groups of one kind, each beside all others, in points of 100."""

    kind: str
    """form, street or age."""
    title: str
    rows: tuple[Gap | Hidden, ...]


@dataclass(frozen=True, slots=True)
class Equity:
    cases: int
    """Those whose points are complete."""
    pairs: tuple[Pair, ...]
    gaps: tuple[Gaps, ...]


def equity_of(cases: Iterable[Assessment], today: date) -> Equity:
    """In three queries; provider, street and credit file, sheet and rule set are read
    already."""
    record = on_record(cases, answers=True)
    results = results_in(record)
    scored = [case for case in record.cases if results[case.pk].complete]
    return Equity(
        cases=len(scored),
        pairs=_pairs(scored, results, record.answers),
        gaps=_gaps(scored, results, today) if scored else (),
    )


def _pairs(
    cases: Sequence[Assessment],
    results: Mapping[int, Result],
    answers: Iterable[Score],
) -> tuple[Pair, ...]:
    facts = _facts(cases, answers)
    by_id = {case.pk: case for case in cases}
    rows = [Case(pk, facts[pk], results[pk].total) for pk in by_id]
    return tuple(
        Pair(
            by_id[each.better],
            by_id[each.worse],
            (results[each.better].total, results[each.worse].total),
        )
        for each in unlike(rows)
    )


def _facts(cases: Sequence[Assessment], answers: Iterable[Score]) -> dict[int, str]:
    """By case, one digest of its sheet, of what the organisation answered leaf by leaf
    and of the evidence under each; nothing of who it is."""
    lines: dict[int, list[str]] = {
        case.pk: [f"sheet {case.sheet_id}"] for case in cases
    }
    for row in sorted(answers, key=lambda row: row.indicator_id):
        if row.assessment_id in lines:
            lines[row.assessment_id].append(f"{row.indicator_id} {row.points}")
    for (case, indicator), digests in sorted(_evidence(lines).items()):
        lines[case].append(f"{indicator} {basis_of(digests)}")
    return {
        case: hashlib.sha256("\n".join(said).encode()).hexdigest()
        for case, said in lines.items()
    }


def _evidence(cases: Iterable[int]) -> dict[tuple[int, int], list[str]]:
    rows = Evidence.objects.filter(
        assessment__in=list(cases), replaced_by=None, withdrawn_at=None
    )
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for case, indicator, digest in rows.values_list(
        "assessment_id", "indicator_id", "digest"
    ):
        found[case, indicator].append(digest)
    return found


def _gaps(
    cases: Sequence[Assessment], results: Mapping[int, Result], today: date
) -> tuple[Gaps, ...]:
    points = np.array([_share(case, results[case.pk]) for case in cases])
    forms = [str(case.provider.get_form_display()) for case in cases]
    streets = [str(case.provider.street) for case in cases]
    ages = [_age(_registered(case), today) for case in cases]
    return (
        Gaps("form", _("By form"), gaps(forms, points)),
        Gaps("street", _("By street"), gaps(streets, points)),
        Gaps("age", _("By age"), gaps(ages, points)),
    )


def _share(case: Assessment, result: Result) -> float:
    return PERCENT * result.total.tenths / Points.of(case.sheet.total).tenths


def _registered(case: Assessment) -> date | None:
    file = getattr(case.provider, "credit_file", None)
    return file.registered_on if file else None


def _age(since: date | None, today: date) -> str:
    if since is None:
        return _("Day of registration not on record")
    if today < years_after(since, AGES[0]):
        return _("Under %(years)d years") % {"years": AGES[0]}
    if today < years_after(since, AGES[1]):
        return _("%(first)d to %(last)d years") % {
            "first": AGES[0],
            "last": AGES[1] - 1,
        }
    return _("%(years)d years and more") % {"years": AGES[1]}
