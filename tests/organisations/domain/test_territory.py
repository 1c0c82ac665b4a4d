"""Loading territories: idempotent, whole or not at all."""

import csv

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from organisations.domain.territory import load_territories
from organisations.models import Territory
from records.models import LedgerEntry

DATA = settings.BASE_DIR / "organisations" / "data"

pytestmark = pytest.mark.django_db

ROWS = [
    {"code": "440104", "level": "district", "name": "越秀区", "name_en": "Yuexiu"},
    {"code": "440104021", "level": "street", "name": "登峰街道"},
    {"code": "440104021008", "level": "community", "name": "恒福社区"},
]


def load(rows):
    return dict(load_territories(rows=rows, by=None))


def test_the_same_rows_again_change_nothing():
    assert load(ROWS) == {"created": 3, "changed": 0, "unchanged": 0}
    assert load(ROWS) == {"created": 0, "changed": 0, "unchanged": 3}
    assert LedgerEntry.objects.count() == 1


def test_a_new_name_is_taken_over_and_nothing_else_moves():
    load(ROWS)
    keys = dict(Territory.objects.values_list("code", "pk"))

    counts = load([{**ROWS[1], "name": "登峰街"}])

    assert counts == {"created": 0, "changed": 1, "unchanged": 0}
    assert Territory.objects.get(code="440104021").name == "登峰街"
    assert dict(Territory.objects.values_list("code", "pk")) == keys


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"code": "440104022", "level": "community", "name": "某街"}, "440104022"),
        ({"code": "440104099001", "level": "community", "name": "某社区"}, "440104099"),
        ({"code": "44010402X", "level": "street", "name": "某街"}, "44010402X"),
        ({"code": "440104023", "level": "street", "name": ""}, "440104023"),
        ({"code": "440104", "level": "district", "name": "又一区"}, "440104"),
    ],
)
def test_one_wrong_row_and_nothing_is_written(row, said):
    with pytest.raises(ValidationError) as caught:
        load([*ROWS, row])

    assert said in " ".join(caught.value.messages)
    assert Territory.objects.count() == 0


def test_the_ledger_says_how_many_and_what_in_a_digest():
    load(ROWS)

    entry = LedgerEntry.objects.get()

    assert entry.action == "organisations.load_territories"
    assert entry.facts["created"] == 3
    assert len(entry.facts["digest"]) == 64


def test_the_files_that_ship_hold_the_district():
    with (DATA / "territories.csv").open(encoding="utf-8") as file:
        counts = load(csv.DictReader(file))

    levels = [
        Territory.objects.filter(level=level).count()
        for level in ("district", "street", "community", "grid")
    ]
    assert counts["created"] == 2134
    assert levels == [1, 18, 222, 1893]
