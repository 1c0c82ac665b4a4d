"""A week's sessions of a district to its persons, beside the rule "nearest free"."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.table import Row
from matching.engine.persons import FIT_WEIGHTS, Crowd
from matching.engine.places import clash
from matching.engine.roster import Roster, fill
from matching.engine.types import PersonView, SlotView

TITLE = "Roster: slots to persons"
SEEDS = (11, 12, 13)
STREETS, COMMUNITIES = 18, 222
DAY = 24 * 60
SKILLS = ("visit", "escort", "meals", "first_aid", "reading", "legal", "sign", "repair")
SHARES = (0.5, 0.35, 0.3, 0.2, 0.2, 0.05, 0.02, 0.1)
HOURS = ((9, 12), (14, 17), (18, 21))


def community(number: int) -> str:
    """Twelve digits; twelve or thirteen communities a street."""
    return f"440104{number % STREETS + 1:03d}{number // STREETS + 1:03d}"


def a_person(rng: np.random.Generator, id: int) -> PersonView:
    """Two in five are in-service members: free in the evening and at weekends, and on
    their unit's day. The others are volunteers with mornings or afternoons."""
    member = rng.random() < 0.4
    unit_day = int(rng.integers(1, 6))
    windows = set()
    for _ in range(int(rng.integers(1, 5))):
        day = int(rng.integers(5, 7)) if member and rng.random() < 0.5 else None
        day = int(rng.integers(0, 7)) if day is None else day
        part = 2 if member and day < 5 else int(rng.integers(0, 3))
        windows.add((day * DAY + HOURS[part][0] * 60, day * DAY + HOURS[part][1] * 60))
    if member:
        start = (unit_day - 1) * DAY
        windows |= {(start + 9 * 60, start + 12 * 60), (start + 14 * 60, start + 1020)}
    return PersonView(
        id=id,
        skills=frozenset(
            s for s, p in zip(SKILLS, SHARES, strict=True) if rng.random() < p
        ),
        windows=tuple(sorted(windows)),
        home=community(int(rng.integers(COMMUNITIES))),
        unit_days=frozenset({unit_day}) if member else frozenset(),
        languages=frozenset(
            s for s, p in (("zh", 0.95), ("yue", 0.7), ("en", 0.1)) if rng.random() < p
        ),
        clearances=frozenset({"MIN"}) if rng.random() < 0.15 else frozenset(),
        teams=frozenset({int(rng.integers(1, 60))}) if not member else frozenset(),
        offers=int(rng.choice(3, p=(0.6, 0.25, 0.15))),
        asked=int(rng.integers(0, 120)) if rng.random() < 0.6 else None,
        load=float(rng.choice((0, 2, 4, 8, 16), p=(0.5, 0.2, 0.15, 0.1, 0.05))),
        age=int(rng.integers(14, 80)),
    )


