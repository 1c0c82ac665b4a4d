"""Each kind of leaf: what may be given, and what a fact earns."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from evaluation.scoring import Points
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

P = Points.of
ASSETS = RatioBands(((Decimal(1), P(5)), (Decimal("1.5"), P(8)), (Decimal(2), P(10))))
STAFF = CountCap(least=3, first=P(5), each=P(1))


def ladder(rule, most):
    return [str(points) for points in rule.ladder(P(most))]


def test_ladders_rise_and_end_at_the_points_of_the_leaf():
    assert ladder(PassFail(), 10) == ["0", "10"]
    assert ladder(PassFail(), 0) == ["0"]
    assert ladder(Levels((P(10), P(6), P(3))), 10) == ["0", "3", "6", "10"]
    assert ladder(Judged(), "1.5") == ["0", "0.5", "1", "1.5"]
    assert ladder(ASSETS, 10) == ["0", "5", "8", "10"]
    assert ladder(STAFF, 8) == ["0", "5", "6", "7", "8"]
    assert ladder(Share(P(5)), 10) == ["0", "5", "10"]
    assert ladder(Veto(), 0) == ["-1", "0"]
    assert ladder(Deduction(P(1)), 2) == ["-2", "-1", "0"]


@pytest.mark.parametrize(
    ("rule", "most"),
    [
        (Levels((P(9),)), 10),
        (Levels((P(10), P(-3))), 10),
        (Judged(P(3)), 10),
        (Judged(P(0)), 10),
        (RatioBands(()), 10),
        (RatioBands(((Decimal(2), P(5)), (Decimal(1), P(10)))), 10),
        (CountCap(3, P(11), P(1)), 10),
        (CountCap(3, P(5), P(0)), 10),
        (Veto(), 1),
    ],
)
def test_a_rule_that_does_not_fit_its_points_is_refused(rule, most):
    with pytest.raises(ValueError, match=r"."):
        rule.ladder(P(most))


def test_net_assets_twice_the_start_earn_ten():
    earned = [ASSETS.earns(Decimal(r), P(10)) for r in ("0.99", "1", "1.99", "2", "9")]

    assert earned == [P(0), P(5), P(8), P(10), P(10)]


def test_three_staff_are_five_each_more_one_at_most_fifteen():
    earned = [STAFF.earns(n, P(15)) for n in (0, 2, 3, 4, 13, 14, 99)]

    assert earned == [P(0), P(0), P(5), P(6), P(15), P(15), P(15)]


def test_a_share_of_content_answers_earns_its_share_in_half_points():
    assert Share().earns(Fraction(2, 3), P(10)) == P("6.5")
    assert Share().earns(Fraction(1), P(10)) == P(10)
    with pytest.raises(ValueError, match="no share"):
        Share().earns(Fraction(3, 2), P(10))


def test_passed_and_struck():
    assert [PassFail().earns(passed, P(10)) for passed in (True, False)] == [
        P(10),
        P(0),
    ]
    assert [Veto().earns(strikes, P(0)) for strikes in (True, False)] == [P(-1), P(0)]
