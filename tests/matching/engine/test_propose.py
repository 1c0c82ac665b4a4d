"""The public function: from a need and candidates to an explained pack."""

from __future__ import annotations

from collections import Counter
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

import matching.engine as engine
from matching.engine import PairRanker, TextAffinity, fit_affinity, propose
from matching.engine.filters import blocking
from tests.evidence import seeds

from .builders import (
    DISTRICT,
    TODAY,
    make_candidate,
    make_item,
    make_need,
    random_need,
)


@seeds(1, 200)
def test_exactly_one_rule_for_each_excluded_pair_and_none_for_the_rest(seed):
    need, candidates = random_need(seed)

    exclusions = propose(need, candidates, today=TODAY).exclusions

    expected = {
        (item.id, candidate.id): blocked
        for item in need.items
        for candidate in candidates
        if candidate.service_type == item.service_type
        and (blocked := blocking(item, need, candidate, TODAY))
    }
    named = Counter((e.item, e.candidate) for e in exclusions)
    assert set(named.values()) <= {1}
    assert {(e.item, e.candidate): (e.rule, e.facts) for e in exclusions} == expected


@seeds(1, 200)
def test_permuting_candidates_and_items_changes_nothing(seed):
    need, candidates = random_need(seed)
    rng = np.random.default_rng(seed)
    shuffled = [candidates[i] for i in rng.permutation(len(candidates))]
    turned = replace(need, items=need.items[::-1])

    assert propose(turned, shuffled, today=TODAY) == propose(
        need, candidates, today=TODAY
    )


@seeds(1, 200)
def test_lines_are_eligible_and_every_unit_is_in_a_line_or_a_gap(seed):
    need, candidates = random_need(seed)
    by_id = {candidate.id: candidate for candidate in candidates}

    proposal = propose(need, candidates, today=TODAY)

    excluded = {(e.item, e.candidate) for e in proposal.exclusions}
    for item in need.items:
        lines = [line for line in proposal.lines if line.item == item.id]
        gaps = [gap.quantity for gap in proposal.uncovered if gap.item == item.id]
        assert sum(line.quantity for line in lines) + sum(gaps) == item.quantity
        assert all((item.id, line.candidate) not in excluded for line in lines)
        assert all(by_id[line.candidate].provider == line.provider for line in lines)
        assert all(
            by_id[line.candidate].service_type == item.service_type for line in lines
        )
        paid = sum(by_id[line.candidate].price * line.quantity for line in lines)
        assert item.budget is None or paid <= item.budget
    assert proposal.proven


def test_candidates_may_come_from_a_generator():
    need, candidates = random_need(3)

    assert propose(need, iter(candidates), today=TODAY) == propose(
        need, candidates, today=TODAY
    )


def test_no_candidates_is_an_empty_pack_that_says_so():
    proposal = propose(make_need(), [], today=TODAY)

    assert (proposal.lines, proposal.exclusions) == ((), ())
    assert [(gap.item, gap.quantity, gap.rules) for gap in proposal.uncovered] == [
        (1, 4, ())
    ]
    assert (proposal.objective, proposal.gap, proposal.proven) == (0.0, 0.0, True)


def test_no_items_is_an_empty_pack():
    need = replace(make_need(), items=())

    proposal = propose(need, [make_candidate()], today=TODAY)

    assert (proposal.lines, proposal.uncovered, proposal.exclusions) == ((), (), ())


def test_nobody_eligible_is_an_empty_pack_with_rules():
    candidates = [make_candidate(c, verified=False) for c in (1, 2)]

    proposal = propose(make_need(), candidates, today=TODAY)

    assert proposal.lines == ()
    assert len(proposal.exclusions) == 2
    assert proposal.uncovered[0].rules == ((engine.Rule.NOT_VERIFIED, 2),)


