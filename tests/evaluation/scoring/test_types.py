"""Points are exact, and rounded once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evaluation.scoring.types import EXACT, Mode, Points, Rounding, mean_points

P = Points.of


def test_points_are_tenths_inside_and_decimals_outside():
    assert P("950.5") == P(Decimal("950.5")) == Points(9505)
    assert P("950.5").decimal == Decimal("950.5")
    assert str(P("950.5")) == "950.5"
    assert str(P(951)) == "951"
    assert P("0.1") + P("0.2") == P("0.3")
    assert P(3) - P("0.5") == -P("-2.5")


@pytest.mark.parametrize("value", ["950.55", "NaN", "Infinity", "many", ""])
def test_what_is_finer_than_a_tenth_or_no_number_is_refused(value):
    with pytest.raises(ValueError, match=r"tenth|number"):
        P(value)


def test_a_float_is_refused():
    with pytest.raises(TypeError):
        P(950.5)


@pytest.mark.parametrize(
    ("mode", "given", "rounded"),
    [
        (Mode.HALF_UP, "950.4", 950),
        (Mode.HALF_UP, "950.5", 951),
        (Mode.DOWN, "950.9", 950),
        (Mode.UP, "950.1", 951),
        (Mode.UP, "950", 950),
    ],
)
def test_rounding_to_whole_points(mode, given, rounded):
    assert Rounding(P(1), mode).of(P(given)) == P(rounded)


def test_a_mean_is_rounded_once():
    given = [P("950.4"), P("950.5")]

    assert mean_points(given, Rounding(P(1), Mode.HALF_UP)) == P(950)
    assert mean_points(given, EXACT) == P("950.5")
    assert mean_points([P(1), P(1), P(2)], EXACT) == P("1.3")


def test_nobody_has_no_mean_and_no_step_no_rounding():
    with pytest.raises(ValueError, match="no mean"):
        mean_points([])
    with pytest.raises(ValueError, match="above 0"):
        Rounding(P(0))
