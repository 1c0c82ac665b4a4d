"""The pack: exact beside brute force, and never more than there is."""

from __future__ import annotations

import numpy as np
import pytest

from matching.engine.assemble import Option, assemble_pack, room
from matching.engine.pack_model import alone
from tests.evidence import seeds, sized

from .builders import KINDS, make_candidate, make_item, make_option, random_options
from .oracle import best_by_trying, is_feasible, random_bounds, worth


@seeds(6, 600)
def test_is_as_good_as_trying_every_pack(seed):
    options = random_options(seed)
    bounds = random_bounds(seed) if seed % 2 else {}

    pack = assemble_pack(options, **bounds)

    # Whom no budget or week allows competes with nobody.
    options = [o for o in options if alone(o, bounds.get("budget")) > 0]
    units = [pack.units.get(o.key, 0) for o in options]
    covered, avoided, value = best_by_trying(options, **bounds)
    assert pack.proven
    assert is_feasible(options, units, **bounds)
    assert worth(options, units)[:2] == (covered, avoided)
    assert pack.objective == pytest.approx(value, abs=1e-6)
    assert pack.objective == pytest.approx(worth(options, units)[2])
    assert (pack.bound, pack.gap) == (pack.objective, 0.0)


def big_case(seed, items=4, per_item=12):
    rng = np.random.default_rng(seed)
    views = [
        make_item(
            i,
            quantity=int(rng.integers(5, 60)),
            weekly=int(rng.integers(1, 9)),
            budget=int(rng.integers(200, 5000)) if i % 2 else None,
        )
        for i in range(items)
    ]
    candidates = [
        make_candidate(
            c,
            provider=c // 3,
            kind=KINDS[c % 4],
            free=int(rng.integers(1, 6)),
            price=int(rng.integers(0, 200)),
        )
        for c in range(per_item)
    ]
    return [
        Option(i, c, float(rng.random()), c.provider == 1)
        for i in views
        for c in candidates
    ]


@seeds(1, 60)
def test_capacity_and_budget_are_never_exceeded(seed):
    options = big_case(seed)

    pack = assemble_pack(options, time_limit=0.05)

    assert is_feasible(options, [pack.units.get(o.key, 0) for o in options])
    assert pack.units


@seeds(1, 60)
def test_permuting_options_changes_nothing(seed):
    options = big_case(seed, items=sized(2, 3), per_item=sized(3, 6))
    order = np.random.default_rng(seed).permutation(len(options))

    turned = [options[i] for i in order]

    found, other = (assemble_pack(each, time_limit=60) for each in (options, turned))

    assert found.proven
    assert found == other


def test_no_options_is_an_empty_proven_pack():
    pack = assemble_pack([])

    assert (pack.units, pack.objective, pack.gap, pack.proven) == ({}, 0.0, 0.0, True)


def test_options_without_room_are_left_out():
    option = make_option(make_item(), make_candidate(free=0), 1.0)

    assert assemble_pack([option]).units == {}


def test_stopping_at_once_still_gives_a_feasible_pack_with_its_gap():
    options = big_case(0)

    pack = assemble_pack(options, time_limit=0.0)

    assert is_feasible(options, [pack.units.get(o.key, 0) for o in options])
    assert pack.units
    assert not pack.proven
    assert pack.bound > pack.objective
    assert 0 < pack.gap < float("inf")


def test_covers_even_with_somebody_who_scores_below_zero():
    option = make_option(make_item(quantity=3), make_candidate(), -0.5)

    assert assemble_pack([option]).units == {(1, 1): 3}


def test_the_better_candidate_does_it():
    options = [make_option(make_item(), make_candidate(c), c / 10) for c in (1, 2, 3)]

    assert assemble_pack(options).units == {(1, 3): 4}


def test_equal_candidates_are_told_apart_by_id():
    options = [make_option(make_item(), make_candidate(c), 0.5) for c in (3, 2, 9)]

    assert assemble_pack(options).units == {(1, 2): 4}


def test_covering_comes_before_quality():
    item = make_item(quantity=4, weekly=4)
    good = make_option(item, make_candidate(1, free=2), 1.0)
    poor = make_option(item, make_candidate(2, free=2), 0.0)

    assert assemble_pack([good, poor]).units == {(1, 1): 2, (1, 2): 2}


def test_one_hand_beats_two_that_are_hardly_better():
    item = make_item(quantity=4, weekly=4)
    split = make_option(item, make_candidate(1, free=2), 0.55)
    whole = make_option(item, make_candidate(2, free=4), 0.5)

    assert assemble_pack([split, whole]).units == {(1, 2): 4}


def test_a_familiar_face_for_half_a_series_does_not_split_it():
    """Continuity is worth .15, so .075 for half; the other hand must cost more, even
    where both already do something else."""
    first, second, series = (
        make_item(1, service_type="A2"),
        make_item(2, service_type="A2"),
        make_item(3, quantity=8, weekly=8),
    )
    known, other = (
        make_candidate(1, provider=5, free=4),
        make_candidate(2, provider=6, free=8),
    )
    theirs = [
        make_option(first, make_candidate(3, provider=5, service_type="A2"), 0.9),
        make_option(second, make_candidate(4, provider=6, service_type="A2"), 0.9),
    ]
    both = [make_option(series, known, 0.65), make_option(series, other, 0.5)]

    assert assemble_pack([*theirs, *both]).units[3, 2] == 8


