"""Markets beyond one linear program: settled by prices, mended, and still proven."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from matching.engine import assign, dispatch_floor, dispatch_total
from matching.engine.dispatch_market import listed
from matching.engine.dispatch_swap import greedy, swapped
from tests.evidence import WIDE, sized

NEEDS, PROVIDERS = sized(40, 300), sized(28, 210)
pytestmark = pytest.mark.evidence


@pytest.fixture(scope="module", autouse=True)
def small():
    """Where the market is, so is the line from which on one counts as large."""
    with pytest.MonkeyPatch.context() as patch:
        for module in () if WIDE else (dispatch_floor, dispatch_total):
            patch.setattr(module, "SMALL", 1_000)
        yield


@pytest.fixture(scope="module")
def scores():
    """Providers that are good or poor at everything, so that all want the same."""
    chance = np.random.default_rng(7)
    quality = chance.beta(1.5, 4.0, PROVIDERS)
    table = quality * chance.beta(5.0, 2.0, (NEEDS, PROVIDERS))
    assert table.size > dispatch_total.SMALL
    return table


def sums_of(found, scores):
    sums = np.zeros(len(scores))
    np.add.at(sums, found.pairs[:, 0], scores[found.pairs[:, 0], found.pairs[:, 1]])
    return sums


def each(number, size):
    return np.full(size, number)


def test_the_total_is_that_of_the_best_matching(scores):
    square = scores[:PROVIDERS].repeat(2, axis=1)
    rows, columns = linear_sum_assignment(square, maximize=True)

    found = assign(
        scores[:PROVIDERS], each(1, PROVIDERS), each(2, PROVIDERS), objective="total"
    )
    large = assign(
        np.vstack([scores, scores]),
        np.r_[each(1, PROVIDERS), each(0, 2 * NEEDS - PROVIDERS)],
        each(2, PROVIDERS),
        objective="total",
    )

    assert found.total == pytest.approx(square[rows, columns].sum())
    assert large.total == pytest.approx(found.total)


@pytest.mark.parametrize("demand", [1, 3])
def test_prices_prove_the_greatest_total(scores, demand):
    found = assign(scores, each(demand, NEEDS), each(6, PROVIDERS), objective="total")

    assert found.optimal
    assert found.total == pytest.approx(found.total_bound)
    assert (np.bincount(found.pairs[:, 1]) <= 6).all()
    assert sums_of(found, scores).sum() == pytest.approx(found.total)


def test_one_each_has_the_greatest_floor(scores):
    """With all pairs from the floor up somebody finds room, above it nobody does."""
    found = assign(scores, each(1, NEEDS), each(2, PROVIDERS))

    assert found.optimal
    above = sparse.csr_array(np.where(scores > found.floor + 1e-12, scores, 0.0))
    tighter = assign(above, each(1, NEEDS), each(2, PROVIDERS))
    assert tighter.unmet.sum() > 0
    assert sums_of(found, scores).min() == pytest.approx(found.floor)


def test_several_each_stay_below_their_bounds(scores):
    """How near they come is the benchmark's: what time is worth is the machine's."""
    rich = assign(scores, each(3, NEEDS), each(6, PROVIDERS), objective="total")
    fair = assign(
        scores, each(3, NEEDS), each(6, PROVIDERS), time_limit=sized(1, 10) / 20
    )

    assert fair.floor <= fair.bound
    assert fair.total <= min(rich.total, fair.total_bound) + 1e-9
    assert sums_of(fair, scores).min() == pytest.approx(fair.floor)
    assert fair.unmet.sum() == 0


def test_another_order_leads_to_the_same_pairs(scores):
    chance = np.random.default_rng(1)
    rows, columns = chance.permutation(NEEDS), chance.permutation(PROVIDERS)
    demand, capacity = each(1, NEEDS), each(3, PROVIDERS)

    one = assign(scores, demand, capacity)
    other = assign(scores[np.ix_(rows, columns)], demand, capacity)

    back = np.column_stack((rows[other.pairs[:, 0]], columns[other.pairs[:, 1]]))
    assert sorted(map(tuple, back.tolist())) == [tuple(p) for p in one.pairs.tolist()]


def test_a_least_load_is_kept(scores):
    found = assign(
        scores, each(2, NEEDS), each(6, PROVIDERS), objective="total", min_load=2
    )
    assert found.optimal
    assert np.bincount(found.pairs[:, 1], minlength=PROVIDERS).min() == 2


def test_more_demand_than_capacity_leaves_the_least_unmet(scores):
    found = assign(
        scores, each(3, NEEDS), each(4, PROVIDERS), time_limit=sized(1, 6) / 20
    )
    assert found.unmet.sum() == 3 * NEEDS - 4 * PROVIDERS
    assert found.total <= found.total_bound + 1e-9


def test_no_time_at_all_still_gives_a_feasible_answer(scores):
    found = assign(scores, each(3, NEEDS), each(6, PROVIDERS), time_limit=0.0)
    assert found.unmet.sum() == 0
    assert not found.optimal
    assert found.floor <= found.bound


def test_exchanges_lift_the_floor_within_all_limits(scores):
    """Without a clock: counted in exchanges, so the same on every machine."""
    market = listed(scores, each(3, NEEDS), each(6, PROVIDERS), None).market
    market = replace(market, units=3 * NEEDS)
    before = greedy(market)
    after = swapped(market, before, 0.8, lambda: 1.0)

    assert market.holds(before)
    assert market.holds(after)
    assert market.floor(after) > 0.75 > market.floor(before)


def test_exchanges_of_everybody_add_total_and_cost_no_floor(scores):
    market = listed(scores, each(3, NEEDS), each(6, PROVIDERS), None).market
    market = replace(market, units=3 * NEEDS)
    fair = swapped(market, greedy(market), 0.8, lambda: 1.0)
    richer = swapped(market, fair, 0.8, lambda: 1.0, everybody=True)

    assert market.holds(richer)
    assert market.floor(richer) >= market.floor(fair)
    assert market.total(richer) > market.total(fair)
