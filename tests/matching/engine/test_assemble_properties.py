"""What holds for every pack, whatever the options, budgets and groups are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matching.engine.assemble import Option, assemble_pack
from matching.engine.pack_model import Pack
from tests.evidence import sweep

from .builders import KINDS, make_candidate, make_item
from .oracle import is_feasible, worth

SCORES = st.sampled_from([-0.3, 0.0, 0.2, 0.5, 0.55, 0.9])


@st.composite
def needs(draw, own=False):
    """Options, budget and groups of up to 3 items and 6 candidates of 4 providers."""
    items = [
        make_item(
            i,
            quantity=draw(st.integers(1, 4)),
            weekly=draw(st.integers(0, 5)),
            budget=draw(st.none() | st.integers(-5, 60)),
        )
        for i in range(draw(st.integers(1, 3)))
    ]
    candidates = [
        make_candidate(
            c,
            provider=draw(st.integers(1, 4)),
            kind=draw(st.sampled_from(KINDS)),
            free=draw(st.integers(-1, 6)),
            price=draw(st.integers(0, 30)),
        )
        for c in range(1, draw(st.integers(1, 6)) + 1)
    ]
    options = [
        Option(i, c, draw(SCORES), own and c.provider == 1)
        for i in items
        for c in candidates
    ]
    ids = st.frozensets(st.integers(1, 7), max_size=3)
    bounds = {
        "budget": draw(st.none() | st.integers(-5, 90)),
        "at_most_one": tuple(draw(st.lists(ids, max_size=2))),
    }
    return options, bounds


def units_of(pack, options):
    return [pack.units.get(o.key, 0) for o in options]


def first_fit(options, bounds):
    """Each as far as it goes, the best first, checked by the oracle alone."""
    units = [0] * len(options)
    able = [i for i, option in enumerate(options) if option.limit > 0]
    for i in sorted(able, key=lambda i: (-options[i].score, i)):
        while is_feasible(options, tried := bump(units, i), **bounds):
            units = tried
    return units


def bump(units, i):
    return [n + (k == i) for k, n in enumerate(units)]


@sweep(3, 300)
@given(needs(own=True), st.sampled_from([0.0, 2.0]))
def test_a_pack_is_feasible_and_its_bound_no_lower(need, seconds):
    options, bounds = need

    pack = assemble_pack(options, time_limit=seconds, **bounds)

    assert is_feasible(options, units_of(pack, options), **bounds)
    assert all(n > 0 for n in pack.units.values())
    assert pack.bound >= pack.objective
    assert 0 <= pack.gap < float("inf")
    assert pack.objective == pytest.approx(worth(options, units_of(pack, options))[2])


@sweep(3, 300)
@given(needs())
def test_a_pack_is_never_worse_than_the_first_fit(need):
    options, bounds = need

    best = worth(options, units_of(assemble_pack(options, **bounds), options))

    simple = worth(options, first_fit(options, bounds))
    assert best[0] >= simple[0]
    assert best[0] > simple[0] or best[2] >= simple[2] - 1e-9


@sweep(3, 300)
@given(needs(own=True), st.randoms(use_true_random=False))
def test_the_order_of_options_and_groups_changes_nothing(need, random):
    options, bounds = need
    turned = {**bounds, "at_most_one": bounds["at_most_one"][::-1]}

    pack = assemble_pack(random.sample(options, len(options)), **turned)

    assert pack == assemble_pack(options, **bounds)


@sweep(3, 300)
@given(needs(), st.data())
def test_without_somebody_who_was_not_chosen_the_pack_is_the_same(need, data):
    options, bounds = need
    pack = assemble_pack(options, **bounds)
    chosen = {candidate for _, candidate in pack.units}
    others = sorted({o.candidate.id for o in options} - chosen)
    assume(others)
    away = data.draw(st.sampled_from(others))

    rest = [o for o in options if o.candidate.id != away]

    assert assemble_pack(rest, **bounds).units == pack.units


@pytest.mark.parametrize("score", [float("nan"), float("inf"), float("-inf")])
def test_a_score_that_is_no_number_is_named(score):
    option = Option(make_item(3), make_candidate(8), score)

    with pytest.raises(ValueError, match="item 3, candidate 8: the score is"):
        assemble_pack([option])


def test_an_option_given_twice_is_named():
    option = Option(make_item(3), make_candidate(8), 0.5)

    with pytest.raises(ValueError, match="item 3, candidate 8: given twice"):
        assemble_pack([option, option])


def test_a_candidate_with_two_descriptions_is_named():
    one = Option(make_item(3), make_candidate(8), 0.5)
    two = Option(make_item(4), replace(one.candidate, free=2), 0.5)

    with pytest.raises(ValueError, match="item 4, candidate 8: the candidate is"):
        assemble_pack([one, two])


@sweep(3, 300)
@given(needs())
def test_heavy_is_what_takes_more_than_half_of_a_week(need):
    options = [option for option in need[0] if option.limit > 0]
    assume(options)

    heavy = Pack(options, None, ()).heavy

    for option, least in zip(options, heavy.tolist(), strict=True):
        item, free = option.item, option.candidate.free
        for n in range(1, item.quantity + 1):
            assert (n >= least) == (2 * n * item.weekly > free * item.quantity)
