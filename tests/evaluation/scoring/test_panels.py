"""Panels that rotate: nobody recused, even loads, one graph, the same by seed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from evaluation.scoring.panels import (
    PanelImpossible,
    case_order,
    describe_panels,
    draw_panels,
)
from tests.evaluation.scoring.panels import fixed
from tests.evidence import sweep


def allowed(cases=40, experts=15):
    return np.zeros((cases, experts), dtype=bool)


def test_forty_cases_tie_every_two_of_fifteen_experts():
    drawn = draw_panels(allowed(), 3, random_state=1)

    assert drawn.loads == (8,) * 15
    assert drawn.unshared == ()
    assert drawn.connected
    assert all(len(set(members)) == 3 for members in drawn.members)


def test_where_seats_cannot_hold_all_pairs_as_many_as_they_can():
    drawn = draw_panels(allowed(9), 3, random_state=1)

    assert len(drawn.unshared) == 15 * 14 // 2 - 9 * 3
    assert drawn.connected
    assert set(drawn.loads) == {1, 2}


def test_nobody_sits_where_they_are_recused():
    forbidden = np.random.default_rng(5).random((40, 15)) < 0.2

    drawn = draw_panels(forbidden, 3, random_state=1)

    seats = [(case, who) for case, each in enumerate(drawn.members) for who in each]
    assert not any(forbidden[seat] for seat in seats)
    assert max(drawn.loads) - min(drawn.loads) <= 1
    assert drawn.connected


def test_the_same_seed_draws_the_same_panels_and_another_others():
    first, again, other = (
        draw_panels(allowed(20, 10), 3, random_state=seed) for seed in (7, 7, 8)
    )

    assert first == again
    assert first.members != other.members


def test_a_case_without_enough_experts_is_named():
    forbidden = allowed(4, 5)
    forbidden[2, :3] = True

    with pytest.raises(PanelImpossible) as impossible:
        draw_panels(forbidden, 3, random_state=0)

    found = impossible.value
    assert (found.case, found.left, found.seats) == (2, 2, 3)


def test_panels_that_stand_count_for_loads_and_stay():
    standing = np.zeros((3, 6), dtype=bool)
    standing[:, :3] = True

    drawn = draw_panels(allowed(9, 6), 3, random_state=1, standing=standing)

    assert drawn.loads == (6,) * 6
    assert len(drawn.members) == 9
    assert drawn.connected
    assert draw_panels(allowed(0, 6), 3, random_state=1, standing=standing).loads == (
        *(3, 3, 3, 0, 0, 0),
    )


def test_fixed_teams_are_seen_as_such():
    found = describe_panels(fixed())

    assert not found.connected
    assert found.teams[1] == (3, 4, 5)


def test_teams_that_recusals_keep_apart_are_told():
    forbidden = np.ones((6, 6), dtype=bool)
    forbidden[:3, :3] = forbidden[3:, 3:] = False

    drawn = draw_panels(forbidden, 2, random_state=0)

    assert drawn.teams == ((0, 1, 2), (3, 4, 5))


def least_squares_of_loads(forbidden, seats):
    """The most even loads, from an integer program: the n-th case of an expert costs
    2n - 1."""
    cases, experts = forbidden.shape
    sits, slots = cases * experts, experts * cases
    cost = np.concatenate(
        [np.zeros(sits), np.tile(2 * np.arange(1, cases + 1) - 1, experts)]
    )
    rows = np.zeros((cases + experts, sits + slots))
    for case in range(cases):
        rows[case, case * experts : (case + 1) * experts] = 1
    for expert in range(experts):
        rows[cases + expert, expert:sits:experts] = 1
        rows[cases + expert, sits + expert * cases : sits + (expert + 1) * cases] = -1
    right = np.concatenate([np.full(cases, seats), np.zeros(experts)])
    most = np.concatenate([1.0 - forbidden.ravel(), np.ones(slots)])
    found = milp(
        cost,
        constraints=LinearConstraint(rows, right, right),
        bounds=Bounds(0, most),
        integrality=np.ones(sits + slots),
    )
    return round(found.fun)


@sweep(5, 500)
@given(st.integers(0, 2**31), st.integers(1, 8), st.integers(3, 6), st.integers(1, 3))
def test_loads_are_as_even_as_recusals_let_them_be(seed, cases, experts, seats):
    forbidden = np.random.default_rng(seed).random((cases, experts)) < 0.4
    if ((~forbidden).sum(axis=1) < seats).any():
        with pytest.raises(PanelImpossible):
            draw_panels(forbidden, seats, random_state=seed)
        return

    loads = np.array(draw_panels(forbidden, seats, random_state=seed).loads)

    assert (loads**2).sum() == least_squares_of_loads(forbidden, seats)


def test_each_expert_sees_the_cases_in_an_order_of_their_own():
    cases = [30, 4, 17, 8, 2, 11, 25, 9]

    orders = [case_order(cases, expert, random_state=99) for expert in range(6)]

    assert all(sorted(order) == sorted(cases) for order in orders)
    assert len({tuple(order) for order in orders}) == 6
    assert orders[3] == case_order(cases[::-1], 3, random_state=99)
    assert orders[3] != case_order(cases, 3, random_state=100)
