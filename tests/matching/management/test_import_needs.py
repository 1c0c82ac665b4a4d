"""`import_needs`: a file of needs, all of it or nothing."""

import csv
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from matching.models import Need
from matching.sheets import COLUMNS
from records.models import LedgerEntry, Message
from tests.factories.organisations import TerritoryFactory
from tests.matching.tools import load_tables

pytestmark = pytest.mark.django_db

HEAD = ("社区", "需求内容", "联系人", "联系电话", "来源", "紧急程度", "热线工单号")
GOOD = (
    ("恒福社区", "六楼的老人没人送饭。", "陈小一", "13800001234", "邻居", "较急", ""),
    ("440104021009", "想请人陪诊。", "", "", "", "", "RX-17"),
)


@pytest.fixture
def world(clocked_world):
    return clocked_world


@pytest.fixture
def file(tmp_path):
    """Writes rows as csv in an encoding, or as an xlsx book."""

    def write(rows, name="needs.csv", encoding="utf-8", head=HEAD):
        path = tmp_path / name
        if name.endswith("xlsx"):
            book = Workbook()
            for row in (head, *rows):
                book.active.append(row)
            book.save(path)
        else:
            text = StringIO()
            csv.writer(text).writerows([head, *rows])
            path.write_bytes(text.getvalue().encode(encoding))
        return path

    return write


def run(path, community="auto", fatal=False, **more):
    """Exit status, what was printed, what was said of faults."""
    out, err = StringIO(), StringIO()
    status = 0
    try:
        call_command(
            "import_needs", path, community=community, stdout=out, stderr=err, **more
        )
    except SystemExit as error:
        status = error.code
    except CommandError as error:
        if not fatal:
            raise
        status = 1
        err.write(str(error))
    return status, out.getvalue(), err.getvalue()


def nothing_written():
    written = LedgerEntry.objects.filter(action="matching.raise_need")
    return not (Need.objects.exists() or written.exists() or Message.objects.exists())


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("needs.csv", "utf-8"),
        ("needs.csv", "utf-8-sig"),
        ("needs.csv", "gb18030"),
        ("needs.xlsx", ""),
    ],
)
def test_every_kind_of_file_raises_the_same(world, file, name, encoding):
    status, out, err = run(file(GOOD, name, encoding))

    first, second = Need.objects.order_by("number")
    assert (status, err) == (0, "")
    assert "2" in out
    assert (first.community, first.text) == (world.community, GOOD[0][1])
    assert (first.origin, first.urgency) == ("neighbour", "soon")
    assert (first.person.name, first.person.phone) == ("陈小一", "13800001234")
    assert (second.community, second.origin) == (world.neighbour, "hotline")
    assert (second.origin_no, second.person) == ("RX-17", None)


def test_a_second_run_creates_nothing(world, file):
    path = file(GOOD)
    run(path)
    acts = LedgerEntry.objects.count()

    status, _out, _err = run(path)

    assert status == 0
    assert Need.objects.count() == 2
    assert LedgerEntry.objects.count() == acts
    with translation.override("en"):
        assert "Already there: 2" in run(path)[1]


def test_a_dry_run_writes_nothing_and_reports_the_same(world, file):
    path = file(GOOD)
    with translation.override("en"):
        status, dry, _err = run(path, dry_run=True)

        assert (status, nothing_written()) == (0, True)
        _status, real, _err = run(path)
    assert "Created: 2" in dry
    assert dry.splitlines()[: len(real.splitlines())] == real.splitlines()


BAD = {
    "A4": ("没有这个社区", "想学手机。", "", "", "", "", ""),
    "B4": ("恒福社区", "", "陈小一", "", "", "", ""),
    "C4": ("恒福社区", "想学手机。", "", "13800001234", "", "", ""),
    "D4": ("恒福社区", "想学手机。", "陈小一", "call me", "", "", ""),
    "E4": ("恒福社区", "想学手机。", "", "", "天上", "", ""),
    "F4": ("恒福社区", "想学手机。", "", "", "", "马上马上", ""),
    "G4": ("恒福社区", "想学手机。", "", "", "", "", "9" * 41),
}


@pytest.mark.parametrize("name", ["needs.csv", "needs.xlsx"])
@pytest.mark.parametrize("cell", BAD)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_one_bad_row_is_named_and_nothing_is_written(world, file, name, cell, language):
    path = file([*GOOD, BAD[cell]], name)

    with translation.override(language):
        status, _out, err = run(path)

    assert status == 1
    assert err.startswith(cell)
    assert len(err.strip().splitlines()) == 1
    assert nothing_written()


