"""The past project behind a text reason: named where it is near, else not a word."""

from __future__ import annotations

import pytest

from matching.engine import ReasonCode, propose
from matching.engine.reading import telling

from .builders import COMMUNITY, TODAY, make_candidate, make_need

PROJECT = "出院第一个月\n陪出院老人取药，帮助联系送餐"


def test_a_line_names_its_project_and_words_that_stand_in_both_texts():
    need = make_need(text="阿婆出院了，想有人送餐")
    told = make_candidate(1, texts=(PROJECT, "出院、送餐、阿婆什么都做"))
    other = make_candidate(2, texts=("夏令营\n暑假托管儿童",))

    [line] = propose(need, [told, other], today=TODAY).lines

    facts = {reason.code: reason.facts for reason in line.reasons}[ReasonCode.TEXT]
    assert facts["project"] == "出院第一个月"
    named = facts["words"].split(",")
    assert set(named) == {"出院", "送餐"}
    assert all(word in need.text and word in PROJECT for word in named)


@pytest.mark.parametrize(
    "texts",
    [
        ("送餐上门，陪出院老人",),  # a description, not a project
        ("一餐热饭\n为长者送餐",),  # one word is chance
        ("夏令营\n暑假托管儿童", "送餐上门"),
    ],
)
def test_a_line_without_a_near_project_says_nothing_of_it(texts):
    need = make_need(text="阿婆出院了，想有人送餐")
    others = [make_candidate(c, texts=("测绘\n查线路",), delivered=9) for c in (2, 3)]

    [line] = propose(need, [make_candidate(1, texts=texts), *others], today=TODAY).lines

    every = [*line.reasons, *(r for a in line.alternatives for r in a.reasons)]
    facts = [each.facts for each in every if each.code is ReasonCode.TEXT]
    assert facts
    assert [each.keys() for each in facts] == [{"affinity"}] * len(facts)


def test_an_alternative_names_its_project_too():
    need = make_need(text="The lift is broken, owners object to the repair")
    text = "Three floors, one lift\nOwners object to a lift; the repair is agreed"
    candidates = [
        make_candidate(1, delivered=50, home=COMMUNITY, grade=5, success=1.0),
        make_candidate(2, texts=(text,)),
    ]

    [line] = propose(need, candidates, today=TODAY).lines

    [other] = line.alternatives
    facts = {reason.code: reason.facts for reason in other.reasons}[ReasonCode.TEXT]
    assert facts["project"] == "Three floors, one lift"
    words = set(facts["words"].split(","))
    assert words <= {"lift", "owners", "object", "repair"}
    assert len(words) == 3


def test_an_abbreviation_is_named_in_capitals_as_the_project_writes_it():
    need = make_need(text="想学急救同用aed")
    told = make_candidate(1, texts=("按够两分钟\n教街坊急救和 AED，每人都按够",))
    other = make_candidate(2, texts=("夏令营\n暑假托管儿童",))

    [line] = propose(need, [told, other], today=TODAY).lines

    facts = {reason.code: reason.facts for reason in line.reasons}[ReasonCode.TEXT]
    assert set(facts["words"].split(",")) == {"急救", "AED"}


def test_telling_words_are_neither_numbers_nor_function_words():
    assert telling("我们没有电梯，13 岁，两次 the lift of A1") == {
        "电梯",
        "lift",
        "a1",
    }