def test_the_budget_of_the_need_holds_for_all_items_together():
    first, second = make_item(1, budget=20), make_item(2)
    dear = make_option(first, make_candidate(1, price=5), 0.9)
    also = make_option(second, make_candidate(2, price=5), 0.9)
    free = make_option(second, make_candidate(3), 0.1)

    pack = assemble_pack([dear, also, free], budget=20)

    assert pack.units == {(1, 1): 4, (2, 3): 4}


def test_of_a_group_one_comes_even_if_two_would_cover_more():
    item = make_item(quantity=4, weekly=4)
    pair = [make_option(item, make_candidate(c, free=2), 0.5) for c in (1, 2)]
    third = make_option(item, make_candidate(3, free=1), 0.4)

    pack = assemble_pack([*pair, third], at_most_one=[frozenset({1, 2})])

    assert pack.units == {(1, 1): 2, (1, 3): 1}


def test_room_knows_the_budget_of_the_need_and_groups():
    item, other = make_item(1), make_item(2)
    option = make_option(item, make_candidate(1, price=3), 0.5)
    taken = [(make_option(other, make_candidate(2, price=2), 0.5), 2)]

    assert room(option, taken, budget=13) == (20, 3)
    assert room(option, taken, at_most_one=[frozenset({1, 2})]) == (0, 4)


def test_one_provider_for_two_items_beats_two_that_are_hardly_better():
    first, second = make_item(1), make_item(2, service_type="A2")
    both = [
        make_option(first, make_candidate(1, provider=5), 0.5),
        make_option(second, make_candidate(2, provider=5, service_type="A2"), 0.5),
    ]
    other = make_option(second, make_candidate(3, provider=6, service_type="A2"), 0.54)

    assert assemble_pack([*both, other]).units == {(1, 1): 4, (2, 2): 4}


def test_a_second_kind_tips_a_near_tie():
    first, second = make_item(1), make_item(2, service_type="A2")
    here = make_option(first, make_candidate(1, kind="volunteer_team"), 0.5)
    same = make_option(second, make_candidate(2, kind="volunteer_team"), 0.51)
    mixed = make_option(second, make_candidate(3, kind="public_unit"), 0.50)

    assert assemble_pack([here, same, mixed]).units == {(1, 1): 4, (2, 3): 4}


def test_items_share_the_week_of_one_capability():
    first, second = (
        make_item(1, quantity=4, weekly=2),
        make_item(2, quantity=3, weekly=3),
    )
    candidate = make_candidate(1, free=4)

    pack = assemble_pack([make_option(i, candidate, 0.5) for i in (first, second)])

    assert pack.units == {(1, 1): 4, (2, 1): 2}


def test_the_budget_holds_for_the_whole_item():
    item = make_item(quantity=4, budget=10)
    dear = make_option(item, make_candidate(1, price=5), 0.9)
    cheap = make_option(item, make_candidate(2, price=2), 0.1)

    assert assemble_pack([dear, cheap]).units == {(1, 2): 4}


OWN = {"own_agency": True}


def test_own_agency_is_not_chosen_beside_an_equal():
    own = Option(make_item(), make_candidate(1), 0.5, **OWN)
    equal = make_option(make_item(), make_candidate(2), 0.5)

    assert assemble_pack([own, equal]).units == {(1, 2): 4}


def test_own_agency_saves_no_hand_over_beside_an_equal():
    """It already does another item, so an equal costs one provider more: no matter."""
    first, second = make_item(1), make_item(2, service_type="A2")
    options = [
        Option(first, make_candidate(1, provider=5), 0.9, **OWN),
        Option(second, make_candidate(2, provider=5), 0.5, **OWN),
        make_option(second, make_candidate(3, provider=6), 0.5),
    ]

    assert assemble_pack(options).units == {(1, 1): 4, (2, 3): 4}


def test_own_agency_may_be_chosen_when_it_is_better():
    own = Option(make_item(), make_candidate(2), 0.9, **OWN)
    worse = make_option(make_item(), make_candidate(1), 0.5)

    assert assemble_pack([own, worse]).units == {(1, 2): 4}


def test_own_agency_gets_only_what_nobody_else_can_cover():
    item = make_item(quantity=4, weekly=4)
    own = Option(item, make_candidate(1), 0.5, **OWN)
    equal = make_option(item, make_candidate(2, free=3), 0.5)

    assert assemble_pack([own, equal]).units == {(1, 1): 1, (1, 2): 3}


def test_large_prices_and_quantities_stay_exact():
    item = make_item(quantity=997, weekly=991, budget=997 * 1_000_003 - 1)
    dear = make_option(item, make_candidate(1, free=991, price=1_000_003), 0.9)

    assert assemble_pack([dear]).units == {(1, 1): 996}


def test_room_is_what_week_and_budget_hold_beside_the_rest():
    item, other = make_item(1, quantity=4, weekly=2, budget=20), make_item(2, weekly=4)
    option = make_option(item, make_candidate(1, free=5, price=3), 0.5)
    busy = make_option(other, option.candidate, 0.5)
    rival = make_option(item, make_candidate(2, price=5), 0.5)

    assert room(option, []) == (10, 6)
    assert room(option, [(busy, 4), (rival, 1)]) == (2, 5)
    assert room(option, [(busy, 9), (rival, 9)]) == (0, 0)