def some_slots(rng: np.random.Generator, number: int) -> list[SlotView]:
    """Two slots a session: who leads it, and who helps."""
    slots = []
    for session in range(number // 2):
        day = int(rng.integers(0, 7))
        first, last = HOURS[int(rng.integers(3))]
        start = day * DAY + int(rng.integers(first * 60, last * 60 - 119))
        gate = rng.choice(("", "P2", "MIN"), p=(0.45, 0.4, 0.15))
        shared = {
            "session": session,
            "start": start,
            "end": start + 120,
            "community": community(int(rng.integers(COMMUNITIES))),
            "gates": frozenset({str(gate)} - {""}),
            "languages": frozenset({"yue"}) if rng.random() < 0.5 else frozenset(),
            "provider": int(rng.integers(1, 60)),
        }
        skill, role = rng.choice(SKILLS, 2, replace=False)
        slots.append(
            SlotView(id=2 * session, skill=str(skill), role=str(role), **shared)
        )
        more = int(rng.integers(1, 4))
        slots.append(
            SlotView(id=2 * session + 1, number=more, role=str(skill), **shared)
        )
    return slots


def nearest_free(
    slots: Sequence[SlotView], persons: Sequence[PersonView]
) -> tuple[int, float]:
    """Places and fit of the rule: in the order of time each place to the nearest free
    person whom no rule blocks, of equals the smaller id; the same gates."""
    crowd = Crowd(persons)
    busy: dict[int, list[SlotView]] = defaultdict(list)
    places, fit = 0, 0.0
    sessions: dict[int, list[SlotView]] = defaultdict(list)
    for slot in sorted(slots, key=lambda slot: (slot.start, slot.id)):
        sessions[slot.session].append(slot)
    for members in sessions.values():
        coming = [(slot, row) for slot in members for row in _called(crowd, slot, busy)]
        adults = sum(not crowd.minor[row] for _, row in coming)
        if adults < 2:  # a pair for a home, and no minor beside one adult alone
            coming = [] if "P2" in members[0].gates else _adults(crowd, coming)
        kept = {row for _, row in coming}
        for row in {row for row in busy if row not in kept}:
            busy[row] = [slot for slot in busy[row] if slot not in members]
        places += len(coming)
        fit += sum(_fit(crowd, slot, row) for slot, row in coming)
    return places, fit


def _called(
    crowd: Crowd, slot: SlotView, busy: dict[int, list[SlotView]]
) -> Iterator[int]:
    near = crowd.nearness_to(slot.community)
    rows = np.flatnonzero(crowd.rules(slot) < 0)
    left = slot.number
    for row in rows[np.lexsort((rows, -near[rows]))].tolist():
        taken = busy[row]
        if (
            left
            and len(taken) < crowd.left[row]
            and not any(clash(slot, t) for t in taken)
        ):
            taken.append(slot)
            left -= 1
            yield row


def _adults(
    crowd: Crowd, coming: Sequence[tuple[SlotView, int]]
) -> list[tuple[SlotView, int]]:
    return [(slot, row) for slot, row in coming if not crowd.minor[row]]


def _fit(crowd: Crowd, slot: SlotView, row: int) -> float:
    return float(crowd.contributions(slot, np.array([row]), FIT_WEIGHTS).sum())


def faults(roster: Roster, persons: Sequence[PersonView]) -> int:
    """Gates that are not kept, counted one by one from the views alone."""
    people = {person.id: person for person in persons}
    slots = {slot.id: slot for slot in roster.slots}
    mine: dict[int, list[SlotView]] = defaultdict(list)
    found = 0
    for offer in roster.offers:
        slot, person = slots[offer.slot], people[offer.person]
        day = slot.start // DAY * DAY
        free = any(a <= slot.start and slot.end <= b for a, b in person.windows)
        found += bool(slot.skill) and slot.skill not in person.skills
        found += not free or slot.end > day + DAY
        found += "MIN" in slot.gates and "MIN" not in person.clearances
        found += bool(slot.gates) and (person.age or 0) < 18
        found += any(clash(slot, other) for other in mine[person.id])
        mine[person.id].append(slot)
    found += sum(len(s) + people[p].offers > 2 for p, s in mine.items())
    return found + _lonely(roster, people)


def _lonely(roster: Roster, people: dict[int, PersonView]) -> int:
    sessions: dict[int, list[PersonView]] = defaultdict(list)
    for offer in roster.offers:
        slot = next(s for s in roster.slots if s.id == offer.slot)
        sessions[slot.session].append(people[offer.person])
    gates = {slot.session: slot.gates for slot in roster.slots}
    found = 0
    for session, coming in sessions.items():
        adults = sum((person.age or 0) >= 18 for person in coming)
        found += "P2" in gates[session] and len(coming) < 2
        found += adults < len(coming) and adults < 2
    return found


def rows(quick: bool) -> Iterator[Row | str]:
    number, wanted = (20_000, 300) if not quick else (4_000, 100)
    for seed in SEEDS[: 1 if quick else None]:
        rng = np.random.default_rng(seed)
        persons = [a_person(rng, n) for n in range(1, number + 1)]
        slots = some_slots(rng, wanted)
        size = f"{number:,} persons, {wanted} slots, seed {seed}"
        begun = time.perf_counter()
        roster = fill(slots, persons, time_limit=10.0)  # other work must not decide
        seconds = time.perf_counter() - begun
        places, fit = nearest_free(slots, persons)
        ours = len(roster.offers)
        peer = "nearest free"
        yield Row("places filled", size, ours, "", peer, places)
        mean, other = roster.fit / ours, fit / places
        better = mean / other >= 1.1 and ours >= places
        reach = ">= 1.10 at no fewer places"
        yield Row("fit a place", size, mean, "", peer, other, reach, better)
        broken = faults(roster, persons)
        yield Row("gates broken", size, broken, to_reach="0", reached=not broken)
        held = Counter(offer.person for offer in roster.offers)
        month = {person.id: person.offers + held[person.id] for person in persons}
        most = max(month.values())
        yield Row("most offers a month", size, most, to_reach="<= 2", reached=most <= 2)
        proof = "yes" if roster.proven else f"bound {roster.bound:.3f}"
        yield Row("proven best", size, proof)
        yield Row("arrays, gates, solver, reasons", size, seconds, "s")
    yield (
        "Persons and slots are simulated: 222 communities in 18 streets, two in five "
        "in-service members, eight skills of unequal rarity, two in five sessions home "
        "visits. Both keep the same gates."
    )
