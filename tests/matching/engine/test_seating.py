"""Whatever the week: every gate kept, and nothing better among all rosters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.roster import cover, fill
from tests.evidence import sweep

from .builders import COMMUNITY, HOUR, STREET
from .rosters import best_by_trying, holds, make_person, make_slot, seats, weeks


@sweep(3, 200)
@given(weeks())
def test_every_gate_is_kept_and_nothing_is_better(week):
    slots, persons = week

    roster = fill(slots, persons)

    assert holds(slots, persons, seats(roster))
    assert roster.proven
    places, fit = best_by_trying(slots, persons) if len(persons) < 5 else (0, 0.0)
    if places:
        assert len(roster.offers) == places
        assert roster.fit == pytest.approx(fit, abs=1e-6)


@sweep(3, 200)
@given(weeks(), st.randoms(use_true_random=False))
def test_permuting_changes_nothing_and_everybody_is_accounted_for(week, random):
    slots, persons = week
    roster = fill(slots, persons)
    mixed = random.sample(slots, len(slots)), random.sample(persons, len(persons))

    assert fill(*mixed) == roster
    for gap in roster.unfilled:
        coming = sum(offer.slot == gap.slot for offer in roster.offers)
        assert coming + sum(n for _, n in gap.rules) == len(persons)


@sweep(3, 200)
@given(weeks())
def test_the_waiting_could_come_in_alone(week):
    slots, persons = week
    roster = fill(slots, persons)

    for offer in roster.waiting:
        [slot] = [s for s in slots if s.id == offer.slot]
        roomy = [replace(s, number=9) if s is slot else s for s in slots]
        beside = [*seats(roster), (offer.slot, offer.person)]
        if any(s == offer.slot for s, _ in seats(roster)):
            assert holds(roomy, persons, beside)


@sweep(3, 200)
@given(weeks())
def test_whoever_covers_keeps_every_gate(week):
    slots, persons = week
    roster = fill(slots, persons)

    for gone in roster.offers:
        stay = [pair for pair in seats(roster) if pair != (gone.slot, gone.person)]
        for offer in cover(gone.slot, roster, persons, gone=gone.person):
            assert offer.person != gone.person
            assert holds(slots, persons, [*stay, (offer.slot, offer.person)])


def test_stopped_at_once_it_still_keeps_every_gate():
    rng = np.random.default_rng(3)
    slots = [
        make_slot(n, start=n * HOUR, end=n * HOUR + 90, number=2) for n in range(1, 9)
    ]
    persons = [
        make_person(n, home=(COMMUNITY, STREET)[int(rng.integers(2))])
        for n in range(1, 12)
    ]

    roster = fill(slots, persons, time_limit=1e-9)

    assert holds(slots, persons, seats(roster))
    assert roster.bound >= roster.fit
