"""Rows that cut a relaxation: they exclude no pack, and leave every better one."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from matching.engine.assemble import Option
from matching.engine.pack_cuts import Conflicts, thinned
from matching.engine.pack_model import Pack
from matching.engine.pack_program import SCALE, of_patterns
from tests.evidence import sized

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
