"""The way to the next grade, from what the organisation scored itself."""

from __future__ import annotations

from dataclasses import dataclass

from evaluation.models import Assessment, Indicator
from evaluation.scoring.grades import BandUnknown
from evaluation.scoring.plan import Plan, next_grade
from evaluation.scoring.types import NONE
from evaluation.snapshot.score import by_survey, score_sheet

LONGEST = 12
"""Leaves of the plan that are shown."""


@dataclass(frozen=True, slots=True)
class Way:
    """A plan with the rows it names; `losses` are (indicator, points lost)."""

    plan: Plan
    losses: list[tuple[Indicator, str]]


def plan_of(assessment: Assessment) -> Way | None:
    """None while leaves are not scored yet, and where the rules have no bands for it.

    What only a survey can say is taken at its best: it is no way of one's own.
    """
    sheet = score_sheet(assessment)
    survey = by_survey(sheet.view)
    if sheet.missing(sheet.self_, survey):
        return None
    best = {leaf.code: leaf.ladder[-1] for leaf in sheet.view.leaves}
    column = {
        leaf.code: best[leaf.code]
        if leaf.code in survey
        else sheet.self_.get(leaf.code, NONE)
        for leaf in sheet.view.leaves
    }
    try:
        plan = next_grade(sheet.view, column, sheet.bands)
    except BandUnknown:
        return None
    rows = {each.code: each for each in assessment.sheet.indicators.all()}
    shown = plan.losses[:LONGEST]
    return Way(plan, [(rows[loss.code], str(loss.lost)) for loss in shown])
