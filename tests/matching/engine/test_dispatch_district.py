"""Items shared out over a district: who may do what, and never more than fits."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.dispatch_district import beyond_room, share_out, worth
from tests.evidence import sweep
from tests.matching.engine.builders import (
    make_candidate,
    make_item,
    make_option,
)


def asked(id, quantity=1, weekly=1, **more):
    return make_item(id, quantity=quantity, weekly=weekly, **more)


def offers(id, free=1, **more):
    return make_candidate(id, free=free, weekly=max(free, 1), **more)


def test_the_worst_served_item_comes_first():
    a, b = asked(1), asked(2)
    x, y = offers(11), offers(12)
    options = [
        make_option(a, x, 0.9),
        make_option(a, y, 0.5),
        make_option(b, x, 0.8),
        make_option(b, y, 0.1),
    ]
    found = share_out(options)
    assert found.loads == {(1, 12): 1, (2, 11): 1}
    assert (found.floor, found.total) == (0.5, 1.3)
    assert found.proven


def test_one_for_the_whole_item_where_somebody_has_room_for_it():
    item = asked(1, quantity=8, weekly=4)
    options = [
        make_option(item, offers(11, free=2), 0.9),
        make_option(item, offers(12, free=3), 0.8),
        make_option(item, offers(13, free=4), 0.1),
    ]
    assert share_out(options).loads == {(1, 13): 4}
    assert share_out(options[:2]).loads == {(1, 11): 2, (1, 12): 2}
    assert share_out(options[:1]).loads == {(1, 11): 2}


def test_what_a_careful_round_leaves_is_given_in_the_next():
    """Nobody knows beforehand which two go to the one with room for five: 4 and 1."""
    provider = offers(11, free=5)
    items = [asked(1, 4, 4), asked(2, 4, 4), asked(3, 1, 1)]
    options = [make_option(item, provider, 0.5) for item in items]
    found = share_out(options)
    assert found.loads == {(1, 11): 4, (3, 11): 1}
    assert not found.proven
    assert found.floor == 0.0


def test_what_others_hold_is_not_given():
    options = [make_option(asked(1, 2, 2), offers(11, free=3), 0.5)]
    assert share_out(options, held={11: 1}).loads == {(1, 11): 2}
    assert share_out(options, held={11: 2}).loads == {(1, 11): 1}
    assert share_out(options, held={11: 3}).loads == {}


def test_a_budget_is_spent_once():
    item = asked(1, quantity=4, weekly=4, budget=300)
    options = [make_option(item, offers(n, free=2, price=100), 0.5) for n in (11, 12)]
    assert share_out(options).loads == {(1, 11): 2, (1, 12): 1}


def test_the_own_agency_takes_part_where_more_is_covered_so():
    a, b = asked(1), asked(2)
    other, own = offers(11), offers(12)
    options = [
        make_option(a, other, 0.9),
        replace(make_option(a, own, 0.9), own_agency=True),
        make_option(b, other, 0.8),
    ]
    assert share_out(options[:2]).loads == {(1, 11): 1}
    assert share_out(options).loads == {(1, 12): 1, (2, 11): 1}
    better = replace(options[1], score=1.0)
    assert share_out([options[0], better]).loads == {(1, 12): 1}


def test_today_is_measured_by_the_same_scores():
    provider = offers(11)
    options = [make_option(asked(n), provider, 0.1 * n) for n in (1, 2)]
    assert worth(options, [(1, 11), (2, 11)]) == pytest.approx((0.1, 0.3))
    assert worth(options, [(2, 11), (2, 99)]) == (0.0, 0.2)
    assert beyond_room(options, {(1, 11): 1, (2, 11): 1}, {}) == 1
    assert beyond_room(options, {(1, 11): 1}, {11: 1}) == 1
    assert worth([], []) == (0.0, 0)


@st.composite
def districts(draw):
    def number(low, high):
        return draw(st.integers(low, high))

    items = [
        asked(n, quantity=number(1, 6), weekly=number(1, 3))
        for n in range(1, 1 + number(1, 5))
    ]
    items = [replace(i, weekly=min(i.weekly, i.quantity)) for i in items]
    providers = [offers(n, free=number(0, 6)) for n in range(11, 11 + number(1, 4))]
    return [
        make_option(item, provider, number(-2, 9) / 10)
        for item in items
        for provider in providers
        if draw(st.booleans())
    ]


@sweep(5, 500)
@given(districts(), st.dictionaries(st.integers(11, 14), st.integers(0, 3)))
def test_no_week_is_overbooked_and_nobody_free_is_left_beside_a_gap(options, held):
    found = share_out(options, held=held)
    booked, covered = Counter(), Counter()
    for option in options:
        load = found.loads.get(option.key, 0)
        booked[option.candidate.id] += load
        covered[option.item.id] += load * option.item.quantity // option.item.weekly
    for option in options:
        mine = option.candidate
        spare = mine.free - held.get(mine.id, 0) - booked[mine.id]
        assert spare >= 0 or not booked[mine.id]
        if (
            covered[option.item.id] < option.item.quantity
            and found.loads.get(option.key) is None
        ):
            assert max(spare, 0) * option.item.quantity // option.item.weekly < 1
    assert share_out(options[::-1], held=held) == found
