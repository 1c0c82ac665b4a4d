"""All needs against all capacity: feasible, bounded, and the best on small cases."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from matching.engine import assign
from tests.evidence import sized, sweep


@st.composite
def markets(draw):
    """Scores in hundredths, demand and capacity: few enough to try everything."""
    needs, providers = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    cells = st.integers(0, 20)
    scores = np.array(
        [[draw(cells) / 20 for _p in range(providers)] for _n in range(needs)]
    )
    demand = np.array([draw(st.integers(0, 2)) for _n in range(needs)])
    capacity = np.array([draw(st.integers(0, 3)) for _p in range(providers)])
    return scores, demand, capacity


def answers(scores, demand, capacity):
    """(units, floor, total) of every feasible answer."""
    providers = scores.shape[1]
    choices = [
        [
            chosen
            for k in range(min(int(wanted), providers) + 1)
            for chosen in combinations(range(providers), k)
        ]
        for wanted in demand
    ]
    asking = demand > 0
    for picked in product(*choices):
        load = np.bincount(
            [p for chosen in picked for p in chosen], minlength=providers
        )
        if (load <= capacity).all():
            sums = np.array([scores[n, list(c)].sum() for n, c in enumerate(picked)])
            floor = sums[asking].min() if asking.any() else 0.0
            yield sum(map(len, picked)), float(floor), float(sums.sum())


def served(found, scores):
    sums = np.zeros(len(scores))
    np.add.at(sums, found.pairs[:, 0], scores[found.pairs[:, 0], found.pairs[:, 1]])
    return sums


@sweep(5, 500)
@given(markets())
def test_every_answer_is_feasible_and_below_its_bounds(market):
    scores, demand, capacity = market
    found = assign(scores, demand, capacity)
    pairs = [tuple(pair) for pair in found.pairs.tolist()]
    given_to = np.bincount(found.pairs[:, 0], minlength=len(demand))
    load = np.bincount(found.pairs[:, 1], minlength=len(capacity))

    assert pairs == sorted(set(pairs))
    assert (given_to + found.unmet == demand).all()
    assert (load <= capacity).all()
    assert found.floor <= found.bound + 1e-9
    assert found.total <= found.total_bound + 1e-9
    assert found.total == pytest.approx(served(found, scores).sum())


@sweep(5, 500)
@given(markets())
def test_small_cases_are_the_best_of_all(market):
    """Most units first, then the floor, then the total; or the total alone."""
    scores, demand, capacity = market
    every = list(answers(scores, demand, capacity))
    most = max(units for units, _floor, _total in every)
    whole = [(floor, total) for units, floor, total in every if units == most]

    fair = assign(scores, demand, capacity)
    rich = assign(scores, demand, capacity, objective="total")

    assert len(fair.pairs) == len(rich.pairs) == most
    assert (fair.floor, fair.total) == pytest.approx(max(whole), abs=1e-6)
    assert rich.total == pytest.approx(max(total for _floor, total in whole), abs=1e-6)
    assert fair.optimal
    assert rich.optimal


@sweep(4, 500)
@given(markets(), st.randoms(use_true_random=False))
def test_another_order_changes_no_figure(market, shuffler):
    scores, demand, capacity = market
    rows = shuffler.sample(range(len(demand)), len(demand))
    columns = shuffler.sample(range(len(capacity)), len(capacity))

    one = assign(scores, demand, capacity)
    other = assign(scores[np.ix_(rows, columns)], demand[rows], capacity[columns])

    assert (one.floor, one.total) == pytest.approx((other.floor, other.total))
    assert one.unmet.sum() == other.unmet.sum()


def test_only_stored_entries_of_a_sparse_matrix_are_allowed():
    scores = sparse.csr_matrix(
        (np.array([0.0, 0.5]), (np.array([0, 1]), np.array([1, 1]))), shape=(2, 2)
    )
    found = assign(scores, [1, 1], [1, 2])
    assert found.pairs.tolist() == [[0, 1], [1, 1]]
    assert found.total == pytest.approx(0.5)


def test_what_cannot_be_met_is_said():
    found = assign(np.full((3, 1), 0.5), [1, 1, 1], [2])
    assert (len(found.pairs), found.unmet.sum()) == (2, 1)


@pytest.mark.parametrize("objective", ["max_min_then_total", "total"])
@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_an_empty_district_has_an_empty_answer(objective, shape):
    found = assign(
        np.zeros(shape),
        np.ones(shape[0], dtype=int),
        np.ones(shape[1], dtype=int),
        objective=objective,
    )
    assert found.pairs.shape == (0, 2)
    assert found.unmet.tolist() == [1] * shape[0]


def test_a_least_load_is_kept():
    scores = np.array([[0.9, 0.1], [0.9, 0.1]])
    assert assign(scores, [1, 1], [2, 2]).total == pytest.approx(1.8)
    found = assign(scores, [1, 1], [2, 2], min_load=1)
    assert np.bincount(found.pairs[:, 1]).tolist() == [1, 1]


@pytest.mark.parametrize(
    ("scores", "demand", "capacity", "more"),
    [
        ([[np.nan]], [1], [1], {}),
        ([[np.inf]], [1], [1], {}),
        ([[-0.1]], [1], [1], {}),
        ([[0.1]], [1, 1], [1], {}),
        ([[0.1]], [1.5], [1], {}),
        ([[0.1]], [-1], [1], {}),
        ([[0.1]], [1], [3], {"min_load": 2}),
        ([[0.1]], [1], [1], {"objective": "fair"}),
    ],
)
def test_bad_input_is_refused_in_words(scores, demand, capacity, more):
    with pytest.raises(ValueError, match=r"\w+ \w+.*\."):
        assign(np.array(scores), np.array(demand), np.array(capacity), **more)


@pytest.mark.evidence
def test_the_limit_of_time_is_kept_with_a_feasible_answer():
    chance, many = np.random.default_rng(5), sized(1, 2)
    needs, providers = 30 * many, 20 * many
    found = assign(
        chance.random((needs, providers)),
        np.full(needs, 3),
        np.full(providers, 5),
        time_limit=0.05 * many**2,
    )
    assert len(found.pairs) == 3 * needs
    assert found.floor <= found.bound + 1e-9
