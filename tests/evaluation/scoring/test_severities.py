"""Severity in points with intervals, or why it cannot be told."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.scoring import NotEstimable, severity
from evaluation.scoring.severities import CaseMean, Why, case_means
from tests.evaluation.scoring.panels import EXPERTS, fixed, judged, rotating

SITS = rotating()
WORTH, STRICT, SCORES = judged(SITS)


def test_the_noiseless_severities_of_a_connected_design_come_out():
    _worth, strict, scores = judged(SITS, noise=1e-6)

    found = severity(scores)

    assert found.unknown == ()
    assert found.offsets == pytest.approx(strict - strict.mean(), abs=0.01)


def test_worths_that_differ_make_no_difference():
    moved = SCORES + np.arange(len(SCORES))[:, None] * 10

    assert severity(moved).offsets == pytest.approx(severity(SCORES).offsets)


def test_severities_sum_to_zero_and_stand_in_their_intervals():
    found = severity(SCORES)

    assert found.offsets.sum() == pytest.approx(0, abs=1e-9)
    assert all(each.low < each.points < each.high for each in found.estimates)
    assert [each.common for each in found.estimates] == SITS.sum(axis=0).tolist()


def test_nineteen_of_twenty_intervals_hold_the_truth():
    held = []
    for seed in range(40):
        _worth, strict, scores = judged(SITS, seed)
        true = strict - strict.mean()
        held += [e.low <= true[e.expert] <= e.high for e in severity(scores).estimates]

    assert 0.92 <= np.mean(held) <= 0.98


def test_adjusted_means_are_nearer_to_the_truth_than_those_given():
    errors = []
    for seed in range(20):
        worth, strict, scores = judged(SITS, seed)
        means = case_means(scores, severity(scores))
        both = np.array([(m.given, m.adjusted) for m in means])
        errors.append(both - (worth + strict.mean())[:, None])
    given, adjusted = (np.stack(errors) ** 2).mean(axis=(0, 1)) ** 0.5

    assert adjusted <= 0.85 * given


def test_means_are_shown_side_by_side_and_scores_are_left_alone():
    before = SCORES.copy()

    mean = case_means(SCORES, severity(SCORES))[0]

    assert mean.given == pytest.approx(np.nanmean(SCORES[0]))
    assert mean.adjusted != pytest.approx(mean.given)
    assert np.array_equal(SCORES, before, equal_nan=True)


def test_fixed_teams_cannot_be_told_and_are_named():
    _worth, _strict, scores = judged(fixed())

    found = severity(scores)

    assert found.estimates == ()
    assert {each.why for each in found.unknown} == {Why.APART}
    assert found.unknown[4].team == (3, 4, 5)
    assert all(mean.adjusted is None for mean in case_means(scores, found))


def test_who_scored_too_few_beside_others_is_left_open_alone():
    scores = SCORES.copy()
    scores[np.flatnonzero(SITS[:, 2])[4:], 2] = np.nan

    found = severity(scores)

    assert found.experts[2] == NotEstimable(2, Why.FEW_CASES, 4, (2,))
    assert len(found.estimates) == EXPERTS - 1
    alone = np.flatnonzero(~np.isnan(scores[:, 2]))
    assert case_means(scores, found)[alone[0]].adjusted is None


def test_cases_scored_alone_tell_nothing():
    scores = np.full((10, 2), 900.0)
    scores[:, 1] = np.nan

    found = severity(scores)

    assert [each.common for each in found.unknown] == [0, 0]
    assert {each.why for each in found.unknown} == {Why.FEW_CASES}


def test_a_case_nobody_scored_has_no_mean():
    scores = np.vstack([SCORES, np.full(EXPERTS, np.nan)])
    whole = severity(scores)

    assert case_means(scores, whole)[-1] is None
    assert whole.offsets == pytest.approx(severity(SCORES).offsets)


def test_experts_in_another_order_have_the_same_severities():
    order = np.random.default_rng(3).permutation(EXPERTS)

    shuffled = severity(SCORES[:, order]).offsets

    assert shuffled == pytest.approx(severity(SCORES).offsets[order])


def test_all_the_same_scores_are_no_severity():
    found = severity(np.where(SITS, 900.0, np.nan))

    assert found.offsets == pytest.approx(np.zeros(EXPERTS))
    assert isinstance(case_means(SCORES, found)[0], CaseMean)
