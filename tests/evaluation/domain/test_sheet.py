"""A sheet adds up or is not kept; once a round was announced on it, it stands."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from evaluation.domain.sheet import (
    add_sheet,
    check_sums,
    coded,
    copy_sheet,
    rows_kept,
    save_sheet,
    tree_digest,
)
from evaluation.enums import LeafKind
from evaluation.models import Sheet
from evaluation.scoring import Points, grade, total
from evaluation.scoring.grades import Band, Bands, caps_that_hold, lowest
from evaluation.snapshot import view_of
from tests.evaluation.sheets import row, rows, small_sheet
from tests.factories.organisations import UserFactory

pytestmark = pytest.mark.django_db


def refused(code, verb, *arguments, **named):
    with pytest.raises(ValidationError) as error:
        verb(*arguments, **named)
    assert error.value.code == code
    return error.value.messages[0]


def saved(sheet, new, seen=None):
    return save_sheet(
        sheet=sheet,
        rows=new,
        seen=tree_digest(rows_kept(sheet)) if seen is None else seen,
        chain="440104",
        by=UserFactory(),
    )


def test_codes_follow_from_levels():
    assert [code for code, _above, _row in coded(rows())] == [
        *("1", "1.1", "1.2", "1.3", "2", "2.1", "3", "3.1")
    ]


@pytest.mark.parametrize(
    ("place", "points", "said"),
    [
        (1, "19", "1 基础为30分，其下各项合计29分，请核对。"),
        (2, "9", "1 基础为30分，其下各项合计29.5分，请核对。"),
        (4, "71", "2 服务为71分，其下各项合计70分，请核对。"),
        (6, "6", "本表加分上限为5分，加分项合计6分，请核对。"),
    ],
)
def test_a_mismatch_names_its_node_and_nothing_is_written(place, points, said):
    sheet, new = small_sheet(), rows()
    new[place] = replace(new[place], points=Decimal(points))
    if place == 1:
        new[place] = replace(new[place], kind=LeafKind.JUDGED, settings={})
    code = "bonus" if place == 6 else "sum"
    assert refused(code, saved, sheet, new) == said
    assert tree_digest(rows_kept(sheet)) == tree_digest(rows())


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ([row(2, "没有上级", 100)], "level"),
        ([row(1, "细分", 100, settings={"step": "0.3"})], "row"),
        ([row(1, "等次", 100, LeafKind.LEVELS, settings={})], "row"),
        ([row(1, "叶", 100), row(2, "叶下", 100)], "row"),
        ([row(1, "头", 100, LeafKind.NODE)], "sum"),
        ([row(1, "名" * 121, 100)], "row"),
    ],
)
def test_rows_that_cannot_be_scored_are_refused(new, code):
    refused(code, saved, small_sheet(bonus_cap=5), [*new, *rows()[6:]])


def test_the_tree_is_written_anew_and_a_late_editor_is_told():
    sheet = small_sheet()
    seen, new = tree_digest(rows_kept(sheet)), rows()
    new[2], new[3] = (replace(new[n], points=Decimal(5)) for n in (2, 3))
    saved(sheet, new, seen)
    assert [str(each.points) for each in sheet.indicators.all()][2:4] == ["5.0", "5.0"]
    refused("stale", saved, sheet, rows(), seen)


def test_a_frozen_sheet_is_copied_and_never_changed():
    sheet = small_sheet()
    Sheet.objects.filter(pk=sheet.pk).update(frozen_at=timezone.now())
    refused("frozen", saved, sheet, rows())
    copy = copy_sheet(sheet=sheet, version="2", chain="440104", by=UserFactory())
    assert copy.frozen_at is None
    assert tree_digest(rows_kept(copy)) == tree_digest(rows_kept(sheet))
    saved(copy, rows())
    with pytest.raises(ValidationError):
        copy_sheet(sheet=sheet, version="2", chain="440104", by=UserFactory())


def test_without_a_party_branch_the_grade_is_4a_at_most():
    caps = {"caps": [{"code": "1.2", "least": "0.5", "at_most": "4A"}]}
    view = view_of(small_sheet(settings=caps))
    bands = Bands((Band("4A", Points(0), Points.of(95)), Band("5A", Points.of(95))))
    full = {leaf.code: leaf.ladder[-1] for leaf in view.leaves}
    best = total(view, full)
    assert grade(best, bands, lowest(caps_that_hold(view, full), bands)) == "5A"
    without = {**full, "1.2": Points(0), "3.1": Points.of(5)}
    points = total(view, without)
    assert points == Points.of("95.5")
    assert grade(points, bands, lowest(caps_that_hold(view, without), bands)) == "4A"


def test_a_cap_on_a_row_that_is_not_there_is_refused():
    sheet = Sheet(
        key="X",
        total=Decimal(100),
        settings={"caps": [{"code": "9", "least": "1", "at_most": "4A"}]},
    )
    assert "9" in refused("row", check_sums, sheet, rows())
    refused_sheet = Sheet(key="X", version="1", name="x", form="club", total=100)
    with pytest.raises(ValidationError):
        add_sheet(sheet=refused_sheet, rows=rows(), chain="440104", by=None)
