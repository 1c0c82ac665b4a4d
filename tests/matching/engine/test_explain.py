"""Reasons are true, weighty first, and every gap says what stands in the way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matching.engine import PairRanker, Reason, ReasonCode, Rule, propose
from matching.engine.explain import MOST_ALTERNATIVES, Scored, reasons
from matching.engine.features import COLUMNS, Case, feature_matrix
from tests.evidence import seeds

from .builders import (
    COMMUNITY,
    MONDAY_MORNING,
    STREET,
    TODAY,
    make_candidate,
    make_item,
    make_need,
    make_option,
    random_need,
)


def score_of(case):
    return PairRanker().score_pairs(feature_matrix([case]))[0]


def explain(case, ranker=None):
    features = feature_matrix([case])
    ranker = ranker or PairRanker()
    option = make_option(case.item, case.candidate, ranker.score_pairs(features)[0])
    return reasons(Scored(case, option, tuple(ranker.contributions(features)[0])))


FULL_CASE = Case(
    make_need(
        make_item(windows=MONDAY_MORNING),
        languages=frozenset({"yue", "en"}),
        known=frozenset({101}),
    ),
    make_item(windows=MONDAY_MORNING),
    make_candidate(
        home=STREET,
        grade=4,
        delivered=11,
        delivered_near=2,
        success=0.95,
        free=5,
        windows=((0, 10 * 60),),
        languages=frozenset({"yue", "fr"}),
    ),
    affinity=0.4321,
)


def test_facts_are_the_raw_numbers():
    assert {reason.code: reason.facts for reason in explain(FULL_CASE)} == {
        ReasonCode.TEXT: {"affinity": 0.432},
        ReasonCode.DELIVERED: {"count": 11, "near": 2},
        ReasonCode.RELIABLE: {"share": 0.95},
        ReasonCode.NEAR: {"level": "street"},
        ReasonCode.TIME: {
            "minutes": 60,
            "wanted": 180,
            "days": "1",
            "start": 540,
            "end": 600,
        },
        ReasonCode.CONTINUITY: {},
        ReasonCode.GRADE: {"grade": 4},
        ReasonCode.LOAD: {"free": 5, "weekly": 10},
        ReasonCode.LANGUAGE: {"languages": "yue"},
    }


def test_hours_are_only_counted_where_hours_were_asked_for():
    tuesday = ((24 * 60, 48 * 60),)
    item = make_item(windows=tuesday)
    case = Case(make_need(item), item, make_candidate(windows=((24 * 60, 30 * 60),)))

    facts = {reason.code: reason.facts for reason in explain(case)}[ReasonCode.TIME]

    assert facts == {"minutes": 360, "days": "2", "start": 0, "end": 360}


def test_the_weightiest_reason_comes_first():
    contributions = [reason.contribution for reason in explain(FULL_CASE)]

    assert contributions == sorted(contributions, reverse=True)
    assert min(contributions) > 0


def test_what_speaks_against_is_no_reason():
    candidate = make_candidate(grade=1, success=0.2, awards=5, delivered=1)
    case = Case(make_need(), make_item(), candidate)

    codes = {reason.code for reason in explain(case)}

    assert codes == {ReasonCode.DELIVERED, ReasonCode.LOAD}


def test_newcomer_is_said():
    codes = {r.code for r in explain(Case(make_need(), make_item(), make_candidate()))}

    assert codes == {ReasonCode.NEWCOMER, ReasonCode.LOAD}


NEUTRAL = {
    ReasonCode.TEXT: lambda c: replace(c, affinity=0.0),
    ReasonCode.RELIABLE: lambda c: replace(
        c, candidate=replace(c.candidate, success=None)
    ),
    ReasonCode.NEAR: lambda c: replace(c, candidate=replace(c.candidate, home="")),
    ReasonCode.CONTINUITY: lambda c: replace(
        c, need=replace(c.need, known=frozenset())
    ),
    ReasonCode.GRADE: lambda c: replace(c, candidate=replace(c.candidate, grade=None)),
    ReasonCode.TIME: lambda c: replace(c, item=replace(c.item, windows=())),
    ReasonCode.LOAD: lambda c: replace(c, candidate=replace(c.candidate, free=0)),
    ReasonCode.LANGUAGE: lambda c: replace(
        c, candidate=replace(c.candidate, languages=frozenset())
    ),
}


@pytest.mark.parametrize("code", NEUTRAL)
def test_without_what_it_names_the_score_is_lower_by_what_it_says(code):
    said = {reason.code: reason.contribution for reason in explain(FULL_CASE)}[code]

    lost = score_of(FULL_CASE) - score_of(NEUTRAL[code](FULL_CASE))

    assert lost == pytest.approx(said, rel=0, abs=1e-12)
    assert said > 0


@seeds(1, 300)
def test_taking_the_feature_of_a_reason_away_costs_what_it_said(seed):
    need, candidates = random_need(seed)
    ranker = PairRanker()

    for case in [Case(need, need.items[0], each, 0.2) for each in candidates]:
        features = feature_matrix([case])
        [score] = ranker.score_pairs(features)
        for reason in explain(case):
            without = features.copy()
            without[0, COLUMNS.index(reason.code)] = 0.0
            lost = score - ranker.score_pairs(without)[0]
            assert lost == pytest.approx(reason.contribution, rel=0, abs=1e-12)


def test_the_nearest_past_project_is_named_where_it_is_known():
    case = replace(FULL_CASE, project="出院第一个月", words=("送餐", "出院"))

    facts = {reason.code: reason.facts for reason in explain(case)}[ReasonCode.TEXT]

    assert facts == {"affinity": 0.432, "project": "出院第一个月", "words": "送餐,出院"}


@seeds(1, 300)
def test_every_line_has_true_reasons_whatever_the_case(seed):
    need, candidates = random_need(seed)

    proposal = propose(need, candidates, today=TODAY)

    for line in proposal.lines:
        assert line.reasons
        assert all(reason.contribution > 0 for reason in line.reasons)
        # What is not said spoke against it or not at all.
        assert sum(r.contribution for r in line.reasons) >= line.score - 1e-12


def test_learned_weights_without_anything_in_favour_still_say_what_is_true():
    ranker = PairRanker(weights=[-1.0] * len(COLUMNS))

    assert explain(Case(make_need(), make_item(), make_candidate()), ranker) == (
        Reason(ReasonCode.LOAD, -1.0, {"free": 10, "weekly": 10}),
    )


def propose_for(items, candidates, **need):
    return propose(make_need(*items, **need), candidates, today=TODAY)


def test_alternatives_are_the_next_best_with_their_reasons():
    candidates = [make_candidate(c, delivered=20 - 3 * c) for c in range(1, 7)]

    [line] = propose_for([make_item()], candidates).lines

    assert line.candidate == 1
    assert [a.candidate for a in line.alternatives] == [2, 3, 4]
    assert len(line.alternatives) == MOST_ALTERNATIVES
    assert all(a.reasons and a.provider == 100 + a.candidate for a in line.alternatives)
    assert line.score > line.alternatives[0].score > line.alternatives[1].score


def test_alternatives_say_how_many_units_fit():
    item = make_item(quantity=4, weekly=4)
    candidates = [make_candidate(1, delivered=9), make_candidate(2, free=3)]

    [line] = propose_for([item], candidates).lines

    assert [(a.candidate, a.quantity) for a in line.alternatives] == [(2, 3)]


def test_alternatives_keep_to_the_budget_beside_the_other_lines():
    item = make_item(quantity=2, weekly=2, budget=10, funding=frozenset({"f"}))
    paid = {"free": 1, "funding": frozenset({"f"})}
    first = make_candidate(1, price=6, delivered=50, home=COMMUNITY, **paid)
    second = make_candidate(2, price=4, delivered=50, home=COMMUNITY, **paid)
    third = make_candidate(3, price=5, **paid)

    lines = propose_for([item], [first, second, third]).lines

    found = {line.candidate: [a.candidate for a in line.alternatives] for line in lines}
    assert found == {1: [3], 2: []}


def test_alternatives_keep_to_the_budget_of_the_need():
    first, second = (
        make_item(i, service_type=f"A{i}", quantity=1, weekly=1, funding={"f"})
        for i in (1, 2)
    )
    paid = {"funding": frozenset({"f"})}
    candidates = [
        make_candidate(1, price=6, delivered=50, **paid),
        make_candidate(2, price=4, **paid),
        make_candidate(3, price=5, **paid),
        make_candidate(4, service_type="A2", price=6, **paid),
    ]

    lines = propose_for([first, second], candidates, budget=10).lines

    found = {line.candidate: [a.candidate for a in line.alternatives] for line in lines}
    assert found == {2: [], 4: []}


def test_who_may_not_come_beside_another_line_is_no_alternative():
    items = [make_item(1), make_item(2, service_type="A2")]
    candidates = [
        make_candidate(1, delivered=50),
        make_candidate(2),
        make_candidate(3),
        make_candidate(4, service_type="A2"),
    ]

    lines = propose_for(items, candidates, at_most_one=(frozenset({2, 4}),)).lines

    found = {line.candidate: [a.candidate for a in line.alternatives] for line in lines}
    assert found == {1: [3], 4: []}


def test_who_already_has_a_line_of_the_item_is_no_alternative():
    item = make_item(quantity=4, weekly=4)
    candidates = [make_candidate(c, free=2) for c in (1, 2)]

    lines = propose_for([item], candidates).lines

    assert [line.alternatives for line in lines] == [(), ()]


def test_own_agency_is_marked_on_lines_and_alternatives():
    candidates = [make_candidate(1, delivered=9), make_candidate(2)]

    [line] = propose_for([make_item()], candidates, own_agency=102).lines
    [own] = propose_for([make_item()], candidates[1:], own_agency=102).lines

    assert (line.own_agency, line.alternatives[0].own_agency) == (False, True)
    assert own.own_agency


def test_uncovered_counts_the_rules_most_frequent_first():
    candidates = [
        make_candidate(1, verified=False),
        make_candidate(2, coverage=frozenset()),
        make_candidate(3, coverage=frozenset()),
        make_candidate(4, free=0),
    ]

    [gap] = propose_for([make_item(quantity=3)], candidates).uncovered

    assert (gap.item, gap.quantity) == (1, 3)
    assert gap.rules == (
        (Rule.NOT_COVERED, 2),
        (Rule.NOT_VERIFIED, 1),
        (Rule.FULL, 1),
    )


def test_uncovered_names_eligible_ones_that_are_used_up():
    item = make_item(quantity=9, weekly=9, budget=20, funding=frozenset({"f"}))
    candidates = [
        make_candidate(1, free=2),
        make_candidate(2, price=9, funding=frozenset({"f"})),
    ]

    [gap] = propose_for([item], candidates).uncovered

    assert gap.quantity == 9 - 2 - 2
    assert gap.rules == ((Rule.OVER_BUDGET, 1), (Rule.FULL, 1))


def test_uncovered_counts_the_budget_of_the_need():
    item = make_item(quantity=4, weekly=4, funding=frozenset({"f"}))
    paid = make_candidate(1, price=9, funding=frozenset({"f"}))

    [gap] = propose_for([item], [paid], budget=20).uncovered

    assert (gap.quantity, gap.rules) == (2, ((Rule.OVER_BUDGET, 1),))


def test_uncovered_counts_who_may_not_come_beside_another_as_full():
    items = [make_item(1, quantity=1), make_item(2, service_type="A2", quantity=1)]
    both = [make_candidate(1, delivered=9), make_candidate(2, service_type="A2")]

    [gap] = propose_for(items, both, at_most_one=(frozenset({1, 2}),)).uncovered

    assert (gap.item, gap.rules) == (2, ((Rule.FULL, 1),))


def test_uncovered_without_rules_means_that_nobody_offers_it():
    [gap] = propose_for([make_item()], [make_candidate(service_type="B1")]).uncovered

    assert (gap.quantity, gap.rules) == (4, ())


@seeds(1, 300)
def test_every_gap_with_a_candidate_names_a_rule(seed):
    need, candidates = random_need(seed)
    types = {item.id: item.service_type for item in need.items}
    offered = {candidate.service_type for candidate in candidates}

    gaps = propose(need, candidates, today=TODAY).uncovered

    assert all(gap.rules or types[gap.item] not in offered for gap in gaps)


def test_contributions_of_one_row_sum_to_the_score():
    features = feature_matrix([FULL_CASE])

    total = PairRanker().contributions(features).sum(axis=1)

    assert np.array_equal(total, PairRanker().score_pairs(features))
