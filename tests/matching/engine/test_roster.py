"""A week's sessions and its persons: every gate kept, most places, then the best fit."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.persons import FIT_WEIGHTS, Crowd, is_minor
from matching.engine.places import clash
from matching.engine.roster import cover, fill
from matching.engine.types import FitCode, PersonRule, PersonView, SlotView

from .builders import COMMUNITY, DISTRICT, HOUR, MONDAY_MORNING, STREET

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


# --- gates --------------------------------------------------------------------------------

BLOCKED = [
    (PersonRule.SKILL, {"skill": "first_aid"}, {"skills": frozenset({"cook"})}),
    (PersonRule.WINDOW, {}, {"windows": ((NINE + 1, TWELVE),)}),
    (PersonRule.CLEARANCE, {"gates": frozenset({"MIN"})}, {}),
    (PersonRule.CLEARANCE, {"gates": frozenset({"LIC"})}, {}),
    (
        PersonRule.MINOR,
        {"gates": frozenset({"MIN"})},
        {"age": 17, "clearances": frozenset({"MIN"})},
    ),
    (PersonRule.OFFERS, {}, {"offers": 2}),
]


@pytest.mark.parametrize(("rule", "slot", "person"), BLOCKED)
def test_one_rule_blocks_and_is_counted(rule, slot, person):
    roster = fill([make_slot(**slot)], [make_person(**person)])

    assert (roster.offers, roster.waiting) == ((), ())
    assert [(gap.places, gap.rules) for gap in roster.unfilled] == [(1, ((rule, 1),))]


def test_a_window_that_reaches_over_sunday_night():
    late = make_slot(start=7 * DAY - HOUR, end=7 * DAY + HOUR)
    both = ((6 * DAY, 7 * DAY), (0, 2 * HOUR))

    roster = fill(
        [late], [make_person(1, windows=both[:1]), make_person(2, windows=both)]
    )

    assert seats(roster) == [(1, 2)]


def test_nobody_is_in_two_places():
    slots = [make_slot(1), make_slot(2, start=NINE + 30, end=TWELVE)]

    roster = fill(slots, [make_person()])

    assert len(roster.offers) == 1
    assert [gap.rules for gap in roster.unfilled] == [((PersonRule.TAKEN, 1),)]


def test_two_offers_a_month_at_most():
    slots = [make_slot(n, start=n * DAY, end=n * DAY + HOUR) for n in range(1, 6)]

    roster = fill(slots, [make_person(1), make_person(2, offers=1)])

    assert Counter(offer.person for offer in roster.offers) == {1: 2, 2: 1}


def test_a_home_visit_has_two_persons_or_none():
    visit = make_slot(number=2, gates=frozenset({"P2"}))

    alone = fill([visit], [make_person(1)])
    both = fill([visit], [make_person(1), make_person(2)])

    assert alone.offers == ()
    assert alone.unfilled[0].rules == ((PersonRule.ALONE, 1),)
    assert seats(both) == [(1, 1), (1, 2)]


def test_no_minor_in_a_session_of_which_one_place_is_a_home_visit():
    visit = make_slot(1, gates=frozenset({"P2"}))
    beside = make_slot(2, session=1)

    roster = fill([visit, beside], [make_person(1), make_person(2, minor=True)])

    assert roster.offers == ()


@pytest.mark.parametrize(("adults", "together"), [(0, 0), (1, 1), (2, 3)])
def test_a_minor_only_beside_two_adults(adults, together):
    persons = [make_person(n) for n in range(adults)] + [make_person(9, age=16)]

    roster = fill([make_slot(number=4)], persons)

    assert len(roster.offers) == together


# --- fit ----------------------------------------------------------------------------------


def test_reasons_sum_to_the_fit():
    slot = make_slot(
        role="escort", languages=frozenset({"yue", "en"}), provider=5, number=2
    )
    best = make_person(
        1,
        skills=frozenset({"escort"}),
        unit_days=frozenset({1}),
        languages=frozenset({"yue"}),
        teams=frozenset({5}),
        asked=30,
        load=8.0,
    )

    [offer, plain] = fill([slot], [best, make_person(2, home=STREET)]).offers

    assert [(r.code, round(r.contribution, 3), r.facts) for r in offer.reasons] == [
        (FitCode.HOME, 0.25, {"level": "community"}),
        (FitCode.ROLE, 0.2, {"role": "escort"}),
        (FitCode.UNIT_DAY, 0.15, {"day": 1}),
        (FitCode.RESTED, 0.075, {"days": 30}),
        (FitCode.LANGUAGE, 0.05, {"languages": "yue"}),
        (FitCode.LOAD, 0.05, {"hours": 8.0}),
        (FitCode.TEAM, 0.05, {"provider": 5}),
    ]
    for each in (offer, plain):
        total = sum(reason.contribution for reason in each.reasons)
        assert each.fit == pytest.approx(total, rel=0, abs=1e-12)


def test_without_what_a_reason_names_the_fit_is_lower_by_what_it_says():
    slot = make_slot(role="escort")
    person = make_person(skills=frozenset({"escort"}))
    [offer] = fill([slot], [person]).offers
    [less] = fill([slot], [replace(person, skills=frozenset())]).offers

    said = {reason.code: reason.contribution for reason in offer.reasons}[FitCode.ROLE]

    assert offer.fit - less.fit == pytest.approx(said, rel=0, abs=1e-12)


def test_places_come_before_fit():
    """The better one is needed where only it can go."""
    easy = make_slot(1)
    hard = make_slot(2, skill="first_aid", community=DISTRICT + "999999")
    able = make_person(1, skills=frozenset({"first_aid"}))

    roster = fill([easy, hard], [able, make_person(2, home=DISTRICT)])

    assert seats(roster) == [(1, 2), (2, 1)]


@pytest.mark.parametrize(
    "wrong", [{FitCode.HOME: -1.0}, {FitCode.HOME: float("nan")}, {"charm": 1.0}]
)
def test_wrong_weights_are_refused(wrong):
    with pytest.raises(ValueError, match="weight"):
        fill([make_slot()], [make_person()], weights=wrong)


def test_a_slot_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="ends before"):
        fill([make_slot(end=NINE)], [make_person()])


def test_nobody_and_nothing():
    assert fill([], [make_person()]).offers == ()
    assert fill([make_slot()], []).unfilled[0].rules == ()


# --- waiting, and dropping out ------------------------------------------------------------


def test_the_next_best_wait():
    homes = [COMMUNITY, STREET, STREET, DISTRICT, ""]
    persons = [make_person(n, home=home) for n, home in enumerate(homes, 1)]

    roster = fill([make_slot()], persons)

    assert seats(roster) == [(1, 1)]
    assert [offer.person for offer in roster.waiting] == [2, 3, 4]


def test_cover_asks_the_idle_first_then_the_least_recently_asked():
    slots = [make_slot(1), make_slot(2, start=DAY + NINE, end=DAY + TEN)]
    tuesday = ((DAY, 2 * DAY),)
    persons = [
        make_person(1, windows=MONDAY_MORNING, skills=frozenset({"escort"})),
        make_person(2, home="", asked=40),
        make_person(3, home="", asked=50),
        make_person(4, home="", asked=None),
        make_person(5, asked=90, windows=MONDAY_MORNING + tuesday),
        make_person(6, offers=2),
    ]
    roster = fill([replace(slots[0], role="escort"), slots[1]], persons)
    assert seats(roster) == [(1, 1), (2, 5)]

    found = cover(1, roster, persons, gone=1)

    assert [offer.person for offer in found] == [4, 3, 2, 5]
    assert all(offer.reasons for offer in found[:1])


def test_cover_keeps_the_gates():
    slot = make_slot(number=2, skill="cook")
    cook = frozenset({"cook"})
    persons = [
        make_person(1, skills=cook),
        make_person(2, skills=cook),
        make_person(3, skills=cook, minor=True, home=""),
        make_person(4),
    ]
    roster = fill([slot], persons)

    assert cover(1, roster, persons, gone=2) == ()


# --- whatever the case --------------------------------------------------------------------

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


@settings(max_examples=12, deadline=None, derandomize=True)
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


@settings(max_examples=12, deadline=None, derandomize=True)
@given(weeks(), st.randoms(use_true_random=False))
def test_permuting_changes_nothing_and_everybody_is_accounted_for(week, random):
    slots, persons = week
    roster = fill(slots, persons)
    mixed = random.sample(slots, len(slots)), random.sample(persons, len(persons))

    assert fill(*mixed) == roster
    for gap in roster.unfilled:
        coming = sum(offer.slot == gap.slot for offer in roster.offers)
        assert coming + sum(n for _, n in gap.rules) == len(persons)


@settings(max_examples=8, deadline=None, derandomize=True)
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


@settings(max_examples=8, deadline=None, derandomize=True)
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
