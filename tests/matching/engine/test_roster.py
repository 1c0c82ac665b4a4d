"""A week's sessions and its persons: every gate kept, most places, then the best fit."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from matching.engine.roster import cover, fill
from matching.engine.types import FitCode, PersonRule

from .builders import COMMUNITY, DISTRICT, HOUR, MONDAY_MORNING, STREET
from .rosters import DAY, NINE, TEN, TWELVE, make_person, make_slot, seats

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
