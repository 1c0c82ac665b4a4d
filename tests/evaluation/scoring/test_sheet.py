"""The tree of a sheet: it stands, and its sums name the node that is off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.scoring import Cap, Leaf, Node, Points, sheet_of, sum_faults
from evaluation.scoring.leaves import Judged, Levels, Veto
from evaluation.scoring.sheet import SumFault
from tests.evaluation.scoring.sheets import every_kind, heads

P = Points.of
SEEN = Path(__file__).parents[4] / "shared" / "data" / "indicator_sheets.json"


def test_a_sheet_that_adds_up_has_no_fault():
    assert sum_faults(every_kind()) == ()


def test_a_node_one_point_off_is_named():
    rows = [
        ("", Node("1", P(10))),
        ("1", Node("1.1", P(6))),
        ("1.1", Leaf("1.1.1", P(5), Judged())),
        ("1", Leaf("1.2", P(4), Judged())),
    ]

    assert sum_faults(sheet_of(rows, P(10))) == (SumFault("1.1", P(6), P(5)),)
    assert sum_faults(sheet_of(rows, P(11)))[0] == SumFault("", P(11), P(10))


def test_a_bonus_may_hold_more_than_it_gives_never_less():
    def faults(size):
        rows = [("", Node("x", P(5), bonus=True)), ("x", Leaf("x1", P(size), Judged()))]
        return sum_faults(sheet_of(rows, P(0)))

    assert faults(8) == ()
    assert faults(4) == (SumFault("x", P(5), P(4)),)


@pytest.mark.parametrize(
    "rows",
    [
        [("1", Leaf("1.1", P(1), Judged())), ("", Node("1", P(1)))],
        [("", Leaf("1", P(1), Judged())), ("1", Leaf("1.1", P(1), Judged()))],
        [("", Leaf("1", P(1), Judged())), ("", Leaf("1", P(1), Judged()))],
        [("", Leaf("1", P(10), Levels((P(9),))))],
        [("", Node("1", P(-1)))],
    ],
    ids=["before its node", "in a leaf", "twice", "levels too low", "below 0"],
)
def test_a_tree_that_cannot_stand_is_refused(rows):
    with pytest.raises(ValueError, match=r"."):
        sheet_of(rows, P(1))


@pytest.mark.parametrize(
    ("more", "caps"),
    [
        ([], [Cap("2", P(1), "4A")]),
        ([("", Leaf("v", P(0), Veto(strikes="2")))], []),
        ([("", Leaf("v", P(0), Veto(strikes="1.1")))], []),
        ([("1", Node("1.2", P(1), bonus=True))], []),
    ],
    ids=["cap of no row", "veto of no row", "veto of a leaf", "bonus in a head"],
)
def test_what_would_be_passed_over_is_refused(more, caps):
    rows = [("", Node("1", P(1))), ("1", Leaf("1.1", P(1), Judged())), *more]

    with pytest.raises(ValueError, match=r"."):
        sheet_of(rows, P(1), caps=caps)


def test_heads_of_a_sheet():
    assert heads({"a": 600, "b": 400}).heads == (0, 2)


def _rows(nodes, above=""):
    for node in nodes:
        points = P(str(node["points"]))
        if node["children"]:
            yield above, Node(node["code"], points)
            yield from _rows(node["children"], node["code"])
        else:
            yield above, Leaf(node["code"], points, Judged())


@pytest.mark.skipif(not SEEN.exists(), reason="the shared data are not here")
@pytest.mark.parametrize(
    ("code", "leaves"), [("PROP-SSI-1000", 58), ("PROP-CSO-100", 13)]
)
def test_the_proposed_sheets_add_up(code, leaves):
    trees = json.loads(SEEN.read_text(encoding="utf8"))["trees"]
    tree = next(tree for tree in trees if tree["code"] == code)

    sheet = sheet_of(_rows(tree["roots"]), P(tree["total_points"]))

    assert sum_faults(sheet) == ()
    assert len(sheet.leaves) == leaves
