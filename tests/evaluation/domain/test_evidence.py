"""Files under a leaf: how many, whose, once; replaced and withdrawn they stay on record."""

from __future__ import annotations

import pytest

from evaluation.domain.evidence import (
    MOST_FILES,
    put_forward,
    replace_evidence,
    withdraw_evidence,
)
from evaluation.models import Evidence
from evaluation.queries.evidence import bases, basis, standing_evidence
from records.models import LedgerEntry
from tests.evaluation.district import SHORT, District, looked, make_sheet
from tests.evaluation.refused import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    return District()


def put(case, leaf, text, **more):
    return put_forward(
        assessment=case, indicator=leaf, file=looked(text), by=case.admin, **more
    )


def test_so_many_files_and_no_more(district) -> None:
    case, leaf = district.begun(), district.leaf("1.1")
    for n in range(MOST_FILES):
        put(case, leaf, f"第{n}份")
    refused("too_many", put, MOST_FILES, case=case, leaf=leaf, text="再一份")
    put(case, district.leaf("1.3"), "另一指标")
    assert standing_evidence(case).count() == MOST_FILES + 1


def test_the_same_file_stands_once_a_page(district) -> None:
    case, leaf = district.begun(), district.leaf("1.1")
    put(case, leaf, "报告", page="3")
    refused("again", put, case=case, leaf=leaf, text="报告", page="3")
    put(case, leaf, "报告", page="7")
    assert [row.page for row in standing_evidence(case)] == ["3", "7"]


def test_a_leaf_of_another_sheet_takes_none(district) -> None:
    foreign = make_sheet(rows=SHORT).indicators.get(code="1.1")
    refused("other_sheet", put, case=district.begun(), leaf=foreign, text="x")
    assert not Evidence.objects.exists()


def test_what_was_replaced_or_withdrawn_is_gone_and_stays_on_record(district) -> None:
    case, leaf = district.begun(), district.leaf("1.1")
    old = put(case, leaf, "旧")
    new = replace_evidence(evidence=old, file=looked("新"), by=case.admin)
    again = {"evidence": old, "file": looked("更新"), "by": case.admin}
    refused("gone", replace_evidence, **again)
    refused("gone", withdraw_evidence, evidence=old, by=case.admin)
    withdraw_evidence(evidence=new, by=case.admin)
    refused("gone", withdraw_evidence, evidence=new, by=case.admin)
    assert bases(case) == {}
    assert Evidence.objects.count() == 2
    facts = LedgerEntry.objects.get(action="evaluation.replace_evidence").facts
    assert (facts["before"], facts["digest"]) == (old.digest, new.digest)


def test_after_handing_in_nothing_is_put_forward_or_taken_back(district) -> None:
    case = district.handed_in()
    row = standing_evidence(case).first()
    refused("wrong_state", put, case=case, leaf=district.leaf("1.1"), text="晚了")
    refused("wrong_state", withdraw_evidence, evidence=row, by=case.admin)
    again = {"evidence": row, "file": looked("晚了"), "by": case.admin}
    refused("wrong_state", replace_evidence, **again)


def test_what_a_leaf_rests_on_does_not_depend_on_the_order(district) -> None:
    one, other, leaf = district.begun(), district.begun(), district.leaf("1.1")
    for case, texts in ((one, ("甲", "乙")), (other, ("乙", "甲"))):
        for text in texts:
            put(case, leaf, text)
    assert basis(one, leaf) == basis(other, leaf) != ""
    assert basis(one, district.leaf("1.3")) == ""
