"""The index beside the scalar rules, one capability at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import PairRanker, ReasonCode, TextAffinity
from matching.engine.batch import Batch, Question, features
from matching.engine.columns import read, sorted_columns
from matching.engine.features import COLUMNS, HALF_AFFINITY, Case, feature_matrix
from matching.engine.index import OPEN, CapabilityIndex
from matching.engine.ranker import DEFAULT_WEIGHTS
from matching.engine.types import Rule
from tests.evidence import sweep

from . import worlds
from .builders import (
    COMMUNITY,
    DISTRICT,
    STREET,
    TODAY,
    make_candidate,
    make_item,
    make_need,
)

SEEDS = st.integers(0, 2**32 - 1)
KINDS = st.sampled_from(["A1", "A2", ""])
NO_TEXT = PairRanker(
    [0.0 if c is ReasonCode.TEXT else DEFAULT_WEIGHTS[c] for c in COLUMNS]
)


def without_text(view):
    return replace(view, texts=())


@sweep(5, 300)
@given(SEEDS, KINDS)
def test_ranks_as_the_scalar_rules_do(seed, kind):
    rng = np.random.default_rng(seed)
    views = [without_text(view) for view in worlds.capabilities(rng)]
    wanted = worlds.item(rng, kind)
    asking = worlds.need(rng, wanted)
    index = CapabilityIndex.build(views)

    ranking, rules = worlds.one_by_one(index, views, wanted, asking)

    assert worlds.answer(index, wanted, 99, need=asking) == ranking
    assert worlds.answer(index, wanted, 3, need=asking) == ranking[:3]
    ids, found = index.blocked(wanted, need=asking, today=TODAY)
    assert dict(zip(ids.tolist(), found.tolist(), strict=True)) == rules


@sweep(5, 300)
@given(SEEDS, KINDS)
def test_changes_are_right_in_the_next_query(seed, kind):
    rng = np.random.default_rng(seed)
    views = {view.id: without_text(view) for view in worlds.capabilities(rng)}
    index = CapabilityIndex.build(views.values())
    for _round in range(3):
        ids = rng.choice(60, 6, replace=False) + 1
        changed = [without_text(worlds.capability(rng, int(id))) for id in ids[:4]]
        removed = [int(id) for id in ids[3:]]
        index = index.updated(changed, removed)
        views |= {view.id: view for view in changed}
        views = {id: view for id, view in views.items() if id not in removed}
        wanted = worlds.item(rng, kind)
        asking = worlds.need(rng, wanted)

        ranking, rules = worlds.one_by_one(index, [*views.values()], wanted, asking)

        assert worlds.answer(index, wanted, 99, need=asking) == ranking
        found = index.blocked(wanted, need=asking, today=TODAY)
        assert dict(zip(*(each.tolist() for each in found), strict=True)) == rules
        assert len(index) == len(views)


@sweep(5, 300)
@given(SEEDS)
def test_features_are_those_of_the_feature_matrix(seed):
    rng = np.random.default_rng(seed)
    views = worlds.capabilities(rng)
    wanted = worlds.item(rng, "A1")
    asking = worlds.need(rng, wanted)
    columns, order = sorted_columns(*read(views))
    affinity = rng.random(len(views)) - 0.3
    batch = Batch(
        columns,
        np.arange(len(views)),
        Question(wanted, asking, TODAY),
        np.ones(len(views), dtype=bool),
    )
    cases = [
        Case(asking, wanted, views[place], float(near))
        for place, near in zip(order.tolist(), affinity, strict=True)
    ]

    assert np.abs(features(batch, affinity) - feature_matrix(cases)).max() <= 1e-12


@sweep(3, 300)
@given(SEEDS)
def test_the_order_of_the_capabilities_changes_nothing(seed):
    rng = np.random.default_rng(seed)
    views = worlds.capabilities(rng)
    wanted = worlds.item(rng, "A1")
    asking = worlds.need(rng, wanted)
    shuffled = [views[place] for place in rng.permutation(len(views))]
    changed = [worlds.capability(rng, 5), worlds.capability(rng, 99)]

    one, other = CapabilityIndex.build(views), CapabilityIndex.build(shuffled)

    assert worlds.answer(one, wanted, 9, need=asking) == worlds.answer(
        other, wanted, 9, need=asking
    )
    assert worlds.answer(one.updated(changed), wanted, 9, need=asking) == worlds.answer(
        other.updated(reversed(changed)), wanted, 9, need=asking
    )


def test_ties_go_to_the_smaller_id():
    index = CapabilityIndex.build(make_candidate(id) for id in (9, 3, 7, 5))

    ids, scores = index.query(make_item(), 3)

    assert ids.tolist() == [3, 5, 7]
    assert len(set(scores.tolist())) == 1


def test_whoever_covers_several_territories_comes_out_once():
    everywhere = frozenset({DISTRICT, STREET, COMMUNITY})
    index = CapabilityIndex.build(
        [make_candidate(1, coverage=everywhere), make_candidate(2)]
    )

    ids, _scores = index.query(make_item(), 9, need=make_need())

    assert ids.tolist() == [1, 2]


def test_an_item_alone_is_answered():
    far = make_candidate(
        2, coverage=frozenset({"110101"}), expires=TODAY.replace(year=2000)
    )
    index = CapabilityIndex.build([make_candidate(1), far])

    assert index.query(make_item(), 9)[0].tolist() == [1, 2]
    assert index.query(make_item(), 9, today=TODAY)[0].tolist() == [1]
    assert index.query(make_item(), 9, need=make_need())[0].tolist() == [1]


def test_units_taken_meanwhile_are_not_free():
    index = CapabilityIndex.build(
        [make_candidate(1, free=3), make_candidate(2, free=3)]
    )
    item = make_item(quantity=1, weekly=2)

    assert index.query(item, 9, taken={1: 2, 77: 5})[0].tolist() == [2]
    _ids, rules = index.blocked(item, taken={1: 2})
    assert rules.tolist() == [list(Rule).index(Rule.FULL), OPEN]


@pytest.mark.parametrize("k", [0, -1])
def test_nothing_is_wanted(k):
    index = CapabilityIndex.build([make_candidate()])

    assert index.query(make_item(), k)[0].tolist() == []


def test_an_empty_district():
    index = CapabilityIndex.build([])

    assert len(index) == 0
    assert index.query(make_item(), 5, need=make_need())[0].tolist() == []
    assert index.blocked(make_item(), need=make_need())[0].tolist() == []
    assert index.updated([make_candidate(4)]).query(make_item(), 5)[0].tolist() == [4]


def test_an_unknown_service_type():
    index = CapabilityIndex.build([make_candidate()])

    assert index.query(make_item(service_type="Z9"), 5)[0].tolist() == []


def test_a_capability_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        CapabilityIndex.build([make_candidate(1), make_candidate(1)])


TEXTS = (
    ("独居长者上门探访", "社区送餐"),
    ("陪同就医，代取药品",),
    ("night lights for the elderly",),
    (),
    ("粤剧教学",),
)


def test_affinity_is_near_that_of_the_estimator():
    views = [make_candidate(id, texts=own) for id, own in enumerate(TEXTS, 1)]
    exact = TextAffinity().fit(TEXTS)
    only_text = PairRanker([float(code is ReasonCode.TEXT) for code in COLUMNS])
    index = CapabilityIndex.build(views)
    for text in ("想有人探访长者", "粤剧", "NIGHT lights", "", "zzz"):
        near = np.maximum(exact.score_matrix([text])[0], 0)

        ids, scores = index.query(make_item(text=text), 9, ranker=only_text)

        by_id = dict(zip(ids.tolist(), scores.tolist(), strict=True))
        found = [by_id[id] for id in range(1, len(TEXTS) + 1)]
        # One provider has two records, of which only one is near: added up they weigh
        # (1 + .7) / 2.
        expected = np.where([len(own) > 1 for own in TEXTS], near * 0.85, near)
        assert np.abs(found - expected / (expected + HALF_AFFINITY)).max() < 0.02


def test_a_new_word_is_found_at_once_and_old_texts_keep_their_affinity():
    views = [make_candidate(id, texts=own) for id, own in enumerate(TEXTS, 1)]
    index = CapabilityIndex.build(views)
    before = worlds.answer(index, make_item(text="粤剧"), 9)

    same = index.updated([replace(view) for view in views])
    assert worlds.answer(same, make_item(text="粤剧"), 9) == before

    new = index.updated([make_candidate(3, texts=("机器人比赛",))])
    assert worlds.answer(new, make_item(text="机器人"), 9)[0][0] == 3


def test_changes_are_counted_once():
    index = CapabilityIndex.build([make_candidate(1), make_candidate(2)])

    after = index.updated([make_candidate(1), make_candidate(3)], [2, 99])

    assert (index.changes, after.changes, len(after)) == (0, 3, 2)


def test_half_a_surrogate_in_a_text_is_a_character_like_any_other():
    index = CapabilityIndex.build([make_candidate(1, texts=("老\ud800人",))])

    assert index.search("老\ud800", 5)[0].tolist() == [1]
    assert CapabilityIndex.build([make_candidate()]).search("", 5)[1].tolist() == [0.0]
