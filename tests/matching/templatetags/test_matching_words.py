"""Facts in plain words, in both languages."""

from datetime import date, time
from types import SimpleNamespace

import pytest
from django.utils import translation
from django.utils.formats import date_format

from matching.engine.types import Rule
from matching.enums import BlockingRule
from matching.templatetags.matching_words import (
    days,
    gap_words,
    hours,
    quantity,
    rule,
    times,
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
    ("facts", "words"),
    [
        ({"days": "1,3"}, "Mon, Wed"),
        ({"days": "1,3", "start": 540, "end": 720}, "Mon, Wed in the morning"),
        ({"days": "6", "start": 840, "end": 1080}, "Sat in the afternoon"),
        ({"days": "2", "start": 1110, "end": 1260}, "Tue in the evening"),
        ({"days": "2", "start": 540, "end": 1020}, "Tue 09:00–17:00"),
        ({"days": "2", "start": 0, "end": 720}, "Tue 00:00–12:00"),
    ],
)
def test_times(facts, words):
    assert times(facts) == words


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_rule_of_the_engine_has_words(language):
    with translation.override(language):
        for each in Rule:
            assert rule(str(each)) == str(BlockingRule(str(each)).label)


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
