"""What would have to change is tried: the changed candidate is eligible, or ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matching.engine import ReasonCode, Rule, Step, changes, propose
from tests.evidence import seeds

from .builders import (
    COMMUNITY,
    DISTRICT,
    HOUR,
    MONDAY_EVENING,
    MONDAY_MORNING,
    STREET,
    TODAY,
    make_candidate,
    make_item,
    make_need,
    random_need,
)

SATURDAY_MORNING = ((5 * 24 * HOUR + 9 * HOUR, 5 * 24 * HOUR + 12 * HOUR),)
BEST = make_candidate(1, home=COMMUNITY, delivered=9, windows=MONDAY_MORNING)


def told(need, candidates, lines=None):
    """Changes beside the pack that is proposed (or beside the lines)."""
    if lines is None:
        lines = propose(need, candidates, today=TODAY).lines
    chosen = [(line.item, line.candidate) for line in lines]
    return changes(need, candidates, chosen, today=TODAY)


def change_of(item, **fields):
    """What candidate 2 is told beside the best one."""
    need = make_need(item, community=COMMUNITY)
    [change] = told(need, [BEST, make_candidate(2, **fields)])
    return change


PAID = {"price": 900, "funding": frozenset({"donation"})}
MORNING = {"days": "1", "start": 9 * HOUR, "end": 12 * HOUR}
FUNDED = frozenset({"donation"})
BLOCKED = [
    (Rule.NOT_VERIFIED, {}, {"verified": False}, {}),
    (Rule.EXPIRED, {"on": "2026-03-15"}, {"expires": TODAY - timedelta(days=1)}, {}),
    (Rule.NOT_COVERED, {"community": COMMUNITY}, {"coverage": frozenset("9")}, {}),
    (Rule.GATE_MISSING, {"gate": "LIC,P2"}, {}, {"gates": frozenset({"P2", "LIC"})}),
    (Rule.NO_OVERLAP, MORNING, {"windows": MONDAY_EVENING}, {}),
    (Rule.NO_FUNDING, {"price": 900, "funding": ""}, PAID, {}),
    (
        Rule.NO_FUNDING,
        {"price": 900, "funding": "lottery,venture"},
        PAID,
        {"funding": frozenset({"lottery", "venture"})},
    ),
    (Rule.OVER_BUDGET, {"price": 200}, PAID, {"budget": 800, "funding": FUNDED}),
    (Rule.FULL, {"count": 2}, {"free": 0}, {}),
]


@pytest.mark.parametrize(("rule", "facts", "candidate", "item"), BLOCKED)
def test_what_lifts_the_blocking_rule(rule, facts, candidate, item):
    wanted = make_item(**{"windows": MONDAY_MORNING, **item})
    need = make_need(wanted)
    best = replace(BEST, gates=wanted.gates)
    other = make_candidate(2, **candidate)

    proposal = propose(need, [best, other], today=TODAY)
    [change] = told(need, [best, other], proposal.lines)
    alone = propose(need, [change.after], today=TODAY)

    assert change.steps == (Step(rule, facts),)
    assert proposal.exclusions
    assert alone.lines
    assert not alone.exclusions


def test_behind_the_blocking_rule_the_next_is_named_in_its_turn():
    change = change_of(make_item(), verified=False, expires=date(2026, 1, 1), free=0)

    codes = [step.code for step in change.steps]

    assert codes == [Rule.NOT_VERIFIED, Rule.EXPIRED, Rule.FULL]
    need = make_need(make_item())
    assert propose(need, [change.after], today=TODAY).lines


@pytest.mark.parametrize("field", ["need", "item"])
def test_a_recusal_and_an_earlier_no_are_nobodys_to_lift(field):
    item = make_item(kept=frozenset({2}) if field == "item" else frozenset())
    recused = frozenset({102}) if field == "need" else frozenset()
    other = make_candidate(2, verified=False)

    [change] = told(make_need(item, recused=recused), [BEST, other])

    codes = [step.code for step in change.steps]
    assert codes == [Rule.NOT_VERIFIED, Rule.RECUSED]
    assert (change.after, change.behind) == (None, None)


def test_an_item_that_nobody_could_do_ends():
    """A window without a minute, as no form lets it through."""
    need = make_need(make_item(windows=((60, 60),)))

    [change] = told(need, [make_candidate()])

    assert [step.code for step in change.steps] == [Rule.NO_OVERLAP]
    assert change.after is None


def test_the_changed_candidate_is_still_compared_with_the_line():
    change = change_of(make_item(), verified=False)

    need = make_need(make_item())
    lines = propose(need, [BEST], today=TODAY).lines
    [after] = propose(need, [change.after], today=TODAY).lines
    assert change.behind == pytest.approx(lines[0].score - after.score, abs=1e-12)


# --- eligible, but outscored ------------------------------------------------------------

EQUAL = {"home": COMMUNITY, "delivered": 9, "windows": MONDAY_MORNING}
ITEM = {"windows": MONDAY_MORNING, "weekly": 2, "quantity": 4}


def test_the_change_puts_it_ahead_in_the_next_pack():
    need = make_need(make_item(**ITEM))
    one = make_candidate(2, **EQUAL | {"delivered": 8, "free": 9})

    [change] = told(need, [BEST, one])

    [line] = propose(need, [BEST, change.after], today=TODAY).lines
    assert (line.candidate, change.behind < 0) == (2, True)


def test_an_equal_one_is_nothing_that_the_smaller_id_would_lose_to():
    one = make_candidate(2, **EQUAL | {"home": STREET})

    [change] = told(make_need(make_item(**ITEM)), [BEST, one])

    assert (change.steps, change.after) == ((), None)


def test_two_more_deliveries():
    one = make_candidate(2, **EQUAL | {"delivered": 8})

    [change] = told(make_need(make_item(**ITEM)), [BEST, one])

    assert change.steps == (Step(ReasonCode.DELIVERED, {"count": 2}),)
    assert change.after == replace(one, delivered=10)


def test_saturday_morning_as_well():
    item = make_item(**ITEM | {"windows": MONDAY_MORNING + SATURDAY_MORNING})
    both = replace(BEST, windows=item.windows)
    one = make_candidate(2, **EQUAL | {"delivered": 11})

    [change] = told(make_need(item), [both, one])

    assert change.steps == (
        Step(ReasonCode.TIME, {"days": "6", "start": 9 * HOUR, "end": 12 * HOUR}),
    )


def test_a_language_more():
    need = make_need(make_item(**ITEM), languages=frozenset({"yue", "en"}))
    spoken = replace(BEST, languages=frozenset({"yue"}))
    one = make_candidate(2, **EQUAL | {"delivered": 10})

    [change] = told(need, [spoken, one])

    assert change.steps == (Step(ReasonCode.LANGUAGE, {"languages": "en"}),)


def test_nothing_single_is_enough_says_how_far_behind():
    best = replace(BEST, delivered=200, success=1.0, grade=5)
    need = make_need(make_item(), known=frozenset({101}))
    poor = make_candidate(2, windows=MONDAY_EVENING)

    [change] = told(need, [best, poor])

    [line] = propose(need, [best], today=TODAY).lines
    [other] = propose(need, [poor], today=TODAY).lines
    assert (change.steps, change.after) == ((), None)
    assert change.behind == pytest.approx(line.score - other.score, abs=1e-12)


def test_who_is_ahead_already_has_nothing_to_change():
    need = make_need(make_item(quantity=4, weekly=4))
    small = make_candidate(2, home=COMMUNITY, delivered=50, weekly=1, free=1)

    [change] = told(need, [BEST, small])

    assert (change.steps, change.after) == ((), small)
    assert change.behind < 0


def test_without_a_line_there_is_nothing_to_outrank():
    need = make_need(make_item(budget=0))
    free_of_charge = make_candidate(1)

    [change] = told(need, [free_of_charge], lines=())

    assert (change.steps, change.behind) == ((), None)


@seeds(1, 200)
def test_every_change_holds_what_it_says(seed):
    need, candidates = random_need(seed)
    proposal = propose(need, candidates, today=TODAY)
    excluded = {(each.item, each.candidate): each.rule for each in proposal.exclusions}
    floor = {}
    for line in proposal.lines:
        floor[line.item] = min(line.score, floor.get(line.item, line.score))

    found = told(need, candidates, proposal.lines)

    for change in found:
        first = next((step.code for step in change.steps), None)
        blocked = excluded.get((change.item, change.candidate))
        assert first == blocked if blocked else not isinstance(first, Rule)
    tried = [change for change in found if change.steps and change.after]
    for change in tried[:6]:
        alone = replace(
            need, items=tuple(item for item in need.items if item.id == change.item)
        )
        others = [each for each in candidates if each.id != change.candidate]
        again = told(alone, [*others, change.after], ())
        assert all(
            each.steps == () for each in again if each.candidate == change.candidate
        )
        if isinstance(change.steps[0].code, ReasonCode):
            assert change.behind < 0


def test_permuting_candidates_changes_nothing():
    need, candidates = random_need(3)
    lines = propose(need, candidates, today=TODAY).lines

    assert told(need, candidates, lines) == told(need, candidates[::-1], lines)


def test_a_base_elsewhere_in_the_tree_is_offered_step_by_step():
    one = make_candidate(2, **EQUAL | {"home": DISTRICT, "delivered": 8})
    street = replace(BEST, home=STREET)

    [change] = told(make_need(make_item(**ITEM)), [street, one])

    assert change.steps == (Step(ReasonCode.NEAR, {"level": "community"}),)
