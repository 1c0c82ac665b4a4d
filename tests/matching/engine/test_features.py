"""Each column: its value, its range, and that better is never worse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matching.engine.features import (
    COLUMNS,
    Case,
    days,
    feature_matrix,
    hours,
    minutes,
    nearness,
)
from matching.engine.ranker import PairRanker
from matching.engine.types import ReasonCode
from tests.evidence import seeds

from .builders import (
    COMMUNITY,
    DISTRICT,
    HOUR,
    MONDAY_EVENING,
    MONDAY_MORNING,
    STREET,
    make_candidate,
    make_item,
    make_need,
    random_need,
)

RANGES = {
    ReasonCode.TEXT: (0, 1),
    ReasonCode.DELIVERED: (0, 1),
    ReasonCode.RELIABLE: (-0.75, 0.25),
    ReasonCode.NEAR: (0, 1),
    ReasonCode.TIME: (0, 1),
    ReasonCode.CONTINUITY: (0, 1),
    ReasonCode.GRADE: (-1, 1),
    ReasonCode.LOAD: (0, 1),
    ReasonCode.RECENT: (-1, 0),
    ReasonCode.NEWCOMER: (0, 1),
    ReasonCode.LANGUAGE: (0, 1),
}


def value(code, candidate=None, item=None, affinity=0.0, **need):
    item = item or make_item()
    case = Case(make_need(item, **need), item, candidate or make_candidate(), affinity)
    return feature_matrix([case])[0, COLUMNS.index(code)]


def score(candidate, affinity=0.0):
    item = make_item(windows=MONDAY_MORNING)
    case = Case(make_need(item), item, candidate, affinity)
    return PairRanker().score_pairs(feature_matrix([case]))[0]


def test_no_cases_is_an_empty_matrix():
    assert feature_matrix([]).shape == (0, len(COLUMNS))


def test_columns_are_all_the_reasons_in_order():
    assert list(ReasonCode) == list(COLUMNS) == list(RANGES)


@seeds(2, 200)
def test_every_column_keeps_its_range(seed):
    need, candidates = random_need(seed)
    rng = np.random.default_rng(seed)
    cases = [
        Case(need, item, candidate, rng.normal())
        for item in need.items
        for candidate in candidates
    ]

    matrix = feature_matrix(cases)

    low, high = np.array(list(RANGES.values())).T
    assert (matrix >= low).all()
    assert (matrix <= high).all()


def test_a_case_scores_the_same_wherever_it_stands():
    need, candidates = random_need(1)
    cases = [Case(need, need.items[0], c, 0.1 * c.id) for c in candidates]

    forward = PairRanker().score_pairs(feature_matrix(cases))

    backward = PairRanker().score_pairs(feature_matrix(cases[::-1]))
    alone = [PairRanker().score_pairs(feature_matrix([case]))[0] for case in cases]
    assert (forward == backward[::-1]).all()
    assert forward.tolist() == alone


@pytest.mark.parametrize(
    ("raw", "expected"), [(-1, 0), (0, 0), (0.25, 0.5), (1.0, 0.8)]
)
def test_text_saturates(raw, expected):
    assert value(ReasonCode.TEXT, affinity=raw) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("count", "near", "expected"), [(0, 0, 0), (3, 0, 0.5), (3, 3, 2 / 3)]
)
def test_delivered_counts_the_same_street_twice(count, near, expected):
    candidate = make_candidate(delivered=count, delivered_near=near)

    assert value(ReasonCode.DELIVERED, candidate) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("success", "expected"), [(None, 0), (0.75, 0), (1.0, 0.25), (0, -0.75)]
)
def test_no_record_counts_as_the_usual_one(success, expected):
    assert value(ReasonCode.RELIABLE, make_candidate(success=success)) == expected


@pytest.mark.parametrize(
    ("home", "level", "worth"),
    [
        (COMMUNITY + "007", "community", 1.0),
        (COMMUNITY, "community", 1.0),
        (STREET + "999", "street", 0.7),
        (STREET, "street", 0.7),
        (DISTRICT + "888001", "district", 0.3),
        ("440105001001", "", 0.0),
        ("4401", "", 0.0),
        ("", "", 0.0),
    ],
)
def test_near(home, level, worth):
    assert nearness(home, COMMUNITY) == (level, worth)
    assert value(ReasonCode.NEAR, make_candidate(home=home)) == worth


def test_near_knows_grids():
    assert nearness(COMMUNITY + "007", COMMUNITY + "007") == ("grid", 1.0)


@pytest.mark.parametrize(
    ("wanted", "offered", "expected"),
    [
        ((), (), 0),
        ((), MONDAY_MORNING, 0),
        (MONDAY_MORNING, (), 1),
        (MONDAY_MORNING, MONDAY_MORNING, 1),
        (MONDAY_MORNING, ((0, 10 * HOUR),), 1 / 3),
        (MONDAY_MORNING, MONDAY_EVENING, 0),
    ],
)
def test_time_is_the_share_of_wanted_minutes(wanted, offered, expected):
    candidate = make_candidate(windows=offered)

    found = value(ReasonCode.TIME, candidate, make_item(windows=wanted))

    assert found == pytest.approx(expected)


def test_continuity_is_of_providers():
    assert value(ReasonCode.CONTINUITY, known=frozenset({101})) == 1
    assert value(ReasonCode.CONTINUITY, known=frozenset({1})) == 0


@pytest.mark.parametrize(("grade", "expected"), [(None, 0), (1, -1), (3, 0), (5, 1)])
def test_no_grade_counts_as_the_mean_of_the_scale(grade, expected):
    assert value(ReasonCode.GRADE, make_candidate(grade=grade)) == expected


@pytest.mark.parametrize(
    ("free", "expected"), [(0, 0), (5, 0.5), (10, 1), (20, 1), (-3, 0)]
)
def test_load_is_the_free_share(free, expected):
    assert value(ReasonCode.LOAD, make_candidate(weekly=10, free=free)) == expected


def test_who_just_won_steps_back():
    assert value(ReasonCode.RECENT, make_candidate(awards=0)) == 0
    assert value(ReasonCode.RECENT, make_candidate(awards=4)) == -0.5


def test_who_is_known_does_not_step_back():
    candidate = make_candidate(awards=4)

    assert value(ReasonCode.RECENT, candidate, known=frozenset({101})) == 0


@pytest.mark.parametrize(("count", "expected"), [(0, 1), (1, 0)])
def test_newcomer(count, expected):
    assert value(ReasonCode.NEWCOMER, make_candidate(delivered=count)) == expected


def test_language_is_the_share_spoken():
    candidate = make_candidate(languages=frozenset({"yue", "fr"}))

    assert value(ReasonCode.LANGUAGE, candidate) == 0
    assert (
        value(ReasonCode.LANGUAGE, candidate, languages=frozenset({"yue", "en"})) == 0.5
    )


BETTER = {
    "grade": [1, 2, 3, 4, 5],
    "free": [0, 1, 5, 10, 15],
    "delivered": [0, 1, 2, 5, 50],
    "delivered_near": [0, 1, 4],
    "success": [0.0, 0.5, 0.75, 1.0],
    "home": ["", DISTRICT, STREET, COMMUNITY],
    "awards": [9, 3, 1, 0],
    "windows": [MONDAY_EVENING, ((0, 10 * HOUR),), MONDAY_MORNING, ()],
}


@pytest.mark.parametrize("field", BETTER)
def test_better_never_hurts(field):
    candidate = make_candidate(delivered=0 if field == "delivered" else 5, awards=2)

    scores = [score(replace(candidate, **{field: v})) for v in BETTER[field]]

    assert scores == sorted(scores)
    assert scores[0] < scores[-1]


def test_closer_text_never_hurts():
    scores = [score(make_candidate(), raw) for raw in (-0.2, 0, 0.05, 0.3, 1, 3)]

    assert scores == sorted(scores)


@pytest.mark.parametrize("grade", [1, 2])
def test_no_grade_is_not_low(grade):
    assert score(make_candidate(grade=None)) > score(make_candidate(grade=grade))


def test_the_best_grade_never_outweighs_a_street_against_the_district():
    near = make_candidate(home=STREET, grade=1)
    graded = make_candidate(home=DISTRICT + "888", grade=5)

    assert score(near) < score(graded) + 0.15 * (0.7 - 0.3)
    assert score(replace(near, grade=None)) > score(graded)


def test_minutes_counts_overlapping_windows_once():
    assert minutes(((0, 60), (30, 90))) == 90


def test_days_are_those_touched():
    day = 24 * HOUR

    assert days(((0, day),)) == [1]
    assert days(((day - 1, day + 1), (6 * day, 7 * day))) == [1, 2, 7]
    assert days(()) == []


@pytest.mark.parametrize(
    ("windows", "found"),
    [
        ((), {}),
        (MONDAY_MORNING, {"start": 540, "end": 720}),
        (((540, 720), (1440 + 540, 1440 + 720)), {"start": 540, "end": 720}),
        (MONDAY_MORNING + MONDAY_EVENING, {}),
        (((0, 1440),), {}),
        (((1380, 1500),), {}),
    ],
)
def test_hours_are_named_where_all_windows_agree(windows, found):
    assert hours(windows) == found
