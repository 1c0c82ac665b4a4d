"""What a sheet adds up to, one by one and all at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from evaluation.scoring import (
    Leaf,
    Node,
    Points,
    ScoreRefused,
    sheet_of,
    total,
    total_many,
)
from evaluation.scoring.leaves import Deduction, Judged, Veto
from evaluation.scoring.totals import Fault, earned
from tests.evaluation.scoring.sheets import FULL, every_kind, points, scored
from tests.evidence import sweep

P = Points.of
SHEET = every_kind()


def totalled(**changed):
    return total(SHEET, FULL | points(**changed))


def test_every_kind_adds_up():
    assert totalled() == P(100)
    assert totalled(a_levels=6, b_share="12.5") == P("93.5")
    assert earned(SHEET, FULL)["b.n"] == P(25)


def test_a_bonus_lifts_up_to_its_cap_and_the_sheet_up_to_its_own():
    assert totalled(a_judged=30, x_one=3) == P(93)
    assert totalled(a_judged=30, x_one=3, x_two=4) == P(95)
    assert totalled(x_one=3, x_two=4) == P(102)


def test_deductions_take_no_more_than_there_is():
    assert totalled(a_taken="-0.5") == P("99.5")
    assert totalled(a_pass=0, a_levels=3, a_judged=1, a_taken=-20) == P(40)


def test_a_head_of_deductions_only_takes_from_the_sheet():
    rows = [
        ("", Node("a", P(10))),
        ("a", Leaf("a1", P(10), Judged())),
        ("", Node("d", P(0))),
        ("d", Leaf("d1", P(8), Deduction())),
    ]
    sheet = sheet_of(rows, P(10))

    assert total(sheet, points(a1=10, d1="-2.5")) == P("7.5")
    assert total(sheet, points(a1=3, d1=-8)) == P(0)


def test_a_veto_strikes_its_node_or_the_sheet():
    assert totalled(b_veto=-1) == P(75)
    assert totalled(v=-1) == P(0)


@pytest.mark.parametrize(
    ("code", "score", "fault"),
    [
        ("a.judged", P("40.5"), Fault.ABOVE),
        ("a.judged", P("-0.5"), Fault.BELOW),
        ("a.judged", P("0.1"), Fault.BETWEEN),
        ("a.levels", P(5), Fault.BETWEEN),
        ("a.taken", P(1), Fault.ABOVE),
        ("a.judged", None, Fault.MISSING),
        ("no.leaf", P(1), Fault.UNKNOWN),
        ("a", P(1), Fault.UNKNOWN),
    ],
)
def test_a_score_that_cannot_be_is_refused(code, score, fault):
    given = {leaf: each for leaf, each in FULL.items() if leaf != code}
    if score is not None:
        given[code] = score

    with pytest.raises(ScoreRefused) as refused:
        total(SHEET, given)

    assert (refused.value.code, refused.value.fault) == (code, fault)


def reckoned(sheet, scores):
    """The same by plain recursion over rows."""

    def struck(code):
        return any(
            scores[leaf.code] < P(0)
            for leaf in sheet.leaves
            if isinstance(leaf.rule, Veto)
            if leaf.rule.strikes == code
            or (leaf.rule.strikes is None and above(leaf.code) == code)
        )

    def above(code):
        place = sheet.parent[sheet.place[code]]
        return sheet.rows[place].code if place >= 0 else ""

    def worth(row):
        if isinstance(row, Leaf):
            return 0 if isinstance(row.rule, Veto) else scores[row.code].tenths
        below = sum(worth(each) for each in sheet.below(sheet.place[row.code]))
        return 0 if struck(row.code) else max(0, min(below, row.most.tenths))

    tops = [sheet.rows[i] for i in sheet.heads]
    plain = sum(worth(row) for row in tops if not getattr(row, "bonus", False))
    extra = sum(worth(row) for row in tops if getattr(row, "bonus", False))
    if struck(""):
        return 0
    return min(max(0, min(plain, sheet.total.tenths)) + extra, sheet.most.tenths)


@sweep(12, 2000)
@given(scored())
def test_many_at_once_are_each_alone_and_plain_recursion(case):
    sheet, sets = case
    scores = np.array([[s[leaf.code].tenths for leaf in sheet.leaves] for s in sets])

    found = total_many(sheet, scores)

    assert found.tolist() == [total(sheet, each).tenths for each in sets]
    assert found.tolist() == [reckoned(sheet, each) for each in sets]
    assert total_many(sheet, scores[:, :, None]).tolist() == found[:, None].tolist()
    assert all(0 <= value <= sheet.most.tenths for value in found)


def test_one_wrong_score_among_many_is_named():
    scores = np.array([[FULL[leaf.code].tenths for leaf in SHEET.leaves]] * 3)
    scores[1, 2] += 1

    with pytest.raises(ScoreRefused) as refused:
        total_many(SHEET, scores)

    assert (refused.value.code, refused.value.points) == ("a.judged", P("40.1"))


def test_many_take_whole_tenths_of_all_leaves():
    with pytest.raises(TypeError):
        total_many(SHEET, np.zeros((2, len(SHEET.leaves))))
    with pytest.raises(ValueError, match="columns for"):
        total_many(SHEET, np.zeros((2, 3), dtype=int))
