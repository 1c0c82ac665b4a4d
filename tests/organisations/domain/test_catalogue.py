"""Loading the catalogue: idempotent, versioned, gates known."""

import json

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from organisations.domain.catalogue import load_catalogue
from organisations.models import ServiceCategory, ServiceType
from records.models import LedgerEntry

DATA = settings.BASE_DIR / "organisations" / "data"

pytestmark = pytest.mark.django_db


@pytest.fixture
def data():
    return json.loads((DATA / "service_types.json").read_text(encoding="utf-8"))


def load(data):
    return dict(load_catalogue(data=data, by=None))


def test_the_same_version_again_changes_nothing(data):
    assert load(data) == {"created": 78, "changed": 0, "unchanged": 0}
    assert load(data) == {"created": 0, "changed": 0, "unchanged": 78}
    assert (ServiceCategory.objects.count(), ServiceType.objects.count()) == (13, 65)
    assert LedgerEntry.objects.count() == 1


def test_a_later_version_changes_what_differs_and_removes_nothing(data):
    load(data)
    gone = data["types"].pop()
    data["types"][0]["name"] = "独居长者关爱探访"

    assert load(data) == {"created": 0, "changed": 1, "unchanged": 76}
    assert ServiceType.objects.get(code="A1").name == "独居长者关爱探访"
    assert ServiceType.objects.filter(code=gone["code"]).exists()


def test_an_unknown_gate_stops_the_whole_load(data):
    data["types"][64]["gates"] = ["XYZ"]

    with pytest.raises(ValidationError) as caught:
        load(data)

    assert caught.value.code == "gate"
    assert ServiceType.objects.count() == 0


def test_services_for_organisations_are_kept_apart(data):
    load(data)

    assert ServiceType.objects.for_residents().count() == 60
