"""The book to fill in: headings, example, choices, an explanation; and back again."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from records.sheets import (
    Column,
    Unreadable,
    grid_of,
    inert,
    read_table,
    template_book,
    template_text,
)

COLUMNS = (
    Column(
        "name",
        ("名称", "name"),
        required=True,
        chinese="全称",
        english="The full name",
        example="=示例",
    ),
    Column(
        "urgency",
        ("缓急", "urgency"),
        chinese="两个之一",
        english="One of two",
        example="急",
        choices=("急", "不急"),
    ),
    Column("introduction", ("介绍", "introduction")),
)


@pytest.fixture
def template():
    return load_workbook(BytesIO(template_book(COLUMNS, title="填", guide="说明")))


def saved(made):
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def test_it_has_headings_an_example_and_choices(template):
    sheet = template["填"]
    cells = [cell.value for cell in sheet[1]]

    assert cells == ["名称 Name", "缓急 Urgency"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("'=示例", "s")
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ('"急,不急"', "B2:B100000")
    assert sheet["B300"].number_format == "@"
    assert sheet.column_dimensions["A"].number_format == "@"
    assert sheet["A1"].comment.text == "全称\nThe full name"


def test_as_csv_it_opens_in_excel_as_utf8():
    text = template_text(COLUMNS)

    assert text.startswith("\ufeff名称 Name,缓急 Urgency\r\n".encode())
    assert list(grid_of(text))[1] == ["=示例", "急"]


def test_it_explains_each_column_in_both_languages(template):
    rows = list(template["说明"].iter_rows(min_row=2, values_only=True))

    assert rows[0][:3] == ("名称 Name", "全称", "The full name")
    assert rows[1][3] == "急、不急"


def test_the_example_alone_is_nothing_to_import(template):
    with pytest.raises(Unreadable) as caught:
        read_table(saved(template), COLUMNS)

    assert caught.value.fault.code == "no_rows"


def test_what_is_filled_in_comes_back(template):
    template["填"].append(["木棉社", "不急"])

    rows = read_table(saved(template), COLUMNS).rows

    assert [(row["name"], row["urgency"]) for row in rows] == [("木棉社", "不急")]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_what_leaves_is_no_formula(text):
    assert inert(text) == f"'{text}"
    assert inert(f"a{text}") == f"a{text}"
