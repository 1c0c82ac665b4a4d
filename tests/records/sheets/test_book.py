"""A book of text: long numbers keep their digits, no cell is a formula."""

from io import BytesIO

from openpyxl import load_workbook

from records.sheets import text_book

ROWS = [("440104199001011234", "=1+1"), ("+86", "@x"), (7, "陈一")]


def test_every_cell_is_text_and_none_a_formula() -> None:
    sheet = load_workbook(BytesIO(text_book("时长", ("号码", "=词"), ROWS))).active

    assert sheet.title == "时长"
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["号码", "'=词"],
        ["440104199001011234", "'=1+1"],
        ["'+86", "'@x"],
        ["7", "陈一"],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
