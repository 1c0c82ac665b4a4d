"""The data of the response system: loaded, loaded again, taken out of use."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

import matching
from matching.domain.response import load_response
from matching.models import DangerFamily, LevelLimit, Matter, ReferralBody
from records.models import LedgerEntry
from tests.matching.world import World

pytestmark = pytest.mark.django_db
DATA = Path(matching.__file__).parent / "data"


def read(name):
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def data():
    return {
        "matters": read("matters"),
        "bodies": read("referral_bodies"),
        "dangers": read("danger_words"),
        "limits": read("level_limits"),
    }


def load(data):
    return load_response(chain="440104", by=None, **data)


def entries():
    return LedgerEntry.objects.filter(action="matching.load_response").count()


def test_everything_that_ships_is_loaded_and_a_second_run_changes_nothing(data):
    counts = load(data)
    assert counts == {"matters": 51, "bodies": 11, "families": 4, "limits": 16}
    assert entries() == 1
    assert load(data) == counts
    assert entries() == 1


def test_classes_are_as_the_list_counts_them(data):
    load(data)
    classes = Matter.objects.values_list("klass", flat=True)
    found = {klass: list(classes).count(klass) for klass in set(classes)}
    assert found == {
        "comprehensive": 18,
        "priority_work": 13,
        "priority_project": 8,
        "emergency": 12,
    }


def test_a_changed_row_is_taken_over_and_recorded(data):
    load(data)
    data["bodies"]["bodies"][0]["phone"] = "020-1"
    load(data)
    code = data["bodies"]["bodies"][0]["code"]
    assert ReferralBody.objects.get(pk=code).phone == "020-1"
    assert entries() == 2


def test_what_is_no_longer_listed_goes_unless_a_need_names_it(data):
    load(data)
    used, unused = data["matters"]["matters"][:2]
    need = World().raised()
    need.matter_id = used["code"]
    need.save()
    data["matters"]["matters"] = data["matters"]["matters"][2:]
    load(data)
    assert Matter.objects.filter(pk=used["code"]).exists()
    assert not Matter.objects.filter(pk=unused["code"]).exists()


def test_a_row_that_cannot_be_is_refused_whole(data):
    data["limits"]["limits"][0]["level"] = "province"
    with pytest.raises(ValidationError):
        load(data)
    assert not LevelLimit.objects.exists()
    assert not DangerFamily.objects.exists()
    assert entries() == 0
