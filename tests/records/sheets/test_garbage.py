"""Whatever bytes or cells come in: rows, or a fault; never a traceback."""

from hypothesis import given
from hypothesis import strategies as st

from records.enums import SHEET_FAULTS
from records.sheets import Column, Row, Unreadable, read_table
from tests.evidence import sweep
from tests.records.sheets.files import book, csv_file

COLUMNS = (
    Column("name", ("名称", "name"), required=True),
    Column("text", ("内容", "text")),
)
# What a spreadsheet can hold: openpyxl itself refuses control characters.
CELL = st.text(
    st.characters(min_codepoint=32, exclude_categories=("Cs",)), max_size=40
) | st.sampled_from(["=1+1", "@SUM(A1)", "-2", "'", '"', ";", "\t", "1e999", "名称"])
ANY = st.text(st.characters(exclude_categories=("Cs",)), max_size=40) | CELL
GRID = st.lists(st.lists(CELL, max_size=6), max_size=8)


def read(data: bytes) -> tuple[list[Row], str]:
    try:
        return read_table(data, COLUMNS).rows, ""
    except Unreadable as error:
        return [], error.fault.code


def rows_or_fault(data: bytes) -> None:
    rows, code = read(data)
    assert bool(rows) != (code in SHEET_FAULTS)
    for row in rows:
        for text in row.values.values():
            assert text == text.strip()
            assert text.encode().decode() == text
            assert "\0" not in text


@sweep(40, 3000)
@given(st.binary(max_size=400))
def test_bytes(data):
    rows_or_fault(data)


@sweep(40, 3000)
@given(st.lists(st.lists(ANY, max_size=6), max_size=8), st.booleans())
def test_csv_cells(rows, headed):
    rows = [["名称", "text"], *rows] if headed else rows
    rows_or_fault(csv_file(*rows))


@sweep(10, 500)
@given(GRID)
def test_xlsx_cells(rows):
    rows_or_fault(book(["内容", "名称"], *rows))


@sweep(15, 1000)
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=20))
def test_a_book_with_broken_bytes(place, splinter):
    data = book(["名称"], ["甲"])
    place %= len(data)
    rows_or_fault(data[:place] + splinter + data[place + len(splinter) :])