def test_another_service_type_is_no_candidate_and_no_exclusion():
    other = make_candidate(service_type="B1", verified=False)

    assert propose(make_need(), [other], today=TODAY).exclusions == ()


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("老旧楼加装电梯，二楼不同意，想坐下来谈", 2),
        ("独居阿婆一个人住，想有人每周探访", 1),
        ("the lift: owners on the second floor object", 3),
    ],
)
def test_past_work_decides_between_otherwise_equal_providers(text, best):
    texts = {
        1: ("每周探访八十岁以上独居老人，发现异常报社区",),
        2: ("用十一次楼层议事促成四栋旧楼加装电梯",),
        3: ("Floor meetings of owners about a new lift",),
    }
    candidates = [make_candidate(c, texts=texts[c]) for c in texts]

    proposal = propose(make_need(text=text), candidates, today=TODAY)

    assert [line.candidate for line in proposal.lines] == [best]
    assert engine.ReasonCode.TEXT in [r.code for r in proposal.lines[0].reasons]


def test_texts_belong_to_the_provider_whichever_capability_carries_them():
    texts = {"texts": ("加装电梯议事",)}
    candidates = [
        make_candidate(1),
        make_candidate(2, provider=50),
        make_candidate(3, provider=50, service_type="B1", **texts),
    ]

    [line] = propose(make_need(text="加装电梯"), candidates, today=TODAY).lines

    assert line.provider == 50


def test_a_given_affinity_is_used_and_knows_no_strangers():
    item = make_item(text="加装电梯")
    model = TextAffinity().fit([["加装电梯"], ["送餐"]])
    candidates = [make_candidate(1, provider=8), make_candidate(2, provider=9)]

    [line] = propose(
        make_need(item), candidates, today=TODAY, affinity=(model, [9, 5])
    ).lines

    assert line.provider == 9
    assert [a.provider for a in line.alternatives] == [8]
    assert {r.code for r in line.alternatives[0].reasons}.isdisjoint(
        {engine.ReasonCode.TEXT}
    )


def test_fit_affinity_counts_a_repeated_text_once():
    candidates = [
        make_candidate(2, provider=9, texts=("乙", "丙")),
        make_candidate(1, provider=9, texts=("甲", "乙")),
        make_candidate(3, provider=4),
    ]

    model, providers = fit_affinity(candidates)

    assert providers == [4, 9]
    assert model.sizes_.tolist() == [0, 3]


def test_another_ranker_decides_otherwise_and_signs():
    near = make_candidate(1, home=make_need().community)
    graded = make_candidate(2, grade=5)
    weights = [float(c is engine.ReasonCode.GRADE) for c in engine.ReasonCode]

    rule = propose(make_need(), [near, graded], today=TODAY)
    own = propose(
        make_need(), [near, graded], ranker=PairRanker(weights=weights), today=TODAY
    )

    assert (rule.lines[0].candidate, own.lines[0].candidate) == (1, 2)
    assert rule.matcher == PairRanker().label != own.matcher


def test_today_is_an_argument():
    candidate = make_candidate(expires=TODAY)

    assert propose(make_need(), [candidate], today=TODAY).lines
    assert not propose(
        make_need(), [candidate], today=TODAY.replace(day=TODAY.day + 1)
    ).lines


def test_the_same_face_is_kept_for_whom_it_is_known():
    candidates = [
        make_candidate(1, delivered=2),
        make_candidate(2, delivered=2, awards=3),
    ]

    fresh = propose(make_need(), candidates, today=TODAY)
    again = propose(make_need(known=frozenset({102})), candidates, today=TODAY)

    assert (fresh.lines[0].provider, again.lines[0].provider) == (101, 102)


def test_views_are_frozen():
    with pytest.raises(FrozenInstanceError):
        make_need().community = DISTRICT  # type: ignore[misc]


def test_public_names_exist():
    assert all(hasattr(engine, name) for name in engine.__all__)


def test_the_need_may_set_a_budget_and_groups():
    first, second = make_item(1), make_item(2, service_type="A2")
    candidates = [
        make_candidate(1, price=5, funding=frozenset({"charity"})),
        make_candidate(2, service_type="A2"),
        make_candidate(3, service_type="A2", grade=1),
    ]
    funded = replace(first, funding=frozenset({"charity"}))
    need = make_need(
        funded, second, budget=10, at_most_one=(frozenset({1, 2}), frozenset({1, 9}))
    )

    proposal = propose(need, candidates, today=TODAY)

    taken = {(line.item, line.candidate): line.quantity for line in proposal.lines}
    assert taken == {(1, 1): 2, (2, 3): 4}
