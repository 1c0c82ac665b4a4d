"""Experts who change, stay in the middle, or judge by one impression."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.scoring.drift import central_tendency, drift, halo
from tests.evaluation.scoring.panels import judged, rotating
from tests.evidence import sized

SITS = rotating(cases=200, experts=15)
WHO = 4
ORDER = np.flatnonzero(SITS[:, WHO])
"""40 cases of the expert that is watched."""


def alerts(shift, noise, runs, **known):
    found = []
    for seed in range(runs):
        _worth, strict, scores = judged(SITS, seed, noise=noise)
        offsets = strict - strict.mean()
        scores[ORDER[20:], WHO] += shift
        usual = {"usual": offsets[WHO], "worth": 1000.0} if known else {}
        found.append(drift(scores, WHO, ORDER.tolist(), offsets, **usual))
    return found


def in_time(found):
    return sum(a is not None and 20 <= a.position < 30 for a in found) / len(found)


def rung(found):
    return sum(a is not None for a in found) / len(found)


@pytest.mark.evidence
def test_on_null_data_at_most_one_in_twenty_is_alarmed():
    runs = sized(120, 4000)

    assert rung(alerts(0, 20, runs)) <= 0.05
    assert rung(alerts(0, 20, runs, known=True)) <= 0.05


@pytest.mark.evidence
def test_thirty_points_after_case_twenty_are_found_within_ten_cases():
    runs = sized(60, 2000)

    assert in_time(alerts(30, 10, runs)) >= 0.95
    assert in_time(alerts(30, 20, runs, known=True)) >= 0.7


def test_an_alert_says_where_it_began_and_how_much_it_is():
    alert = alerts(-60, 5, 1)[0]

    assert alert.since == 20
    assert 20 <= alert.position <= 23
    assert alert.points == pytest.approx(-60, abs=15)


def test_strict_from_the_start_is_no_drift():
    _worth, _strict, scores = judged(SITS, 3, noise=10)
    scores[:, WHO] += 80

    assert drift(scores, WHO, ORDER.tolist()) is None


def test_cases_scored_alone_are_passed_over():
    scores = np.full((30, 2), np.nan)
    scores[:, 0] = np.arange(30)

    assert drift(scores, 0, range(30)) is None
    assert drift(np.full((30, 2), 5.0), 0, range(30)) is None


def test_all_in_the_middle_is_seen_and_a_wide_spread_is_not():
    _worth, _strict, scores = judged(SITS, 5)
    middle = scores.copy()
    middle[:, WHO] = 850 + 0.4 * (scores[:, WHO] - 850)

    assert central_tendency(middle, WHO).narrow
    assert not any(central_tendency(scores, each).narrow for each in range(15))
    assert central_tendency(middle, WHO).ratio == pytest.approx(0.4, abs=0.1)
    assert central_tendency(scores[:7], WHO) is None


def test_always_the_same_points_are_the_narrowest_spread():
    _worth, _strict, scores = judged(SITS, 5)
    scores[ORDER, WHO] = 850

    assert central_tendency(scores, WHO).ratio == 0
    assert central_tendency(scores, WHO).narrow
    assert central_tendency(np.where(SITS, 850.0, np.nan), WHO) is None


def test_one_case_that_holds_all_the_spread_is_no_proof():
    _worth, _strict, scores = judged(SITS, 5)
    scores[ORDER, WHO] = 850
    scores[ORDER[3], WHO] = 900

    assert not halo(np.full((9, 5, 3), 0.5), 0)
    assert central_tendency(scores, WHO).high > 1


def shares(seed, cases=60, heads=5, experts=3):
    rng = np.random.default_rng(seed)
    worth = rng.normal(0.8, 0.05, (cases, 1, 1))
    head = (
        rng.normal(0, 0.06, (cases, heads, 1)) + np.linspace(-0.1, 0.1, heads)[:, None]
    )
    return worth + head + rng.normal(0, 0.03, (cases, heads, experts))


def test_one_impression_for_all_heads_is_seen():
    given = shares(1)
    coloured = given.copy()
    impression = given[:, :, 0].mean(axis=1, keepdims=True)
    hard = given.mean(axis=(0, 2)) - given.mean()
    coloured[:, :, 0] = impression + hard + 0.2 * (given[:, :, 0] - impression - hard)

    assert halo(coloured, 0).narrow
    assert halo(coloured, 0).cases == 60
    assert not any(halo(given, expert).narrow for expert in range(3))


def test_heads_that_are_hard_for_everybody_are_no_halo():
    easier = np.linspace(-0.3, 0.3, 5)[:, None]

    assert halo(shares(2) + easier, 0).ratio == pytest.approx(halo(shares(2), 0).ratio)


def test_an_unfinished_case_and_too_few_say_nothing():
    given = shares(3)
    given[9, 2, 0] = np.nan

    assert halo(given, 0).cases == 59
    assert halo(given[:8], 1).cases == 8
    assert halo(given[:7], 1) is None
    assert halo(np.full((9, 5, 3), np.nan), 1) is None
