"""A file of providers from its upload to the last row taken back."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone, translation
from openpyxl import load_workbook

from organisations.domain import sheet as verbs
from organisations.domain import sheet_check
from organisations.domain.project import edit_project
from organisations.domain.provider import edit_provider
from organisations.domain.sheet_kind import known_kinds
from organisations.enums import Role, SheetState
from organisations.models import PastProject, Provider, SheetUpload
from organisations.tasks import plan_check, plan_import
from records.attachments import look
from records.models import Attachment, Job, LedgerEntry, Message
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    ServiceTypeFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
)
from tests.organisations.sheet_files import imported, sent, undone, worked
from tests.records.sheets.files import book, csv_file

pytestmark = pytest.mark.django_db
HEAD = ("名称", "服务项目", "过往项目1")


@pytest.fixture
def street():
    return StreetFactory()


@pytest.fixture
def operator(street):
    user = UserFactory()
    district = TerritoryFactory(district=True)
    AppointmentFactory(user=user, role=Role.CENTRE_OPERATOR, territory=district)
    return user


@pytest.fixture
def upload(street, operator):
    """Two good rows, one known, one with two errors, one new project of the known."""
    ServiceTypeFactory(code="A1")
    ProviderFactory(name="老街坊社", street=street)
    rows = (
        HEAD,
        ("甲社", "A1 5", "2024 送饭：天天送"),
        ("老街坊社", "", ""),
        ("丙社", "Z9 1；A1 0", ""),
        ("丁社", "", ""),
        ("老街坊社", "", "2023 修灯：修了三十盏"),
    )
    return sent("providers", street, operator, *rows)


def marked(upload):
    with upload.marked.file.open("rb") as stored:
        return stored.read()


def figures(upload):
    return upload.rows, upload.new, upload.changed, upload.there, upload.wrong


def test_the_check_counts_and_writes_nothing(upload):
    assert (upload.state, figures(upload)) == (SheetState.CHECKED, (5, 2, 1, 1, 1))
    assert upload.writable == [2, 5, 6]
    assert [each[:2] for each in upload.samples] == [
        ["new", 2],
        ["new", 5],
        ["changed", 6],
        ["there", 3],
        ["wrong", 4],
    ]
    assert list(Provider.objects.values_list("name", flat=True)) == ["老街坊社"]


def test_errors_come_back_in_a_copy_of_the_file(upload):
    text = marked(upload).decode("utf-8-sig").splitlines()

    assert text[0] == "名称,服务项目,过往项目1,错误说明"
    assert text[3].startswith("丙社,Z9 1；A1 0,,")
    assert "B4" in text[3]
    assert [line[-1] for line in (text[1], text[2], text[-1])] == [",", ",", ","]


def test_the_good_rows_are_imported_and_told(upload):
    upload = imported(upload)

    names = Provider.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["老街坊社", "甲社", "丁社"]
    assert (upload.state, upload.done, len(upload.created)) == ("imported", 3, 3)
    assert upload.can_be_undone
    assert Message.objects.get(recipient=upload.by).params["count"] == 3


def test_what_nobody_touched_is_taken_back(upload):
    upload = undone(imported(upload))

    assert (upload.state, upload.kept, upload.created) == ("undone", [], [])
    assert list(Provider.objects.values_list("name", flat=True)) == ["老街坊社"]
    assert PastProject.objects.count() == 0
    taken = LedgerEntry.objects.filter(action="organisations.take_back_provider")
    assert taken.count() == 2


def test_what_somebody_worked_on_is_kept_and_named(upload):
    upload = imported(upload)
    provider = Provider.objects.get(name="甲社")
    with translation.override("zh-hans"):
        edit_provider(provider=provider, summary="新", by=UserFactory())

    upload = undone(upload)

    assert upload.kept == ["甲社"]
    assert {each.name for each in Provider.objects.all()} == {"老街坊社", "甲社"}
    assert Message.objects.filter(recipient=upload.by).count() == 2


def test_what_something_points_to_is_kept(upload):
    upload = imported(upload)
    provider = Provider.objects.get(name="丁社")
    AppointmentFactory(provider_admin=True, provider=provider)

    assert undone(upload).kept == ["丁社"]


def test_a_project_that_was_edited_since_is_kept(upload):
    upload = imported(upload)
    project = PastProject.objects.get(provider__name="老街坊社")
    edit_project(project=project, text="修了三十一盏", by=upload.by)

    assert undone(upload).kept == [f"老街坊社：{project}"]


def test_what_stopped_half_way_back_can_be_asked_for_again(upload):
    upload = verbs.begin_undo(upload=imported(upload), by=upload.by)
    Job.objects.filter(key__contains="undo").update(state="dead")
    verbs.stop_import(upload_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.can_be_undone) == (SheetState.STOPPED, True)

    assert undone(upload).state == SheetState.UNDONE


def test_after_a_day_it_stays(upload):
    upload = imported(upload)
    SheetUpload.objects.update(undo_until=timezone.now() - timedelta(seconds=1))

    with pytest.raises(ValidationError) as caught:
        verbs.begin_undo(upload=upload, by=upload.by)

    assert caught.value.code == "late"


def test_nothing_is_imported_by_choice(upload, django_capture_on_commit_callbacks):
    kept = Path(upload.file.file.path)
    assert kept.exists()

    with django_capture_on_commit_callbacks(execute=True):
        verbs.discard_sheet(upload=upload, by=upload.by)

    assert (Provider.objects.count(), Attachment.objects.count()) == (1, 0)
    assert not kept.exists()
    with pytest.raises(ValidationError) as caught:
        verbs.begin_import(upload=upload, by=upload.by)
    assert caught.value.code == "state"


def test_a_file_without_a_good_row_is_not_imported(street, operator):
    upload = sent("providers", street, operator, HEAD, ("丙社", "Z9 1", ""))

    with pytest.raises(ValidationError) as caught:
        verbs.begin_import(upload=upload, by=operator)

    assert caught.value.code == "nothing"


def test_a_file_without_the_columns_says_so(street, operator):
    upload = sent("providers", street, operator, ("何物",), ("甲",))

    assert (upload.state, upload.rows) == (SheetState.UNREADABLE, 0)
    assert "名称" in upload.reason


def test_more_rows_than_the_queue_checks_at_once(street, operator, monkeypatch):
    monkeypatch.setattr(sheet_check, "MOST_ROWS", 1)

    upload = sent("providers", street, operator, ("名称",), ("甲",), ("乙",))

    assert (upload.state, "1" in upload.reason) == (SheetState.UNREADABLE, True)


def test_a_worker_that_died_goes_on_behind_the_last_part(upload, monkeypatch):
    monkeypatch.setattr(verbs, "AT_ONCE", 1)
    write = verbs._write_part

    def dying(upload_id, start, part):
        if start == 1 and Job.objects.get(key__contains="import").attempts == 1:
            raise OSError("killed")
        write(upload_id, start, part)

    monkeypatch.setattr(verbs, "_write_part", dying)
    upload = imported(upload)
    assert (upload.state, upload.done) == (SheetState.IMPORTING, 1)

    Job.objects.filter(key__contains="import").update(due_at=timezone.now())
    upload = worked(upload)

    assert (upload.state, upload.done, len(upload.created)) == ("imported", 3, 3)
    assert Provider.objects.count() == 3


def test_a_queue_that_rings_twice_changes_nothing(upload):
    payload = {"sheet": upload.pk}

    assert plan_check(payload) is None
    plan_import(payload)
    assert Provider.objects.count() == 1


def test_given_up_half_way_it_can_be_taken_back(upload):
    upload = verbs.begin_import(upload=upload, by=upload.by)
    SheetUpload.objects.update(created=[], done=1)

    verbs.stop_import(upload_id=upload.pk)

    upload.refresh_from_db()
    assert (upload.state, upload.can_be_undone) == (SheetState.STOPPED, False)


def test_after_a_week_the_words_are_gone(upload):
    Job.objects.filter(key__contains="forget").update(due_at=timezone.now())

    upload = worked(upload)

    assert (upload.state, upload.file, upload.samples) == ("discarded", None, [])
    assert (Attachment.objects.count(), upload.digest != "") == (0, True)


def test_another_district_is_left_to_its_own_centre(street, operator):
    StreetFactory(code="440105001", name="外区街道")
    rows = ("名称", "所在街道"), ("甲社", "外区街道"), ("乙社", "")

    upload = sent("providers", street, operator, *rows)

    assert (upload.wrong, upload.writable) == (1, [3])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_each_encoding(street, operator, encoding):
    data = csv_file(("名称",), ("甲社",), encoding=encoding)

    upload = sent("providers", street, operator, data=data)

    assert (upload.state, upload.new) == (SheetState.CHECKED, 1)


def test_sentences_are_said_in_the_language_of_who_sends(street, operator):
    with translation.override("en"):
        upload = sent("providers", street, operator, HEAD, ("甲社", "Z9 1", ""))

    (_group, _number, said) = upload.samples[0]
    assert said == "B2: No service has the code or name “Z9”. See the catalogue."


def test_a_book_as_wps_saves_it(street, operator):
    """Settings of a printer beside the cells, a part of its own, blank rows, styles."""
    out = BytesIO(
        book(("名称 *", "备 注"), ("甲社", 3.0), (None, None), ("乙社", None))
    )
    with ZipFile(out, "a") as archive:
        archive.writestr("xl/printerSettings/printerSettings1.bin", b"\0\1")
        archive.writestr("docProps/custom.xml", "<p>KSOProductBuildVer</p>")

    upload = sent("providers", street, operator, data=out.getvalue(), name="wps.xlsx")

    assert (upload.state, upload.writable) == (SheetState.CHECKED, [2, 4])


def test_a_book_with_macros_under_another_name_is_refused(street, operator):
    out = BytesIO(book(("名称",)))
    with ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf")

    with pytest.raises(ValidationError) as caught:
        look(ContentFile(out.getvalue()), "a.xlsx")

    assert caught.value.code == "file_macros"


def test_a_book_comes_back_as_a_book(street, operator):
    data = book(HEAD, ("甲社", "Z9 1", "=1+1"))

    upload = sent("providers", street, operator, data=data, name="wps.xlsx")

    sheet = load_workbook(BytesIO(marked(upload))).active
    assert (sheet["C2"].value, sheet["D1"].value) == ("'=1+1", "错误说明")
    assert sheet["D2"].value.startswith("B2")


def test_the_example_of_the_template_is_never_imported(street, operator):
    template = known_kinds()["providers"].template()

    upload = sent("providers", street, operator, data=template, name="t.xlsx")

    assert upload.state == SheetState.UNREADABLE


def test_a_project_above_its_organisation_finds_it(street, operator):
    rows = (
        ("名称", "类别", "介绍"),
        ("木棉社送饭", "项目", "木棉社天天送"),
        ("木棉社", "社会组织", ""),
    )

    upload = imported(sent("providers", street, operator, *rows))

    assert (upload.new, upload.done) == (2, 2)
    assert PastProject.objects.get().provider.name == "木棉社"


def test_a_project_of_nobody_is_an_error(street, operator):
    rows = ("名称", "类别", "介绍"), ("送饭", "项目", "天天送")

    assert sent("providers", street, operator, *rows).wrong == 1


def test_a_file_is_looked_at_before_it_is_kept(street, operator):
    with pytest.raises(ValidationError):
        look(ContentFile(book(("名称",))[:-40]), "cut.xlsx")
    assert SheetUpload.objects.count() == Attachment.objects.count() == 0