def test_all_bad_rows_are_named_at_once(world, file):
    status, _out, err = run(file(BAD.values()))

    assert status == 1
    told = [line[:2] for line in err.splitlines()]
    assert told == [f"{cell[0]}{row}" for row, cell in enumerate(BAD, start=2)]


def test_auto_finds_the_community_in_the_words(world, file):
    rows = [("恒福社区的老人想请人陪诊。",), ("邻里社区居委会：楼道没有灯。",)]

    status, _out, err = run(file(rows, head=("内容",)))

    places = Need.objects.order_by("number").values_list("community__name", flat=True)
    assert (status, err) == (0, "")
    assert list(places) == ["恒福社区", "邻里社区"]


@pytest.mark.parametrize("text", ["老人想请人陪诊。", "恒福社区和邻里社区都缺人。"])
def test_auto_refuses_words_without_one_community(world, file, text):
    status, _out, err = run(file([(text,)], head=("内容",)))

    assert (status, err[:2], nothing_written()) == (1, "A2", True)


def test_a_street_decides_between_communities_of_one_name(world, file):
    TerritoryFactory(code="440104019008", name="恒福社区")
    alone, told = ("恒福社区要陪诊。",), ("别处街道恒福社区要陪诊。",)

    assert run(file([alone], head=("内容",)))[0] == 1
    assert run(file([told], head=("内容",)))[0] == 0
    assert Need.objects.get().community.code == "440104019008"


def test_a_named_community_takes_the_rows_that_name_none(world, file):
    rows = [("", "想请人陪诊。"), ("邻里社区", "想请人送饭。")]

    run(file(rows, head=("社区", "内容")), community=world.community.code)

    places = Need.objects.order_by("number").values_list("community__name", flat=True)
    assert list(places) == ["恒福社区", "邻里社区"]


def test_words_of_danger_are_named_before_and_after(world, file):
    load_tables()
    path = file([("恒福社区", "老公动手打人，她很怕。")], head=("社区", "内容"))

    for dry in (True, False):
        with translation.override("en"):
            _status, out, _err = run(path, dry_run=dry)
        assert "ring first, then look at rows 2." in out
    assert Message.objects.filter(kind="matching.danger").exists()


@pytest.mark.parametrize(
    ("content", "community"),
    [
        (b"", "auto"),
        (b"\xd0\xcf\x11\xe0old", "auto"),
        (b"PK\x03\x04broken", "auto"),
        (b"\xff\xfe\x00\x01", "auto"),
        ("姓名,年龄\n陈,3\n".encode(), "auto"),
        ("内容\n陪诊\n".encode(), ""),
        ("内容\n陪诊\n".encode(), "440104021"),
        ("内容\n陪诊\n".encode(), "nonsense"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(world, tmp_path, content, community):
    path = tmp_path / "needs.csv"
    path.write_bytes(content)

    with pytest.raises(CommandError) as caught:
        run(path, community=community)

    assert str(caught.value).strip()
    assert nothing_written()


def test_a_file_that_is_not_there_is_said(world, tmp_path):
    with pytest.raises(CommandError):
        run(tmp_path / "none.csv")
    with pytest.raises(CommandError):
        call_command("import_needs")


def test_the_template_comes_back_as_it_went(world, tmp_path):
    path = tmp_path / "template.xlsx"
    call_command("import_needs", template=path)
    with pytest.raises(CommandError):  # its example is no row
        run(path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert heads == [column.heading for column in COLUMNS]
    sheet.cell(3, 1, "恒福社区")
    sheet.cell(3, heads.index(next(h for h in heads if "需求内容" in h)) + 1, "送饭")
    out = BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())

    status, _out, err = run(path)

    assert (status, err) == (0, "")
    assert Need.objects.get().text == "送饭"


CELLS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
WORDS = st.sampled_from(
    ["恒福社区", "想请人陪诊", "邻居", "急", "13800001234", "", "=1+1"]
)
ROWS = st.lists(st.tuples(*[CELLS | WORDS] * len(HEAD)), min_size=1, max_size=4)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=ROWS, encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
def test_random_cells_give_all_or_nothing(world, file, rows, encoding):
    before = Need.objects.count()
    status, out, err = run(file(rows, encoding=encoding), fatal=True)

    made = Need.objects.count() - before
    assert made == 0 if status else made <= len(rows)
    assert bool(err) == bool(status)
    assert "Traceback" not in out + err
