"""Telephone and address for everybody, from a file: written, changed, taken back; a
person's own number is refused at its cell."""

import pytest
from django.utils import translation

from organisations.domain.bulk import import_providers
from organisations.enums import Role
from organisations.models import Provider
from organisations.sheets import COLUMNS, read_providers
from records.models import LedgerEntry
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    StreetFactory,
    TerritoryFactory,
    credit_code,
)
from tests.organisations.sheet_files import imported, sent, undone
from tests.records.sheets.files import csv_file

pytestmark = pytest.mark.django_db
HEAD = ("名称", "统一社会信用代码", "公开电话", "公开地址")
LANDLINE = "020-8765 4321"
REFUSED = {
    "zh-hans": "这是个人电话。请填机构自己的电话，如固定电话或 400 电话；没有就留空。",
    "en": "This is a person's own telephone. Give a number of the organisation itself, "
    "such as a landline or 400 number, or leave it empty.",
}


@pytest.fixture
def street():
    return StreetFactory()


def checked(street, *rows):
    sheet = read_providers(csv_file(HEAD, *rows), year=2026)
    return import_providers(sheet=sheet, street=street, by=None, rehearsal=True)


def contact(name="示范区新社（演示）"):
    return Provider.objects.values_list("public_phone", "public_address").get(name=name)


def test_new_and_known_bodies_get_theirs_and_an_import_is_taken_back(street):
    district = TerritoryFactory(district=True)
    operator = AppointmentFactory(role=Role.CENTRE_OPERATOR, territory=district).user
    ProviderFactory(name="老街坊社", street=street, public_address="旧址")
    ProviderFactory(name="照旧社", street=street, public_phone="400-000 1234")
    upload = sent(
        *("providers", street, operator, HEAD),
        ("示范区新社（演示）", credit_code(4001), LANDLINE, "示范路 1 号"),
        ("老街坊社", "", "４００-０００ ５６７８", "新址 2 楼"),
        ("照旧社", "", "", ""),
    )
    assert (upload.new, upload.changed, upload.there) == (1, 1, 1)

    upload = imported(upload)

    assert contact() == (LANDLINE, "示范路 1 号")
    assert contact("老街坊社") == ("４００-０００ ５６７８", "新址 2 楼")
    assert contact("照旧社") == ("400-000 1234", "")
    facts = LedgerEntry.objects.filter(action="organisations.edit_provider").get().facts
    assert sorted(facts["changed"]) == ["public_address", "public_phone"]
    undone(upload)
    assert contact("老街坊社") == ("", "旧址")
    assert not Provider.objects.filter(name="示范区新社（演示）").exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "phone", ["138 0013 8000", "+86 13800138000", "１３８００１３８０００"]
)
def test_a_person_s_own_number_is_refused_at_its_cell(street, language, phone):
    ProviderFactory(name="老街坊社", street=street)
    with translation.override(language):
        report = checked(
            street,
            ("示范区新社（演示）", credit_code(4001), phone, ""),
            ("老街坊社", "", phone, ""),
        )
        found = [(each.cell, each.sentence) for each in report.refused]

    assert found == [("C2", REFUSED[language]), ("C3", REFUSED[language])]
    assert LedgerEntry.objects.count() == 0


def test_too_long_is_named_and_only_a_heading_that_says_public_is_read(street):
    long = checked(street, ("甲社", "", "0" * 41, "长" * 121))
    assert [each.cell for each in long.refused] == ["C2", "D2"]

    headings = {name for each in COLUMNS for name in each.names}
    assert headings.isdisjoint(
        {"电话", "手机", "联系电话", "联系人电话", "地址", "住址"}
    )
