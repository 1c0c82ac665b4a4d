"""What stands between an organisation and the next grade."""

from __future__ import annotations

import pytest
from hypothesis import given

from evaluation.scoring import BandUnknown, Points, total
from evaluation.scoring.plan import Loss, next_grade
from tests.evaluation.scoring.sheets import (
    EDGES,
    FULL,
    bands,
    every_kind,
    points,
    scored,
)
from tests.evidence import sweep

P = Points.of
SHEET = every_kind()
SMALL = bands(edges=tuple((name, low // 10) for name, low in EDGES))


def test_the_most_lost_comes_first_and_so_many_are_enough():
    scores = FULL | points(a_judged=32, a_levels=6, a_taken="-0.5", b_share=14)

    plan = next_grade(SHEET, scores, SMALL)

    assert (plan.grade, plan.next, plan.missing) == ("3A", "4A", P(3))
    assert plan.losses == (
        Loss("a.judged", P(8), P(8)),
        Loss("a.levels", P(4), P(12)),
        Loss("b.share", P(1), P(13)),
        Loss("a.taken", P("0.5"), P("13.5")),
    )
    assert plan.enough == 1


def test_vetoes_and_caps_in_the_way_are_named():
    scores = FULL | points(a_pass=0, a_judged="38", b_veto=-1)

    plan = next_grade(SHEET, scores, SMALL)

    assert plan.struck == ("b.veto",)
    assert plan.capped == ()
    better = next_grade(SHEET, FULL | points(a_pass=0), SMALL)
    assert [cap.code for cap in better.capped] == ["a.pass"]


def test_at_the_best_grade_there_is_nothing_to_reach():
    plan = next_grade(SHEET, FULL, SMALL)

    assert (plan.grade, plan.next, plan.missing) == ("5A", None, P(0))
    assert (plan.losses, plan.enough) == ((), None)


def test_points_without_a_grade_have_no_plan():
    only_best = bands(edges=(("5A", 95),))

    with pytest.raises(BandUnknown):
        next_grade(SHEET, FULL | points(a_judged=0), only_best)


@sweep(8, 1000)
@given(scored(count=1))
def test_losses_made_good_bring_what_they_say_at_most(case):
    sheet, (scores,) = case
    everything = bands(edges=(("low", 0), ("high", 30)))

    plan = next_grade(sheet, scores, everything)

    best = {leaf.code: leaf.ladder[-1] for leaf in sheet.leaves}
    better = scores | {loss.code: best[loss.code] for loss in plan.losses}
    gained = total(sheet, better) - total(sheet, scores)
    if not plan.struck and plan.losses:
        assert P(0) <= gained <= plan.losses[-1].together
