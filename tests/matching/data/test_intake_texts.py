"""Suggestions on the texts and tables as they are shipped."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

import matching
import organisations
from matching.engine.intake import SURE_AT, TYPE_AT, build, families_of, suggest

DATA = Path(matching.__file__).parent / "data"
CATALOGUE = Path(organisations.__file__).parent / "data" / "service_types.json"


def read(path):
    return json.loads(path.read_text("utf8"))


@pytest.fixture(scope="module")
def rows():
    with (DATA / "intake_texts.csv").open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def intake(rows):
    return build(
        [row for row in rows if row["part"] == "train"],
        read(CATALOGUE),
        read(DATA / "matters.json"),
        read(DATA / "referral_bodies.json"),
        families_of(read(DATA / "danger_words.json")),
    )


@pytest.fixture(scope="module")
def held(rows, intake):
    """(labelled row, suggestion) of the third that nothing was learnt from."""
    return [
        (row, suggest(intake, row["text"])) for row in rows if row["part"] == "held"
    ]


def recall(held, kind):
    found = [answer.kind == kind for row, answer in held if row["kind"] == kind]
    return np.mean(found)


def precision(held, kind):
    right = [row["kind"] == kind for row, answer in held if answer.kind == kind]
    return np.mean(right)


def test_held_back_emergencies_are_found(held):
    assert recall(held, "emergency") >= 0.98
    assert precision(held, "emergency") >= 0.9


def test_held_back_referrals_are_found(held):
    assert recall(held, "refer") >= 0.9
    assert precision(held, "refer") >= 0.9


def test_held_back_services_and_unclear_texts(held):
    assert recall(held, "service") >= 0.85
    assert recall(held, "unclear") >= 0.85


def test_what_is_said_for_sure_is_right(held):
    sure = [row["kind"] == answer.kind for row, answer in held if answer.sure]

    assert len(sure) >= 75
    assert np.mean(sure) >= 0.95


def test_promises_of_every_suggestion(intake, held):
    codes = {words.code for words in intake.types}
    for _, answer in held:
        assert answer.sure == (answer.kind_p >= SURE_AT)
        assert 0 <= answer.kind_p <= 1
        assert len(answer.service_types) <= 3
        assert {code for code, _ in answer.service_types} <= codes
        shares = [p for _, p in answer.service_types]
        assert shares == sorted(shares, reverse=True)
        assert all(p >= TYPE_AT for p in shares[1:])
        assert answer.matter in {"", *intake.matter_rows}
        needs_body = answer.kind in {"refer", "emergency"}
        assert bool(answer.receiving_body) == needs_body
        assert (answer.urgency == "urgent") == (answer.kind == "emergency")


@pytest.mark.parametrize(
    ("text", "kind", "matter", "body"),
    [
        ("楼下闻到好大煤气味", "emergency", "YJ-03", "119"),
        ("老公打我，唔畀出门", "emergency", "YJ-10", "110"),
        ("阿婆走失三个钟", "emergency", "YJ-07", "110"),
        ("烧烤店油烟和噪音扰民，城管来过没人理", "refer", "ZH-11", "12345"),
        ("退休金少发了，社保局说没错，怎么复核", "refer", "", "12333"),
        ("想请志愿者每周探访独居老人", "service", "ZH-01", ""),
        ("我们楼想加装电梯，一楼不同意，希望有人来主持商量", "service", "ZX-02", ""),
        ("你好，在吗", "unclear", "", ""),
    ],
)
def test_kind_matter_and_receiver(intake, text, kind, matter, body):
    answer = suggest(intake, text)

    assert (answer.kind, answer.matter, answer.receiving_body) == (kind, matter, body)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("学粤语", "service"), ("油烟扰民", "refer"), ("你好呀", "unclear")],
)
def test_a_word_names_a_topic_but_is_never_sure(intake, text, kind):
    answer = suggest(intake, text)

    assert answer.kind == kind
    assert not answer.sure or kind == "unclear"


@pytest.mark.parametrize("text", ["", "  ", "。！？", "\n"])
def test_nothing_said_is_unclear_for_sure(intake, text):
    answer = suggest(intake, text)

    assert (answer.kind, answer.sure, answer.service_types) == ("unclear", True, ())
    assert (answer.matter, answer.urgency) == ("", "normal")


@pytest.mark.parametrize(
    ("text", "track"),
    [
        ("想要一把新风扇，微心愿", "micro_wish"),
        ("社工转来困境儿童个案，父母都不在身边，需要跟进", "confidential"),
        ("隔篱成日打细路", "confidential"),
        ("一楼不同意加装电梯，想请人来议事", "project"),
        ("想请人每周探访独居长者", "individual"),
    ],
)
def test_track(intake, text, track):
    assert suggest(intake, text).track == track


def test_words_of_danger_decide_alone(intake):
    answer = suggest(intake, "想开个合唱班，另外隔篱成日打细路")

    assert (answer.kind, answer.kind_p, answer.sure) == ("emergency", 1.0, True)
    assert answer.danger == ("minor",)


def test_neighbours_words_find_the_service(intake):
    first = [suggest(intake, text).service_types[0][0] for text in ("学粤语", "冇物管")]

    assert first == ["H2", "G5"]
