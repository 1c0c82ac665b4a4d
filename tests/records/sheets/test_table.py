"""Files become rows under known columns, or are refused at a cell."""

from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from records.sheets import (
    Column,
    NameFinder,
    Unreadable,
    content_of,
    known_word,
    read_table,
    table,
)
from tests.records.sheets.files import book, csv_file

NAME = Column("name", ("名称", "name", "机构名称"), required=True)
TEXT = Column("text", ("内容", "text", "body"))
COLUMNS = (NAME, TEXT)
ROWS = (
    ("编号", "名称", "内容"),
    ("1", "木棉社", "送饭到六楼"),
    ("2", "红棉队", "陪诊"),
)


def read(data):
    return [(row["name"], row["text"]) for row in read_table(data, COLUMNS).rows]


def refused(data, columns=COLUMNS):
    with pytest.raises(Unreadable) as caught:
        read_table(data, columns)
    return caught.value.fault.cell, caught.value.fault.code


@pytest.mark.parametrize(
    "data",
    [
        csv_file(*ROWS),
        csv_file(*ROWS, encoding="utf-8-sig"),
        csv_file(*ROWS, encoding="gb18030"),
        csv_file(*ROWS, delimiter=";"),
        csv_file(*ROWS, delimiter="\t"),
        book(*ROWS),
    ],
    ids=["utf-8", "bom", "gb18030", "semicolon", "tab", "xlsx"],
)
def test_every_kind_of_file_reads_alike(data):
    assert read(data) == [("木棉社", "送饭到六楼"), ("红棉队", "陪诊")]


@pytest.mark.parametrize(
    "heading",
    [
        "Name",
        " 名 称 ",
        "机构名称",
        "NAME（必填）",
        "名称*",
        "ｎａｍｅ",
        "名称 Name",
        "name:",
    ],
)
def test_a_heading_goes_by_either_language_and_its_synonyms(heading):
    assert read(csv_file((heading,), ("木棉社",))) == [("木棉社", "")]


def test_a_cell_has_the_address_that_a_spreadsheet_shows():
    data = book((), ("编号", "内容", "名称"), ("1", "陪诊", "甲"), (), ("2", "", "乙"))

    first, second = read_table(data, COLUMNS).rows

    assert (first.at("text"), second.at("name"), second.at("text")) == (
        "B3",
        "C5",
        "B5",
    )


def test_a_line_break_in_a_cell_does_not_move_the_rows_below():
    data = csv_file(("name", "text"), ("甲", "一\r\n二"), ("乙", "三"))

    rows = read_table(data, COLUMNS).rows

    assert [(row["text"], row.at("text")) for row in rows] == [
        ("一\n二", "B2"),
        ("三", "B3"),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13800001234, "13800001234"),
        (13800001234.0, "13800001234"),
        (2.5, "2.5"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 9, 30), "2026-03-01T09:30:00"),
        (True, "True"),
        ("=1+1", "=1+1"),
        ("'=1+1", "=1+1"),
        ("甲\u202e乙\u200b", "甲乙"),
        ("a_x0000_b", "a_x0000_b"),
    ],
)
def test_a_value_is_the_text_that_a_person_sees(value, text):
    assert read(book(("名称", "内容"), ("甲", value))) == [("甲", text)]


def test_an_array_formula_is_its_words():
    made = Workbook()
    made.active.append(["名称"])
    made.active["A2"] = ArrayFormula("A2:A3", "=SUM(B1:B3)")
    out = BytesIO()
    made.save(out)

    assert read(out.getvalue()) == [("=SUM(B1:B3)", "")]


def test_a_formula_in_a_csv_file_is_text():
    data = csv_file(("name", "text"), ("甲", '=cmd|"/C calc"!A0'))

    assert read(data) == [("甲", '=cmd|"/C calc"!A0')]


def unfolding():
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", b"0" * 50_000_000)
    return out.getvalue()


def with_entity():
    out = BytesIO()
    with ZipFile(BytesIO(book(*ROWS))) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = b'<!DOCTYPE x [<!ENTITY a "b">]>' + data
            new.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", ("", "empty_file")),
        (b"\n \n", ("", "empty_file")),
        (csv_file(("名称",)), ("A2", "no_rows")),
        (csv_file(("内容",), ("陪诊",)), ("A1", "column_missing")),
        (csv_file(("名称", "x", "Name"), ("a", "b", "c")), ("C1", "column_twice")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ("", "old_excel")),
        (b"\xff\xfe\x00\x01\xff", ("", "not_a_sheet")),
        (b"%PDF-1.7\x00", ("", "not_a_sheet")),
        (b"PK\x03\x04 and no more", ("", "not_a_sheet")),
        (book(*ROWS)[:-200], ("", "not_a_sheet")),
        (unfolding(), ("", "unfolds")),
        (with_entity(), ("", "not_a_sheet")),
        (csv_file(("name",), ("x" * 200_000,)), ("A2", "damaged_row")),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value[1],
)
def test_what_is_no_sheet_says_so(data, fault):
    assert refused(data) == fault


def test_a_sheet_that_claims_a_million_rows_is_refused(monkeypatch):
    monkeypatch.setattr(table, "MOST_ROWS", 3)
    data = csv_file(("name",), ("1",), ("2",), ("3",))

    assert len(read(data)) == 3
    assert refused(data + b"4\r\n") == ("A5", "too_many_rows")
    assert refused(book(("name",), (1,), (2,), (3,), (4,))) == ("A5", "too_many_rows")


def test_a_cell_far_outside_is_not_reached(monkeypatch):
    monkeypatch.setattr(table, "MOST_ROWS", 1000)
    made = Workbook()
    made.active.append(["名称"])
    made.active["A2"], made.active["XFD1048576"] = "甲", "x"
    out = BytesIO()
    made.save(out)

    assert read(out.getvalue()) == [("甲", "")]


def test_no_more_than_the_limit_is_read_from_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "MOST_BYTES", 10)
    path = tmp_path / "large.csv"
    path.write_bytes(b"x" * 11)

    with pytest.raises(Unreadable) as caught:
        content_of(path)

    assert caught.value.fault.code == "too_large"
    assert content_of(b"x" * 10) == b"x" * 10


def test_a_word_of_choice_is_known_by_value_and_names():
    words = {"urgent": ("紧急", "Urgent"), "normal": ("一般",)}

    assert known_word(" 紧 急", words) == "urgent"
    assert known_word("NORMAL", words) == "normal"
    assert known_word("很急", words) is None


def test_of_two_names_that_overlap_the_longer_one_counts():
    finder = NameFinder(
        [("恒福", "1"), ("恒福社区", "2"), ("福社", "3"), ("邻里", "4")]
    )

    assert finder.keys_in("恒福社区和邻里") == {"2", "4"}
    assert finder.keys_in("恒福路") == {"1"}
    assert finder.keys_in("无") == set()
