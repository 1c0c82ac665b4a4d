"""Sheets small enough to reckon by hand, and random ones."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from evaluation.scoring import Band, Bands, Cap, Leaf, Node, Points, Rounding, sheet_of
from evaluation.scoring.leaves import (
    CountCap,
    Deduction,
    Judged,
    Levels,
    PassFail,
    RatioBands,
    Share,
    Veto,
)
from evaluation.scoring.types import Mode

P = Points.of
WHOLE_UP = Rounding(P(1), Mode.HALF_UP)
EDGES = (("none", 0), ("1A", 601), ("2A", 701), ("3A", 801), ("4A", 901), ("5A", 951))


def bands(rounding: Rounding = WHOLE_UP, edges=EDGES) -> Bands:
    """Complete bands, each up to the next."""
    highs = [*(P(low) for _grade, low in edges[1:]), None]
    rows = zip(edges, highs, strict=True)
    return Bands(tuple(Band(g, P(low), high) for (g, low), high in rows), rounding)


def points(**scores) -> dict[str, Points]:
    """points(a_b="2.5") is {"a.b": 2.5 points}."""
    return {code.replace("_", "."): P(value) for code, value in scores.items()}


def every_kind():
    """100 points and a bonus of 5: one leaf of each kind, a cap, two vetoes."""
    rows = [
        ("", Node("a", P(60))),
        ("a", Leaf("a.pass", P(10), PassFail())),
        ("a", Leaf("a.levels", P(10), Levels((P(10), P(6), P(3), P(0))))),
        ("a", Leaf("a.judged", P(40), Judged())),
        ("a", Leaf("a.taken", P(20), Deduction())),
        ("", Node("b", P(40))),
        ("b", Node("b.n", P(25))),
        ("b.n", Leaf("b.ratio", P(10), RatioBands(((Decimal(1), P(5)), (Decimal(2), P(10)))))),
        ("b.n", Leaf("b.count", P(15), CountCap(3, P(5), P(1)))),
        ("b.n", Leaf("b.veto", P(0), Veto())),
        ("b", Leaf("b.share", P(15), Share())),
        ("", Node("x", P(5), bonus=True)),
        ("x", Leaf("x.one", P(3), PassFail())),
        ("x", Leaf("x.two", P(4), PassFail())),
        ("", Leaf("v", P(0), Veto(strikes=""))),
    ]  # fmt: skip
    return sheet_of(rows, P(100), P(102), [Cap("a.pass", P(10), "4A")])


FULL = points(
    a_pass=10, a_levels=10, a_judged=40, a_taken=0, b_ratio=10, b_count=15,
    b_veto=0, b_share=15, x_one=0, x_two=0, v=0,
)  # fmt: skip


def heads(sizes: dict[str, int]):
    """A sheet of heads, each with one leaf that is judged."""
    rows = []
    for code, most in sizes.items():
        rows += [("", Node(code, P(most))), (code, Leaf(f"{code}1", P(most), Judged()))]
    return sheet_of(rows, P(sum(sizes.values())))


RULES = st.sampled_from(
    [PassFail(), Judged(), Judged(P(1)), Deduction(), Veto(), Veto(strikes="")]
)


@st.composite
def sheets(draw):
    """Sheets of two levels whose nodes add up."""
    rows, total = [], 0
    for head in range(draw(st.integers(1, 4))):
        leaves = draw(st.lists(st.tuples(RULES, st.integers(1, 9)), max_size=4))
        leaves = [(Judged(), 5), *leaves]
        bonus = head > 0 and draw(st.booleans())
        size = sum(n for rule, n in leaves if not isinstance(rule, Veto | Deduction))
        total += 0 if bonus else size
        rows.append(("", Node(f"{head}", P(size), bonus=bonus)))
        for number, (rule, n) in enumerate(leaves):
            most = P(0) if isinstance(rule, Veto) else P(n)
            rows.append((f"{head}", Leaf(f"{head}.{number}", most, rule)))
    return sheet_of(rows, P(total), P(total + draw(st.integers(0, 9))))


@st.composite
def scored(draw, count=3):
    """A sheet and several sets of allowed scores."""
    sheet = draw(sheets())
    one = st.fixed_dictionaries(
        {leaf.code: st.sampled_from(leaf.ladder) for leaf in sheet.leaves}
    )
    return sheet, draw(st.lists(one, min_size=count, max_size=count))
