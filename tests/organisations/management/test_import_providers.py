"""`manage.py import_providers`: files in, a report out, exit status 1 on any fault."""

from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as steps
from hypothesis import strategies as st
from openpyxl import load_workbook

from organisations.models import Capability, PastProject, Provider
from records.models import LedgerEntry
from tests.factories.organisations import (
    ServiceTypeFactory,
    StreetFactory,
    credit_code,
)
from tests.records.sheets.files import book, csv_file

pytestmark = pytest.mark.django_db
AWARDS = settings.BASE_DIR.parent / "shared/data/organisations_and_projects.csv"


@pytest.fixture(autouse=True)
def street():
    return StreetFactory()


def run(path, *words):
    """Exit status, what was said, what was complained of."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_providers", str(path), *words, stdout=out, stderr=err)
    except SystemExit as stopped:
        return stopped.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def written(folder: Path, *rows, encoding="utf-8") -> Path:
    path = folder / "providers.csv"
    path.write_bytes(csv_file(*rows, encoding=encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_in_each_encoding(tmp_path, encoding):
    path = written(tmp_path, ("名称", "简介"), ("木棉社", "送饭"), encoding=encoding)

    code, out, _err = run(path)

    assert (code, out.splitlines()[:4]) == (
        0,
        ["读取行数：1", "新建：1", "已存在：0", "未通过：0"],
    )
    assert Provider.objects.get().summary == "送饭"


def test_a_book_and_a_home_street(tmp_path):
    StreetFactory(code="440104001", name="洪桥街道")
    path = tmp_path / "providers.xlsx"
    path.write_bytes(book(("名称", "所在街道"), ("甲社", ""), ("乙社", "登峰街道")))

    run(path)

    homes = Provider.objects.order_by("pk").values_list("street__name", flat=True)
    assert list(homes) == ["洪桥街道", "登峰街道"]


def test_the_street_of_the_command_is_the_home(tmp_path, street):
    StreetFactory(code="440104001", name="洪桥街道")

    run(written(tmp_path, ("名称",), ("甲社",)), "--street", street.code)

    assert Provider.objects.get().street == street


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path):
    path = written(tmp_path, ("名称",), ("甲社",))

    code, dry, _err = run(path, "--dry-run")
    assert (code, Provider.objects.count()) == (0, 0)
    _code, wet, _err = run(path)

    assert dry.splitlines()[:-1] == wet.splitlines()
    assert dry.splitlines()[-1] == "试运行：没有写入任何内容。"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh-hans", "B3：没有编号或名称为“Z9”的服务，请查看服务目录。"),
        ("en", "B3: No service has the code or name “Z9”. See the catalogue."),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(tmp_path, language, line):
    rows = ("名称", "服务项目"), ("甲社", ""), ("乙社", "Z9 1")

    with translation.override(language):
        code, _out, err = run(written(tmp_path, *rows))

    assert (code, err.splitlines()) == (1, [line])
    assert Provider.objects.count() == LedgerEntry.objects.count() == 0


def test_a_file_that_is_none_is_one_line(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"\x00\x01")

    with pytest.raises(CommandError, match="csv"):
        run(tmp_path / "x.csv")
    with pytest.raises(CommandError, match="打不开"):
        run(tmp_path / "missing.csv")
    with pytest.raises(CommandError, match="--template"):
        call_command("import_providers")
    with pytest.raises(CommandError, match="街道"):
        run(written(tmp_path, ("名称",), ("甲",)), "--street", "999")


def test_the_template_is_filled_in_and_imported(tmp_path):
    for code in ("A1", "L1"):
        ServiceTypeFactory(code=code)
    path = tmp_path / "template.xlsx"
    call_command("import_providers", "--template", str(path))
    made = load_workbook(path)
    sheet = made.worksheets[0]
    headings = [cell.value.split()[0] for cell in sheet[1]]
    values = {
        "名称": "木棉社",
        "统一社会信用代码": credit_code(1),
        "所在街道": "登峰街道",
        "过往项目1": "2024 送饭：六楼的老人，每天一餐。",
        "过往项目5": "夏令营：三十天。",
        "服务项目": "A1 40；L1 3",
    }
    sheet.append([values.get(heading, "") for heading in headings])
    out = BytesIO()
    made.save(out)
    path.write_bytes(out.getvalue())

    code, _out, err = run(path)

    assert (code, err) == (0, "")
    provider = Provider.objects.get()
    assert (provider.name, provider.form, provider.state) == (
        "木棉社",
        "social_service_agency",
        "pending",
    )
    assert sorted(provider.past_projects.values_list("title", flat=True)) == [
        "夏令营",
        "送饭",
    ]
    assert sorted(provider.capabilities.values_list("weekly_capacity", flat=True)) == [
        3,
        40,
    ]


CELL = st.text(
    st.characters(exclude_categories=("Cs",)), max_size=30
) | st.sampled_from(
    ["社会组织", "基金会", "A1 3", "=1+1", "登峰街道", "52440104DEM000014Y", "甲社"]
)
HEAD = (
    "名称",
    "类别",
    "形式",
    "统一社会信用代码",
    "所在街道",
    "过往项目1",
    "服务项目",
    "简介",
)


@steps(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=st.lists(st.lists(CELL, max_size=9), max_size=5))
def test_garbage_never_gives_a_traceback_or_half_an_import(tmp_path, rows):
    before = Provider.objects.count(), LedgerEntry.objects.count()
    path = written(tmp_path, HEAD, *rows)

    try:
        code, out, err = run(path)
    except CommandError as error:
        code, out, err = 1, "", str(error)

    after = Provider.objects.count(), LedgerEntry.objects.count()
    if code:
        assert (err != "", after) == (True, before)
    else:
        created = int(out.splitlines()[1].split("：")[1])
        assert after[0] - before[0] == created


@pytest.mark.skipif(not AWARDS.exists(), reason="../shared/data is absent")
def test_real_organisations_and_projects_come_in():
    code, first, err = run(AWARDS)
    _code, second, _err = run(AWARDS)

    organisations = Provider.objects.count()
    assert (code, err) == (0, "")
    assert organisations == 18
    assert set(Provider.objects.values_list("kind", "state")) == {
        ("social_organisation", "draft")
    }
    assert PastProject.objects.count() == organisations + 1
    assert first.splitlines()[1:3] == ["新建：18", "已存在：0"]
    assert second.splitlines()[1:3] == ["新建：0", "已存在：19"]
    assert not Capability.objects.exists()
