"""The series behind the pictures."""

from __future__ import annotations

from evaluation.scoring import Points
from evaluation.scoring.pictures import HeadBar, distribution, head_bars
from tests.evaluation.scoring.sheets import FULL, every_kind, points

P = Points.of


def test_heads_are_bars_of_earned_and_lost_points_without_vetoes():
    bars = head_bars(every_kind(), FULL | points(a_levels=6, x_one=3))

    assert bars == (
        HeadBar("a", P(56), P(60)),
        HeadBar("b", P(40), P(40)),
        HeadBar("x", P(3), P(5)),
    )
    assert [bar.lost for bar in bars] == [P(4), P(0), P(2)]


def test_grades_by_type_with_small_cells_hidden():
    graded = [("a", "4A")] * 20 + [("a", "5A")] * 30 + [("b", "4A")] * 12
    graded += [("b", "5A")] * 4 + [("other", "5A")]

    found = distribution(["a", "b"], ["4A", "5A"], graded)

    assert found.table.cells == ((None, None), (None, None))
    assert found.table.whole == 66
