"""Each hard rule alone, at its edge, and in its order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from matching.engine.filters import (
    blocking,
    covers,
    merged,
    shared_windows,
    units_affordable,
    units_free,
)
from matching.engine.types import WEEK_MINUTES, Rule

from .builders import (
    COMMUNITY,
    DISTRICT,
    MONDAY_EVENING,
    MONDAY_MORNING,
    STREET,
    TODAY,
    make_candidate,
    make_item,
    make_need,
)


def block(item=None, candidate=None, **need):
    item = item or make_item()
    return blocking(item, make_need(item, **need), candidate or make_candidate(), TODAY)


def test_nothing_blocks_a_plain_candidate():
    assert block() is None


def test_not_verified():
    assert block(candidate=make_candidate(verified=False)) == (Rule.NOT_VERIFIED, {})


def test_expired_names_the_day():
    candidate = make_candidate(expires=date(2026, 3, 15))

    assert block(candidate=candidate) == (Rule.EXPIRED, {"on": "2026-03-15"})


def test_last_day_still_holds():
    assert block(candidate=make_candidate(expires=TODAY)) is None


def test_recused_provider():
    assert block(recused=frozenset({101})) == (Rule.RECUSED, {})


def test_recusal_is_of_providers_not_of_capabilities():
    assert block(recused=frozenset({1})) is None


def test_capability_that_declined_is_kept_out():
    assert block(make_item(kept=frozenset({1}))) == (Rule.RECUSED, {})


def test_not_covered():
    candidate = make_candidate(coverage=frozenset({"440105", "440104020"}))

    assert block(candidate=candidate) == (Rule.NOT_COVERED, {})


@pytest.mark.parametrize("code", [DISTRICT, STREET, COMMUNITY, "4401"])
def test_a_code_covers_all_that_begins_with_it(code):
    assert covers(make_candidate(coverage=frozenset({"990000", code})), COMMUNITY)


@pytest.mark.parametrize("code", ["", COMMUNITY + "001", "440104019002"])
def test_codes_that_do_not_cover(code):
    assert not covers(make_candidate(coverage=frozenset({code})), COMMUNITY)


def test_gate_missing_names_the_gates():
    item = make_item(gates=frozenset({"P2", "LIC", "MIN"}))
    candidate = make_candidate(gates=frozenset({"P2"}))

    assert block(item, candidate) == (Rule.GATE_MISSING, {"gate": "LIC,MIN"})


def test_gates_met():
    item = make_item(gates=frozenset({"P2"}))

    assert block(item, make_candidate(gates=frozenset({"P2", "MIN"}))) is None


def test_no_overlap():
    item = make_item(windows=MONDAY_MORNING)

    assert block(item, make_candidate(windows=MONDAY_EVENING)) == (Rule.NO_OVERLAP, {})


def test_windows_are_half_open():
    item = make_item(windows=((0, 60),))

    assert block(item, make_candidate(windows=((60, 90),)))[0] is Rule.NO_OVERLAP
    assert block(item, make_candidate(windows=((59, 90),))) is None


@pytest.mark.parametrize(
    ("wanted", "offered"), [((), MONDAY_EVENING), (MONDAY_MORNING, ()), ((), ())]
)
def test_no_windows_means_any_time(wanted, offered):
    assert block(make_item(windows=wanted), make_candidate(windows=offered)) is None


def test_price_without_funding():
    item = make_item(funding=frozenset({"charity"}))
    candidate = make_candidate(price=500, funding=frozenset({"purchase"}))

    assert block(item, candidate) == (Rule.NO_FUNDING, {"price": 500})


def test_price_with_common_funding():
    item = make_item(funding=frozenset({"charity", "purchase"}))

    assert block(item, make_candidate(price=5, funding=frozenset({"purchase"}))) is None


def test_free_of_charge_needs_neither_funding_nor_budget():
    assert block(make_item(budget=0)) is None


def test_over_budget_when_not_even_one_unit_is_paid():
    item = make_item(budget=499, funding=frozenset({"charity"}))
    candidate = make_candidate(price=500, funding=frozenset({"charity"}))

    assert block(item, candidate) == (Rule.OVER_BUDGET, {"price": 500, "budget": 499})
    assert block(replace(item, budget=500), candidate) is None


def test_full():
    assert block(candidate=make_candidate(free=0)) == (
        Rule.FULL,
        {"free": 0, "weekly": 10},
    )


def test_full_when_one_unit_takes_more_of_a_week_than_is_free():
    item = make_item(quantity=1, weekly=3)

    assert block(item, make_candidate(free=2))[0] is Rule.FULL
    assert block(item, make_candidate(free=3)) is None


def test_the_first_rule_in_order_is_the_one_named():
    """Undo one fault after the other: the rules come up exactly in their order."""
    item = make_item(
        gates=frozenset({"P2"}),
        windows=MONDAY_MORNING,
        budget=1,
        funding=frozenset({"charity"}),
    )
    need = make_need(item, recused=frozenset({101}))
    candidate = make_candidate(
        verified=False,
        expires=date(2020, 1, 1),
        coverage=frozenset(),
        windows=MONDAY_EVENING,
        price=9,
        free=0,
    )
    remedies = [
        {"verified": True},
        {"expires": None},
        {"provider": 999},
        {"coverage": frozenset({DISTRICT})},
        {"gates": frozenset({"P2"})},
        {"windows": ()},
        {"funding": frozenset({"charity"})},
        {"price": 1},
        {"free": 1},
    ]
    named = []
    for remedy in remedies:
        named.append(blocking(item, need, candidate, TODAY)[0])
        candidate = replace(candidate, **remedy)

    assert named == list(Rule)
    assert blocking(item, need, candidate, TODAY) is None


def test_merged_sorts_joins_and_drops_empty():
    assert merged(((50, 60), (5, 5), (10, 20), (15, 30), (30, 40))) == (
        (10, 40),
        (50, 60),
    )


def test_shared_windows():
    first = ((0, 100), (200, 300))

    assert shared_windows(first, ((50, 250),)) == ((50, 100), (200, 250))
    assert shared_windows(first, ()) == first
    assert shared_windows((), ()) == ((0, WEEK_MINUTES),)


def test_shared_windows_is_symmetric():
    first, second = ((0, 90), (80, 200)), ((20, 30), (100, 400))

    assert shared_windows(first, second) == shared_windows(second, first)


@pytest.mark.parametrize(
    ("quantity", "weekly", "free", "units"),
    [
        (234, 9, 3, 78),
        (4, 2, 10, 4),
        (4, 2, 1, 2),
        (5, 2, 1, 2),
        (3, 0, 1, 3),
        (3, 0, 0, 0),
    ],
)
def test_units_free_follow_from_the_busiest_week(quantity, weekly, free, units):
    item = make_item(quantity=quantity, weekly=weekly)

    assert units_free(item, make_candidate(free=free)) == units


@pytest.mark.parametrize(
    ("budget", "price", "units"),
    [(None, 5, 4), (12, 5, 2), (12, 0, 4), (-1, 5, 0), (99, 5, 4)],
)
def test_units_affordable(budget, price, units):
    item = make_item(budget=budget)

    assert units_affordable(item, make_candidate(price=price)) == units
