"""The tables of intake: complete, consistent, in two languages."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

import matching
import organisations

DATA = Path(matching.__file__).parent / "data"
CATALOGUE = Path(organisations.__file__).parent / "data" / "service_types.json"


def read(path):
    return json.loads(path.read_text("utf8"))


MATTERS = read(DATA / "matters.json")
BODIES = read(DATA / "referral_bodies.json")
DANGER = read(DATA / "danger_words.json")
TYPES = {row["code"]: row for row in read(CATALOGUE)["types"]}
with (DATA / "intake_texts.csv").open(encoding="utf8", newline="") as file:
    TEXTS = list(csv.DictReader(file))
NAMED = {
    "matters": ("name", "name_en", "lead", "lead_en"),
    "bodies": ("name", "name_en", "for_what", "for_what_en"),
}


def codes(rows):
    return [row["code"] for row in rows]


def test_fifty_one_matters_in_four_classes():
    assert Counter(row["klass"] for row in MATTERS["matters"]) == {
        "comprehensive": 18,
        "priority_work": 13,
        "priority_project": 8,
        "emergency": 12,
    }
    assert len(set(codes(MATTERS["matters"]))) == 51


def test_matters_say_that_they_are_examples():
    assert MATTERS["source"] == "plausible examples, not an official list"


def test_classes_are_named_in_the_order_of_the_matters():
    classes = dict.fromkeys(row["klass"] for row in MATTERS["matters"])

    assert codes(MATTERS["classes"]) == list(classes)
    assert all(row["name"] and row["name_en"] for row in MATTERS["classes"])


def test_routes_cards_and_cases():
    rows = MATTERS["matters"]

    assert {row["route"] for row in rows} == {"P", "PR", "R"}
    assert [row["code"] for row in rows if row["emergency_card"]] == [
        *("YJ-01", "YJ-02", "YJ-03", "YJ-05", "YJ-06", "YJ-07", "YJ-10", "YJ-11")
    ]
    assert [row["code"] for row in rows if row["case"]] == [
        *("ZH-02", "ZH-05", "YJ-10", "YJ-11")
    ]


def test_matters_name_service_types_of_the_catalogue():
    named = {code for row in MATTERS["matters"] for code in row["service_types"]}

    assert named <= set(TYPES)
    assert named >= {code for code, row in TYPES.items() if row["category"] != "M"}


def test_matters_that_may_have_a_pack_name_services():
    packs = [row for row in MATTERS["matters"] if row["route"] != "R"]

    assert all(row["service_types"] for row in packs)


@pytest.mark.parametrize(
    ("rows", "fields"),
    [
        (MATTERS["matters"], NAMED["matters"]),
        (BODIES["bodies"], NAMED["bodies"]),
        (BODIES["cues"], ("what", "what_en")),
    ],
)
def test_rows_are_told_in_two_languages_and_have_words(rows, fields):
    for row in rows:
        assert all(row[field] for field in fields), row["code"]
        assert len(set(row["words"])) == len(row["words"]) >= 5, row["code"]


def test_directory():
    expected = {"110", "119", "120", "12345", "12356", "12338", "12355", "12348"}

    assert set(codes(BODIES["bodies"])) == expected | {"12385", "12333", "rescue_desk"}
    assert BODIES["checked_on"] is None


def test_numbers_are_those_of_the_directory():
    for row in BODIES["bodies"]:
        assert row["phone"] == ("" if row["code"] == "rescue_desk" else row["code"])


def test_danger_points_to_the_directory_and_the_matters():
    known, matters = set(codes(BODIES["bodies"])), set(codes(MATTERS["matters"]))
    for family in DANGER["families"]:
        assert set(family["numbers"]) <= known
        assert {group["call"] for group in family["groups"]} <= known
        assert {group["matter"] for group in family["groups"]} <= matters


def test_traditional_characters_have_a_simplified_one_each():
    pairs = DANGER["simplified"]

    assert len(pairs["from"]) == len(pairs["to"]) == len(set(pairs["from"]))


def test_three_hundred_texts_without_duplicates():
    assert len({row["text"] for row in TEXTS}) == len(TEXTS) == 300
    assert [int(row["id"]) for row in TEXTS] == list(range(1, 301))


def test_a_third_is_held_back_by_a_fixed_rule_in_every_kind():
    assert all((row["part"] == "held") == (int(row["id"]) % 3 == 0) for row in TEXTS)
    whole = Counter(row["kind"] for row in TEXTS)
    held = Counter(row["kind"] for row in TEXTS if row["part"] == "held")
    assert {kind: 3 * n for kind, n in held.items()} == dict(whole)
    assert whole == {"service": 135, "refer": 90, "emergency": 36, "unclear": 39}


def test_texts_speak_three_languages():
    languages = Counter(row["language"] for row in TEXTS)

    assert set(languages) == {"yue", "zh", "en"}
    assert languages["yue"] >= 75
    assert languages["en"] >= 15


def test_labels_of_texts_exist_and_fit_the_kind():
    known = set(codes(BODIES["bodies"]))
    for row in TEXTS:
        labels = row["service_types"].split()
        assert set(labels) <= set(TYPES)
        assert len(labels) <= 3
        assert bool(labels) == (row["kind"] == "service")
        assert bool(row["body"]) == (row["kind"] in {"refer", "emergency"})
        assert not row["body"] or row["body"] in known
        assert (row["urgency"] == "urgent") == (row["kind"] == "emergency")
        assert row["urgency"] in {"urgent", "soon", "normal"}


def test_every_category_has_texts_in_both_parts():
    for part in ("train", "held"):
        named = {
            code[0]
            for row in TEXTS
            if row["part"] == part
            for code in row["service_types"].split()
        }
        assert named == set("ABCDEFGHIJKL")
