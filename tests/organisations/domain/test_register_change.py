"""A known row that says something else: shown old and new, written, taken back."""

import pytest

from organisations.domain.capability import change_capability
from organisations.domain.provider import edit_provider
from organisations.enums import Role
from organisations.models import Capability, Provider
from records.models import LedgerEntry
from tests.factories.organisations import (
    AppointmentFactory,
    CapabilityFactory,
    ProviderFactory,
    ServiceTypeFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
)
from tests.organisations.sheet_files import imported, sent, undone

pytestmark = pytest.mark.django_db
HEAD = ("名称", "备案号", "简介", "街道", "服务项目", "过往项目1")


@pytest.fixture
def street():
    return StreetFactory()


@pytest.fixture
def operator():
    district = TerritoryFactory(district=True)
    return AppointmentFactory(role=Role.CENTRE_OPERATOR, territory=district).user


@pytest.fixture
def known(street):
    """An organisation that offers five of A1 a week."""
    provider = ProviderFactory(
        name="老街坊社", street=street, summary="旧", filing_no="1"
    )
    CapabilityFactory(
        provider=provider,
        service_type=ServiceTypeFactory(code="A1"),
        weekly_capacity=5,
    )
    return provider


@pytest.fixture
def upload(street, operator, known):
    StreetFactory(code="440104022", name="洪桥街道")
    row = ("老街坊社", "2", "新", "洪桥街道", "A1 8", "")
    return sent(
        "providers", street, operator, HEAD, row, ("老街坊社", "", "", "", "", "")
    )


def now(known):
    row = Provider.objects.get(pk=known.pk)
    weekly = Capability.objects.get().weekly_capacity
    return row.filing_no, row.summary, row.street.name, weekly


def test_a_dry_run_shows_old_and_new_of_each_cell(upload, known):
    assert (upload.changed, upload.there, upload.new) == (1, 1, 0)
    (said,) = (words for group, _n, words in upload.samples if group == "changed")
    assert said.splitlines()[0] == "老街坊社"
    assert [line.split("：", 1)[1] for line in said.splitlines()[1:]] == [
        "1 → 2",
        "旧 → 新",
        f"{known.street} → 洪桥街道",
        "5 → 8",
    ]
    assert said.splitlines()[1].startswith("B2 ")
    assert now(known) == ("1", "旧", known.street.name, 5)


def test_it_is_written_with_a_trail_and_taken_back(upload, known):
    upload = imported(upload)
    assert now(known) == ("2", "新", "洪桥街道", 8)
    trail = LedgerEntry.objects.filter(subject=known.subject)
    changed = trail.get(action="organisations.edit_provider").facts["changed"]
    assert changed == ["filing_no", "street", "summary"]

    upload = undone(upload)

    assert upload.kept == []
    assert now(known) == ("1", "旧", known.street.name, 5)


def test_what_was_changed_since_is_kept(upload, known):
    upload = imported(upload)
    edit_provider(provider=known, summary="更新", by=UserFactory())
    change_capability(
        capability=Capability.objects.get(), weekly_capacity=9, by=UserFactory()
    )

    upload = undone(upload)

    assert now(known) == ("1", "更新", known.street.name, 9)
    assert sorted(set(upload.kept)) == ["老街坊社", str(Capability.objects.get())]


def test_empty_cells_and_the_same_change_nothing(street, operator, known):
    same = ("老街坊社", "1", "旧", street.name, "A1 5", "")
    upload = sent("providers", street, operator, HEAD, same)
    assert (upload.changed, upload.there) == (0, 1)


def test_what_does_not_fit_is_wrong_in_its_cell(street, operator, known):
    StreetFactory(code="440103001", name="别区街道")
    rows = (
        ("老街坊社", "", "", "没有的街", "", ""),
        ("老街坊社", "", "", "440103001", "", ""),
        ("老街坊社", "", "", "", "Z9 3", ""),
    )
    upload = sent("providers", street, operator, HEAD, *rows)
    assert (upload.wrong, upload.changed) == (3, 0)


def test_a_body_of_another_district_is_left_alone(street, operator, known):
    far = StreetFactory(code="440103001", name="别区街道")
    Provider.objects.update(street=far)
    upload = sent(
        "providers", street, operator, HEAD, ("老街坊社", "9", "", "", "", "")
    )
    assert (upload.changed, upload.there) == (0, 1)


def test_the_first_of_two_rows_is_taken(street, operator, known):
    rows = (("老街坊社", "", "甲", "", "", ""), ("老街坊社", "", "乙", "", "", ""))
    upload = imported(sent("providers", street, operator, HEAD, *rows))
    assert (upload.changed, upload.there) == (1, 1)
    assert now(known)[1] == "甲"
