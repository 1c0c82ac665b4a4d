"""No file that leaves holds a formula: every writer of files is here."""

import csv
import re
from io import BytesIO, StringIO

import pytest
from django.conf import settings
from openpyxl import load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from matching.sheets import need_template
from matching.views.export import csv_file, xlsx_file
from organisations.sheets import provider_template
from records.sheets import marked_copy
from tests.records.sheets.files import book

RISKY = ("=1+1", "+1", "-1", "@x", "\tx", "\rx")
FLOORS = ("records", "organisations", "matching", "evaluation", "cms", "config")
WRITERS = {
    "records/sheets/book.py",
    "records/sheets/export.py",
    "records/sheets/template.py",
}


class Named:
    """A row, or a thing that is spoken of by its name."""

    def __init__(self, name):
        self.name = name

    def __str__(self):
        return self.name


def exporting_views(view=SpreadsheetExportMixin):
    yield view
    for each in view.__subclasses__():
        yield from exporting_views(each)


def harmless(value):
    return not value.startswith(RISKY) and value.startswith("'")


def test_only_one_room_writes_files_for_spreadsheets():
    writing = re.compile(r"csv\.(writer|DictWriter)\(|\bWorkbook\(|load_workbook\(")
    found = {
        str(path.relative_to(settings.BASE_DIR))
        for floor in FLOORS
        for path in (settings.BASE_DIR / floor).rglob("*.py")
        if writing.search(path.read_text(encoding="utf8"))
    }

    reading = {"records/sheets/table.py", "records/sheets/marked.py"}
    assert found == WRITERS | reading


@pytest.mark.parametrize("cell", RISKY)
def test_lists_of_ours(cell):
    response = csv_file("list", ["a", "b"], [[cell, Named(cell)]])

    text = response.content.decode("utf-8-sig")
    (_head, row) = csv.reader(StringIO(text, newline=""))
    assert all(map(harmless, row))


def test_books_of_ours():
    response = xlsx_file("list", RISKY, [RISKY, map(Named, RISKY)])

    cells = [c for row in load_workbook(BytesIO(response.content)).active for c in row]
    assert len(cells) == 3 * len(RISKY)
    assert all(harmless(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells} == {"s"}


@pytest.mark.parametrize("cell", RISKY)
@pytest.mark.parametrize("form", SpreadsheetExportMixin.FORMATS)
def test_downloads_of_wagtail(cell, form):
    for value in (cell, Named(cell), [cell]):
        for view in {*exporting_views()}:
            written = view().preprocess_field_value("x", value, form)
            assert harmless(written), view
    assert SpreadsheetExportMixin().preprocess_field_value("x", -3, form) == -3


@pytest.mark.parametrize("form", SpreadsheetExportMixin.FORMATS)
@pytest.mark.parametrize("cell", RISKY)
def test_a_whole_download_of_wagtail(cell, form):
    view = SpreadsheetExportMixin()
    view.list_export = ["name"]
    view.export_headings = {"name": "Name"}
    if form == "csv":
        text = b"".join(view.stream_csv([Named(cell)])).decode()
        (row,) = list(csv.reader(StringIO(text, newline="")))[1]
    else:
        out = BytesIO()
        view.write_xlsx([Named(cell.strip())], out)
        row = load_workbook(out).active["A2"].value
    assert harmless(row) or row == "x"


@pytest.mark.parametrize("template", [need_template, provider_template])
def test_templates(template):
    found = load_workbook(BytesIO(template()))

    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_a_copy_of_somebodys_own_file():
    data = book(("名称",), *([cell] for cell in RISKY))

    found = load_workbook(BytesIO(marked_copy(data, {2: "=1"}, ("错误说明",))))

    cells = [cell for row in found.active.iter_rows(min_row=2) for cell in row]
    assert not [c.value for c in cells if (c.value or "").startswith(RISKY)]
