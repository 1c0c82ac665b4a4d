"""The pages of sheets: who sees them, the editor without JavaScript, its refusals."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from config.tongue import marked
from evaluation.domain.sheet import rows_kept, tree_digest
from evaluation.forms.sheet import lines_of
from evaluation.models import Sheet
from organisations.enums import Role
from tests.evaluation.sheets import rows, small_sheet
from tests.factories.organisations import (
    AppointmentFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SHEETS = "/desk/evaluation/sheets/"
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+\s*=|<script(?![^>]*\ssrc=)", re.I)


@pytest.fixture
def sheet():
    return small_sheet()


def signed_in(role):
    user = UserFactory()
    AppointmentFactory(user=user, role=role, territory=TerritoryFactory(district=True))
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def office():
    return signed_in(Role.EVALUATION_OFFICE)


def typed(lines, act, seen):
    """What the browser sends of these lines."""
    return {
        "act": act,
        "seen": seen,
        "level": [line.level for line in lines],
        **{
            name: [getattr(line, name) for line in lines]
            for name in ("name", "points", "kind", "name_en", "how", "evidence")
        },
    }


def test_a_sheet_is_read_by_all_once_it_is_fixed(office, sheet):
    expert = signed_in(Role.EXPERT)
    page = f"{SHEETS}{sheet.public_id}/"
    assert [c.get(page).status_code for c in (office, expert)] == [200, 404]
    assert [c.get(f"{page}edit/").status_code for c in (office, expert)] == [200, 404]
    Sheet.objects.update(frozen_at=timezone.now())
    assert [c.get(page).status_code for c in (office, expert)] == [200, 200]
    assert expert.get(f"{page}edit/").status_code == 403
    moved = office.get(f"{page}edit/")
    assert (moved.status_code, moved.url) == (302, page)
    for text in (
        office.get(page).content.decode(),
        office.get(SHEETS).content.decode(),
    ):
        assert INLINE.search(text) is None


def test_the_editor_adds_takes_out_works_out_and_saves(office, sheet):
    page = f"{SHEETS}{sheet.public_id}/edit/"
    seen, lines = tree_digest(rows_kept(sheet)), lines_of(rows())
    first = office.get(page)
    assert INLINE.search(first.content.decode()) is None
    assert first.context["lines"][0].found == "30"
    added = office.post(page, typed(lines, "below:4", seen)).context["lines"]
    assert [(line.level, line.name) for line in added][5:7] == [(2, "质量"), (2, "")]
    removed = office.post(page, typed(lines, "remove:0", seen))
    assert (len(removed.context["lines"]), removed.context["off"]) == (4, True)
    cheap = [*lines[:5], type(lines[5])(2, "质量", "69", "judged"), *lines[6:]]
    sums = office.post(page, typed(cheap, "sums", seen))
    assert sums.context["lines"][4].fault == "adds up to 69, not 70"
    refused = office.post(page, typed(cheap, "save", seen))
    assert refused.status_code == 422
    assert marked("2 服务 has 70 points") in refused.content.decode()
    named = [type(lines[0])(1, "", "100", "judged"), *lines[6:]]
    assert office.post(page, typed(named, "save", seen)).status_code == 422
    whole = [type(lines[0])(1, "服务", "100", "judged"), *lines[6:]]
    assert office.post(page, typed(whole, "save", seen)).status_code == 302
    assert [each.name for each in sheet.indicators.all()] == ["服务", "加分", "表彰"]
    assert office.post(page, typed(whole, "save", seen)).status_code == 409
    cut_off = {**typed(whole, "save", seen), "how": []}
    assert office.post(page, cut_off).status_code == 422


def test_a_copy_gets_a_version_of_its_own(office, sheet):
    page = f"{SHEETS}{sheet.public_id}/copy/"
    assert office.get(page).status_code == 200
    assert office.post(page, {"version": "1"}).status_code == 422
    assert office.post(page, {"version": "2"}).status_code == 302
    assert sorted(Sheet.objects.values_list("version", flat=True)) == ["1", "2"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(
    office, number, django_assert_num_queries
):
    for version in range(number):
        small_sheet(version=str(version))
    office.get(SHEETS)
    with django_assert_num_queries(6):
        office.get(SHEETS)
