"""What became of a choice as a number, and what the log corrects."""

from __future__ import annotations

import numpy as np
import pytest

from matching.engine.features import COLUMNS
from matching.engine.outcomes import (
    MOST_WEIGHT,
    PLACES,
    WORTH,
    Outcome,
    Outcomes,
    gain,
)


def some(places, shown=None):
    n = len(places)
    return Outcomes(
        features=np.arange(n * len(COLUMNS), dtype=float).reshape(n, len(COLUMNS)),
        gains=np.linspace(0, 1, n),
        places=np.array(places, dtype=int),
        streets=np.array(["s"] * n),
        kinds=np.array(["k"] * n),
        shown=np.full(PLACES, n) if shown is None else np.array(shown),
    )


def test_the_worth_of_all_steps_is_one():
    assert sum(WORTH.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome(), None),
        (Outcome(overridden=True), 0),
        (Outcome(accepted=False), 0),
        (Outcome(accepted=True, delivered=False), 0.25),
        (Outcome(accepted=True, delivered=True), 1),
        (Outcome(True, True, False, None, None), 0.5 / 0.6),
        (Outcome(True, True, True, True, False), 0.8),
        (Outcome(True, True, True, True, True), 1),
    ],
)
def test_gain_counts_what_is_known(outcome, expected):
    assert gain(outcome) == (None if expected is None else pytest.approx(expected))


def test_parts_are_slices_in_time_that_lose_nothing():
    whole = some([0] * 10)

    first, last = whole.parts(0.7, 0.3)

    assert (len(first), len(last)) == (7, 3)
    assert first.gains.tolist() + last.gains.tolist() == whole.gains.tolist()
    assert (last.features == whole.features[7:]).all()


def test_a_place_that_is_taken_seldom_counts_more_but_bounded():
    weights = some([0] * 60 + [1] * 30 + [2]).weights()

    first, second, third = weights[0], weights[60], weights[90]
    assert first < second < third
    assert third / first == pytest.approx(MOST_WEIGHT)
    assert weights.mean() == pytest.approx(1)


def test_the_full_list_counts_as_the_least_taken_alternative():
    weights = some([0] * 60 + [1] * 30 + [PLACES - 1]).weights()

    assert weights[-1] == weights.max()


def test_no_outcomes_have_no_weights():
    assert some([]).weights().shape == (0,)
