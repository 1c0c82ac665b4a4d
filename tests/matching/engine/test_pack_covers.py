"""Covers of a budget: rows that no pack within it breaks, and a relaxation does."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from matching.engine.pack_covers import covers
from tests.evidence import seeds


def patterns(seed):
    """Costs of a dozen patterns of three items, a budget, and shares within it."""
    chance = np.random.default_rng(seed)
    items = np.repeat(np.arange(3), 4)
    costs = chance.integers(0, 30, 12)
    shares = chance.dirichlet(np.ones(4) / 3, 3).ravel()
    budget = max(
        int(np.ceil(costs @ shares)), int(costs.reshape(3, 4).min(axis=1).sum())
    )
    return costs, items, budget, shares


@seeds(4, 2000)
def test_no_choice_within_the_budget_breaks_a_row(seed):
    costs, items, budget, shares = patterns(seed)

    rows = covers(costs, items, np.arange(12), budget, shares)

    for choice in product(*(np.flatnonzero(items == i) for i in range(3))):
        if costs[list(choice)].sum() <= budget:
            assert all(np.isin(choice, row.members).sum() <= row.most for row in rows)
    assert all(shares[row.members].sum() > row.most for row in rows)


def test_a_dear_and_a_cheap_way_in_halves_are_cut_off():
    """Ten and none in halves beside eight: of 13 there is too little for ten and eight."""
    costs, items = np.array([10, 0, 8, 9]), np.array([0, 0, 1, 1])

    [row] = covers(costs, items, np.arange(4), 13, np.array([0.5, 0.5, 1.0, 0.0]))

    assert (row.members.tolist(), row.most, row.provider) == ([0, 2, 3], 1.0, None)


def test_where_nothing_is_in_parts_nothing_is_cut():
    costs, items = np.array([10, 0, 8]), np.array([0, 0, 1])

    assert covers(costs, items, np.arange(3), 13, np.array([0.0, 1.0, 1.0])) == []


def test_only_what_is_kept_counts():
    costs, items = np.array([10, 0, 8, 9]), np.array([0, 0, 1, 1])

    [row] = covers(costs, items, np.arange(3), 13, np.array([0.5, 0.5, 1.0, 0.0]))

    assert row.members.tolist() == [0, 2]


@pytest.mark.parametrize("budget", [0, 5])
def test_a_pattern_that_is_too_dear_alone_is_in_no_pack(budget):
    """Its cost is told as one fen more than the budget."""
    costs, items = np.array([budget + 1, 0]), np.array([0, 0])

    [row] = covers(costs, items, np.arange(2), budget, np.array([0.5, 0.5]))

    assert (row.members.tolist(), row.most) == ([0], 0.0)
