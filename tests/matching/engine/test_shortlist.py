"""A pack out of a shortlist beside the pack out of everybody."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import propose
from matching.engine.index import CapabilityIndex
from matching.engine.shortlist import completed, shortlist
from tests.evidence import sweep

from . import worlds
from .builders import TODAY, make_candidate, make_item, make_need

TAKEN = {1: 1, 5: 2, 9: 4}


def world(seed):
    rng = np.random.default_rng(seed)
    views = worlds.capabilities(rng, most=60)
    items = tuple(
        replace(worlds.item(rng, kind), id=number)
        for number, kind in enumerate(("A1", "A1", "A2"), 1)
    )
    return views, replace(worlds.need(rng, items[0]), items=items)


def left(view):
    return replace(view, free=max(view.free - TAKEN.get(view.id, 0), 0))


def short(views, need, k):
    index = CapabilityIndex.build(views)
    ids, beyond = shortlist(index, need, k, today=TODAY, taken=TAKEN)
    near = [left(view) for view in views if view.id in ids]
    proposal = propose(need, near, today=TODAY)
    return completed(proposal, need, near, beyond), near


@sweep(2, 200)
@given(st.integers(0, 2**32 - 1))
def test_covers_as_much_and_counts_the_same_gaps(seed):
    views, need = world(seed)

    found, _near = short(views, need, 1)
    whole = propose(need, [left(view) for view in views], today=TODAY)

    assert found.uncovered == whole.uncovered


def test_the_cheap_stand_on_the_shortlist_of_a_small_budget():
    """The best five eat the budget up; the two nobody would rank high cover more."""
    money = frozenset({"a"})
    dear = [make_candidate(id, price=90, funding=money, grade=5) for id in range(1, 6)]
    cheap = [make_candidate(id, price=40, funding=money, grade=1) for id in (8, 9)]
    item = make_item(quantity=2, budget=100, funding=money)

    found, near = short([*dear, *cheap], make_need(item), 1)

    assert {line.candidate for line in found.lines} <= {8, 9}
    assert found.uncovered == ()
    assert {8, 9} <= {view.id for view in near}


def test_who_is_looked_at_in_any_case():
    views = [make_candidate(id) for id in range(1, 30)]
    index = CapabilityIndex.build(views)
    need = make_need(make_item(quantity=1))

    ids, beyond = shortlist(index, need, 2, today=TODAY, taken={}, always=[27])

    assert ids == {1, 2, 3, 27}
    assert beyond[1].blocked == ()
    assert len(beyond[1].prices) == 25
