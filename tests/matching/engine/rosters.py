"""Slots and persons, small weeks with every gate in play, and all rosters by trying."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import numpy as np
from hypothesis import strategies as st

from matching.engine.persons import FIT_WEIGHTS, Crowd, is_minor
from matching.engine.places import clash
from matching.engine.types import PersonView, SlotView

from .builders import COMMUNITY, HOUR, STREET

NINE, TEN, TWELVE = 9 * HOUR, 10 * HOUR, 12 * HOUR
DAY = 24 * HOUR


def make_slot(id=1, **fields):
    return SlotView(
        **{"id": id, "session": id, "start": NINE, "end": TEN, "community": COMMUNITY}
        | fields
    )


def make_person(id=1, **fields):
    return PersonView(**{"id": id, "home": COMMUNITY} | fields)


def seats(roster):
    return sorted((offer.slot, offer.person) for offer in roster.offers)


SKILLS = ("cook", "first_aid")


@st.composite
def weeks(draw):
    """Up to three slots and five persons, every gate in play."""
    gates = st.sets(st.sampled_from(("P2", "MIN")), max_size=1)
    slots = [
        make_slot(
            n,
            session=draw(st.integers(1, 2)),
            start=(start := draw(st.sampled_from((0, 1, 2))) * HOUR),
            end=start + draw(st.integers(1, 2)) * HOUR,
            number=draw(st.integers(0, 3)),
            skill=draw(st.sampled_from(("", *SKILLS))),
            gates=frozenset(draw(gates)),
        )
        for n in range(1, draw(st.integers(1, 3)) + 1)
    ]
    persons = [
        make_person(
            n,
            skills=frozenset(draw(st.sets(st.sampled_from(SKILLS)))),
            home=draw(st.sampled_from((COMMUNITY, STREET, ""))),
            clearances=frozenset(draw(st.sets(st.just("MIN")))),
            offers=draw(st.integers(0, 2)),
            asked=draw(st.sampled_from((None, 5, 40))),
            minor=draw(st.booleans()),
        )
        for n in range(1, draw(st.integers(1, 5)) + 1)
    ]
    return slots, persons


def holds(slots, persons, chosen):
    """Whether (slot, person) pairs keep every rule, counted one by one."""
    by_id = {slot.id: slot for slot in slots}
    people = {person.id: person for person in persons}
    per_slot = Counter(slot for slot, _ in chosen)
    per_person = Counter(person for _, person in chosen)
    if any(per_slot[slot.id] > slot.number for slot in slots):
        return False
    if any(n + people[p].offers > 2 for p, n in per_person.items()):
        return False
    for (a, p), (b, q) in combinations(chosen, 2):
        if p == q and clash(by_id[a], by_id[b]):
            return False
    for session in {slot.session for slot in slots}:
        inside = [slot for slot in slots if slot.session == session]
        gates = frozenset().union(*(slot.gates for slot in inside))
        here = [(by_id[s], people[p]) for s, p in chosen if by_id[s].session == session]
        minors = [p for _, p in here if is_minor(p)]
        if "P2" in gates and len(here) == 1:
            return False
        if minors and (gates & {"P2", "MIN"} or len(here) - len(minors) < 2):
            return False
        for slot, person in here:
            if slot.skill and slot.skill not in person.skills:
                return False
            if "MIN" in gates and "MIN" not in person.clearances:
                return False
    return True


def fit_of(slots, persons, chosen):
    crowd = Crowd(persons)
    rows = {person.id: row for row, person in enumerate(crowd.persons)}
    by_id = {slot.id: slot for slot in slots}
    return sum(
        float(crowd.contributions(by_id[s], np.array([rows[p]]), FIT_WEIGHTS).sum())
        for s, p in chosen
    )


def best_by_trying(slots, persons):
    """(places, fit) of the best of all rosters: each person nothing, one or two slots."""
    choices = [
        [c for n in range(3 - p.offers) for c in combinations([s.id for s in slots], n)]
        for p in persons
    ]
    best = (0, 0.0)
    for picked in product(*choices):
        chosen = [
            (s, p.id) for p, own in zip(persons, picked, strict=True) for s in own
        ]
        if len(chosen) >= best[0] and holds(slots, persons, chosen):
            best = max(best, (len(chosen), fit_of(slots, persons, chosen)))
    return best
