"""Facts in plain words, in both languages."""

from datetime import date, time
from types import SimpleNamespace

import pytest
from django.utils import translation
from django.utils.formats import date_format

from matching.engine.types import ReasonCode, Rule
from matching.enums import BlockingRule
from matching.templatetags.matching_words import (
    days,
    gap_words,
    hours,
    quantity,
    reason,
    reasons,
    rule,
    when,
)
from organisations.models import ServiceType

MEAL = ServiceType(unit="份", unit_en="meal")


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("", ""),
        ("135", "Mon, Wed, Fri"),
        ("12345", "Mon to Fri"),
        ("67", "Sat, Sun"),
        ("3", "Wed"),
        ("7654321", "every day"),
        ("9x", ""),
    ],
)
def test_days(digits, words):
    assert days(digits) == words


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("code", "facts", "words"),
    [
        ("text", {"affinity": 0.4}, "Its past projects are close to this need"),
        ("delivered", {"count": 1, "near": 0}, "Did this once"),
        ("delivered", {"count": 11, "near": 0}, "Did this 11 times"),
        (
            "delivered",
            {"count": 11, "near": 4},
            "Did this 11 times, 4 of them in this street",
        ),
        ("reliable", {"share": 0.875}, "Carried out 88 of 100 engagements"),
        ("near", {"level": "grid"}, "Based in the same grid"),
        ("near", {"level": "street"}, "Based in this street"),
        (
            "time",
            {"minutes": 360, "days": "1,3"},
            "Free on Mon, Wed: 6 hours a week that fit",
        ),
        (
            "time",
            {"minutes": 630, "days": "1,2,3,4,5,6,7"},
            "Free every day: 10.5 hours a week that fit",
        ),
        ("continuity", {}, "Served here before: a familiar face"),
        ("grade", {"grade": 4}, "Graded 4A"),
        ("load", {"free": 6, "weekly": 8}, "Has room: 6 of 8 a week are free"),
        (
            "recent",
            {"awards": 3},
            "Was asked 3 times in the last four weeks: others get a chance too",
        ),
        ("newcomer", {}, "New to this service: gets a first chance"),
        ("language", {"languages": "en,yue"}, "Speaks English, Cantonese"),
        ("unheard of", {}, ""),
    ],
)
def test_reason(code, facts, words):
    assert reason({"code": code, "contribution": 0.1, "facts": facts}) == words


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_code_of_the_engine_has_a_sentence(language):
    with translation.override(language):
        for code in ReasonCode:
            assert reason({"code": str(code), "facts": {}})
        for each in Rule:
            assert rule(str(each)) == str(BlockingRule(str(each)).label)


@pytest.mark.usefixtures("english")
def test_three_reasons_and_the_newcomer():
    codes = ["load", "continuity", "text", "near", "newcomer"]
    heard = reasons([{"code": code, "facts": {}} for code in codes])
    assert len(heard) == 4
    assert heard[-1] == "New to this service: gets a first chance"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("1\xa0meal", "1,200\xa0meals")),
        ("zh-hans", ("1\xa0份", "1,200\xa0份")),
    ],
)
def test_quantity_with_its_unit(language, words):
    with translation.override(language):
        assert (quantity(1, MEAL), quantity(1200, MEAL)) == words


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(("minutes", "words"), [(60, "1"), (90, "1.5"), (600, "10")])
def test_hours(minutes, words):
    assert hours(minutes) == words


@pytest.mark.usefixtures("english")
def test_when_of_an_item():
    item = SimpleNamespace(
        weeks=4,
        days="15",
        start=time(9),
        end=time(11, 30),
        starts_on=date(2026, 11, 25),
    )
    day = date_format(item.starts_on, "DATE_FORMAT")
    assert when(item) == (f"over 4 weeks · Mon, Fri · 09:00–11:30 · not before {day}")


@pytest.mark.usefixtures("english")
def test_gap():
    counted = [{"rule": "full", "count": 4}, {"rule": "expired", "count": 1}]
    assert gap_words(SimpleNamespace(rules=counted)) == (
        "5 candidates were looked at: 4 × fully booked in these weeks, "
        "1 × licence or verification expired."
    )
    assert gap_words(SimpleNamespace(rules=[])) == "Nobody on the menu offers this yet."
