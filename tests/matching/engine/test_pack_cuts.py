"""Rows that cut a relaxation exclude no pack; halves of patterns lead to the best one."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from matching.engine.assemble import Option
from matching.engine.pack_cuts import Conflicts, thinned
from matching.engine.pack_model import Pack
from matching.engine.pack_program import SCALE, of_patterns
from matching.engine.pack_tree import searched
from tests.evidence import seeds, sized

from .builders import make_candidate, make_item


def crowded(seed, *, budget=None):
    """Four items beside six candidates of four providers, who have little time."""
    chance = np.random.default_rng(seed)
    items = [
        make_item(i, quantity=int(q), weekly=int(chance.integers(1, q + 1)))
        for i, q in enumerate(chance.integers(1, 4, 4), 1)
    ]
    candidates = [
        make_candidate(
            c,
            provider=1 + c % 4,
            free=int(chance.integers(1, 3)),
            price=int(chance.integers(0, 9)),
        )
        for c in range(6)
    ]
    scores = chance.uniform(0.3, 0.9, (5, 6))
    options = [
        Option(i, c, float(scores[i.id, c.id])) for i in items for c in candidates
    ]
    usable = [o for o in options if o.limit > 0]
    return Pack(usable, budget, [frozenset({0, 1}), frozenset({2, 3})])


def every_pattern(pack):
    """All ways to do some of an item with one or two lines, that fit alone."""
    lines = [
        (i, n) for i in range(len(pack.options)) for n in range(1, pack.limits[i] + 1)
    ]
    pairs = [
        (one, two)
        for one, two in combinations(lines, 2)
        if one[0] != two[0] and pack.items[one[0]] == pack.items[two[0]]
    ]
    found = [(line,) for line in lines] + pairs
    return [picks for picks in found if pack.holds(units_of(pack, [picks]))]


def units_of(pack, patterns):
    units = [0] * len(pack.options)
    for i, n in (line for picks in patterns for line in picks):
        units[i] += n
    return units


@pytest.mark.parametrize("seed", range(2))
def test_two_patterns_conflict_where_no_pack_holds_both(seed):
    pack = crowded(seed)
    patterns = every_pattern(pack)[::5]

    rows = [Conflicts(pack, patterns).of(k) for k in range(len(patterns))]

    for one, two in combinations(range(len(patterns)), 2):
        both = units_of(pack, [patterns[one], patterns[two]])
        same = pack.items[patterns[one][0][0]] == pack.items[patterns[two][0][0]]
        assert rows[one][two] == rows[two][one] == (same or not pack.holds(both))


def best(program, columns):
    return -program.part(columns).solved(60.0).fun / SCALE


@pytest.mark.evidence
def test_what_is_left_holds_the_best_pack_under_a_tighter_bound():
    cut, thinner, cases = 0, 0, sized(2, 40)
    for seed in range(cases):
        pack = crowded(seed, budget=None if seed % 2 else 20)
        patterns = every_pattern(pack)
        program = of_patterns(pack, patterns).program(pack, [], exact=False)
        every = np.arange(len(program.tops))
        known = pack.value(pack.first_fit(np.argsort([-o.score for o in pack.options])))

        conflicts = Conflicts(pack, patterns)
        thin = thinned(program, conflicts, every[: len(patterns)], known, lambda: 60.0)

        switches = every[len(patterns) :]
        left = best(thin.program, np.concatenate((thin.kept, switches)))
        assert left == pytest.approx(best(program, every), abs=1e-6)
        assert left - 1e-6 <= thin.bound <= -program.relaxed(60.0).fun + 1e-6
        cut += len(thin.program.upper) > len(program.upper)
        thinner += len(thin.kept) < len(patterns)
    assert cut >= cases / 4
    assert thinner >= cases / 4


def halved(pack, seconds):
    """What the search of all patterns returns, and the packs that it told, by value."""
    patterns = every_pattern(pack)
    told = [0.0]

    def known(taken):
        units = units_of(pack, [patterns[k] for k in taken])
        told.append(max(told[-1], pack.value(units)))
        return pack.holds(units)

    program = of_patterns(pack, patterns).program(pack, [], exact=False)
    conflicts = Conflicts(pack, patterns)
    return searched(
        program, conflicts, known, lambda: told[-1], seconds, exact=False
    ), told


@seeds(3, 300)
def test_halves_lead_to_the_best_pack(seed):
    pack = crowded(seed, budget=None if seed % 2 else 20)
    program = of_patterns(pack, every_pattern(pack)).program(pack, [], exact=False)

    (bound, proven), told = halved(pack, lambda: 60.0)

    assert proven
    assert bound == told[-1]
    assert told[-1] == pytest.approx(best(program, np.arange(len(program.tops))))


def test_halves_that_were_not_looked_at_keep_their_bound():
    pack = crowded(2, budget=20)
    (best_value, _), _ = halved(pack, lambda: 60.0)
    left = [60.0] * 2

    (bound, proven), told = halved(pack, lambda: left.pop() if left else 0.0)

    assert not proven
    assert bound >= best_value >= told[-1]


def test_a_pack_that_counting_contradicts_proves_nothing():
    pack = crowded(1)
    patterns = every_pattern(pack)
    program = of_patterns(pack, patterns).program(pack, [], exact=False)

    _bound, proven = searched(
        program,
        Conflicts(pack, patterns),
        lambda _: False,
        lambda: 0.0,
        lambda: 60.0,
        exact=False,
    )

    assert not proven
