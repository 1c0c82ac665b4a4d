"""Somebody's own file back, with what is wrong in a column of its own."""

from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from records.sheets import csv_text, grid_of, inert, marked_copy
from tests.records.sheets.files import book, csv_file

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
COMMENTS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
)
LOST = (
    f'<Relationships xmlns="{RELATIONS}"><Relationship Id="c1" Type="{COMMENTS}"'
    ' Target="/xl/comments/lost.xml"/></Relationships>'
)
NAMES = ("错误说明", "what is wrong")
RISKY = ("=1+1", "+1", "-1", "@x", "\tx", "\rx", " =1", "\n@x")


def rows(data):
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_book_keeps_order_sheet_and_columns():
    data = book(("名称", "备注"), ("甲", 3), (), ("乙", None))

    marked = marked_copy(data, {4: "太长"}, NAMES)

    assert rows(marked) == [
        ["名称", "备注", "错误说明"],
        ["甲", 3, None],
        [None, None, None],
        ["乙", None, "太长"],
    ]


def test_what_stands_beside_without_a_heading_stays():
    data = csv_file(("名称",), ("甲", "", "备忘"))

    assert list(grid_of(marked_copy(data, {2: "缺"}, NAMES)))[1] == [
        "甲",
        "",
        "备忘",
        "缺",
    ]
    sheet = rows(marked_copy(book(("名称",), ("甲", 0)), {2: "缺"}, NAMES))
    assert sheet[1] == ["甲", 0, "缺"]


def test_sentences_of_the_last_time_go():
    data = marked_copy(book(("名称",), ("甲",), ("乙",)), {2: "旧", 3: "旧"}, NAMES)

    again = rows(marked_copy(data, {3: "新"}, NAMES))

    assert again == [["名称", "错误说明"], ["甲", None], ["乙", "新"]]


def test_formulas_become_the_text_that_they_are():
    made = Workbook()
    made.active.append(["名称", "=HYPERLINK(1)", "=2"])
    made.active["A2"] = ArrayFormula("A2:A3", "=SUM(1)")
    made.create_sheet("另一张").append(["=3"])
    out = BytesIO()
    made.save(out)

    found = load_workbook(BytesIO(marked_copy(out.getvalue(), {2: "=4"}, NAMES)))

    cells = [c for sheet in found for row in sheet.iter_rows() for c in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert (found.active["D2"].value, found["另一张"]["A1"].value) == ("'=4", "'=3")


def test_cells_that_are_one_are_parted_where_the_column_stands():
    made = Workbook()
    made.active.append(["名称"])
    made.active.append(["甲"])
    made.active.merge_cells("A2:D2")
    out = BytesIO()
    made.save(out)

    assert rows(marked_copy(out.getvalue(), {2: "缺"}, NAMES))[1][:2] == ["甲", "缺"]


def test_a_book_with_a_part_that_cannot_be_written_again_comes_by_its_cells():
    out = BytesIO(book(("名称",), ("=1",)))
    with ZipFile(out, "a") as archive:
        archive.writestr("xl/worksheets/_rels/sheet1.xml.rels", LOST)

    marked = marked_copy(out.getvalue(), {2: "缺"}, NAMES)

    assert rows(marked) == [["名称", "错误说明"], ["'=1", "缺"]]


def test_csv_keeps_its_delimiter_and_its_quoted_cells():
    data = csv_file(("名称", "备注"), ("甲;1", "a\nb"), ("乙", "=1"), delimiter=";")

    marked = marked_copy(data, {3: "缺"}, NAMES)

    assert marked.startswith("\ufeff名称;备注;错误说明".encode())
    assert list(grid_of(marked)) == [
        ["名称", "备注", "错误说明"],
        ["甲;1", "a\nb", ""],
        ["乙", "=1", "缺"],
    ]


def test_csv_in_the_encoding_of_excel_in_china():
    data = csv_file(("名称",), ("甲",), encoding="gb18030")

    assert list(grid_of(marked_copy(data, {2: "缺"}, NAMES)))[1] == ["甲", "缺"]


def test_no_cell_that_leaves_is_a_formula():
    text = csv_text([RISKY])

    assert text.startswith("\ufeff")
    assert all(inert(cell) == f"'{cell}" for cell in RISKY)
    assert inert("a=1") == "a=1"
    assert text.count("'") == len(RISKY)
