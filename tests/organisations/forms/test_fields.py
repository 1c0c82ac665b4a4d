"""Windows, yuan and territories as people type them."""

from datetime import time

import pytest
from django import forms
from django.http import QueryDict
from django.utils import translation

from organisations.forms.fields import (
    HoursField,
    StreetsField,
    TerritoriesField,
    YuanField,
)
from organisations.models import Hours
from tests.factories.organisations import TerritoryFactory


class Sheet(forms.Form):
    windows = HoursField(required=False)


def sheet(text):
    return Sheet(QueryDict(text))


def test_rows_become_hours_and_empty_rows_fall_away():
    form = sheet(
        "windows-0-days=1&windows-0-days=3&windows-0-start=09:00&windows-0-end=11:30"
        "&windows-1-start=&windows-1-end=&windows-2-days=6"
        "&windows-2-start=18:30&windows-2-end=21:00"
    )

    assert form.is_valid()
    assert form.cleaned_data["windows"] == [
        Hours("13", time(9), time(11, 30)),
        Hours("6", time(18, 30), time(21)),
    ]


@pytest.mark.parametrize(
    "row",
    [
        "windows-0-start=09:00&windows-0-end=11:30",
        "windows-0-days=1&windows-0-start=09:00&windows-0-end=",
        "windows-0-days=1&windows-0-start=9h&windows-0-end=10h",
        "windows-0-days=1&windows-0-start=11:00&windows-0-end=09:00",
        "windows-0-days=9&windows-0-start=09:00&windows-0-end=10:00",
    ],
)
def test_a_row_that_is_not_whole_is_named(row):
    form = sheet(row)

    with translation.override("en"):
        assert not form.is_valid()
        assert form.errors["windows"][0].startswith("Line 1:")


def test_what_was_typed_comes_back_with_the_error():
    form = sheet("windows-0-days=2&windows-0-start=11:00&windows-0-end=09:00")

    html = str(form["windows"])

    assert 'value="2" checked' in html
    assert 'value="11:00"' in html


def test_hours_read_alike_whether_typed_or_kept():
    typed = [("67", "09:00", "18:00"), ("", "", "")]
    kept = [Hours("67", time(9), time(18))]

    with translation.override("en"):
        words = [HoursField().in_words(value) for value in (typed, kept, None)]

    assert words == ["Sat, Sun 09:00–18:00", "Sat, Sun 09:00–18:00", ""]


def test_a_required_field_wants_a_row():
    with pytest.raises(forms.ValidationError):
        HoursField().clean([("", "", "")])


@pytest.mark.parametrize(
    ("typed", "fen"), [("13", 1300), ("0.05", 5), ("", 0), ("19.99", 1999)]
)
def test_yuan_become_fen(typed, fen):
    assert YuanField(required=False).clean(typed) == fen


@pytest.mark.parametrize("typed", ["-1", "0.001", "gratis"])
def test_what_is_no_price_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        YuanField().clean(typed)


def test_fen_are_shown_as_yuan():
    assert YuanField().prepare_value(1305) == "13.05"


@pytest.mark.django_db
def test_territories_are_found_by_code_or_name():
    community, street = TerritoryFactory(), TerritoryFactory(street=True)

    assert TerritoriesField().clean("恒福社区、440104021") == [community, street]
    assert TerritoriesField(limit=1).clean(" 恒福社区 ") == community
    assert TerritoriesField(limit=1, required=False).clean("") is None


@pytest.mark.django_db
def test_a_name_that_is_unknown_or_shared_is_said():
    TerritoryFactory()
    TerritoryFactory(code="440104022001")

    for typed in ("恒福社区", "不知何处", "440104021008 440104022001"):
        with pytest.raises(forms.ValidationError):
            TerritoriesField(limit=1).clean(typed)


@pytest.mark.django_db
def test_streets_are_boxes_with_or_without_the_district():
    TerritoryFactory()
    TerritoryFactory(street=True)
    TerritoryFactory(district=True)

    assert len(StreetsField().choices) == 1
    assert len(StreetsField(with_district=True).choices) == 2
