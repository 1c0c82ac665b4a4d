"""The pages of files of rows: sending, deciding, taking back; and who may not."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from organisations.enums import Role, SheetState
from organisations.models import Provider, SheetUpload
from records.models import Attachment
from records.sheets import grid_of
from tests.factories.organisations import (
    AppointmentFactory,
    StreetFactory,
    TerritoryFactory,
)
from tests.organisations.sheet_files import sent, worked
from tests.records.sheets.files import book, csv_file

pytestmark = pytest.mark.django_db
LIST_QUERIES, PAGE_QUERIES = 6, 6
SEND = "/desk/sheets/providers/"


@pytest.fixture
def street():
    return StreetFactory()


@pytest.fixture
def operator(client, street):
    district = TerritoryFactory(district=True)
    held = AppointmentFactory(role=Role.CENTRE_OPERATOR, territory=district)
    client.force_login(held.user)
    return held.user


def post(client, street, data, name="file.csv", **more):
    file = SimpleUploadedFile(name, data)
    values = {"place": street.pk, "file": file, "whole": "1", **more}
    return client.post(SEND, {k: v for k, v in values.items() if v is not None})


def url(upload, *verb):
    name = "sheet_act" if verb else "sheet"
    return reverse(f"organisations:{name}", args=[upload.public_id, *verb])


def test_from_the_file_to_what_is_written_and_back(client, operator, street):
    response = post(client, street, csv_file(("名称",), ("甲社",), ("",), ("乙社",)))
    upload = SheetUpload.objects.get()
    assert response.url == url(upload)
    assert client.get(url(upload)).headers["Refresh"] == "5"

    worked(upload)
    page = client.get(url(upload)).content.decode()
    assert "导入 2 行无误的内容" in page
    assert f"请决定是否导入“{upload.name}”" in client.get("/desk/").content.decode()

    client.post(url(upload, "import"))
    assert worked(upload).state == SheetState.IMPORTED
    assert Provider.objects.count() == 2

    client.post(url(upload, "undo"))
    assert worked(upload).state == SheetState.UNDONE
    assert "已全部撤销" in client.get(url(upload)).content.decode()
    assert Provider.objects.count() == 0


def test_the_errors_come_back_as_a_file(client, operator, street):
    rows = ("名称", "服务项目"), ("甲社", "Z9 1")
    upload = sent("providers", street, operator, *rows)

    response = client.get(
        reverse("organisations:sheet_errors", args=[upload.public_id])
    )

    found = list(grid_of(b"".join(response.streaming_content)))
    assert found[0] == ["名称", "服务项目", "错误说明"]
    assert found[1][2].startswith("B2")


def test_nothing_by_choice(client, operator, street):
    upload = sent("providers", street, operator, ("名称",), ("甲社",))

    client.post(url(upload, "discard"))

    assert (Provider.objects.count(), Attachment.objects.count()) == (0, 0)
    assert client.post(url(upload, "import")).status_code == 409


def test_the_same_file_again_is_told(client, operator, street):
    for _time in range(2):
        upload = sent("providers", street, operator, ("名称",), ("甲社",))

    assert "同一个文件已于" in client.get(url(upload)).content.decode()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.xlsm", book(("名称",)), "宏"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "xlsx"),
        ("a.pdf", b"%PDF-", "xlsx"),
        ("a.xlsx", book(("名称",))[:-30], "损坏"),
        ("a.csv", b"", "空"),
    ],
)
def test_what_is_no_sheet_is_refused_in_a_sentence(
    client, operator, street, name, data, said
):
    response = post(client, street, data, name=name)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert SheetUpload.objects.count() == Attachment.objects.count() == 0


def test_an_upload_cut_in_the_middle_leaves_nothing(client, operator, street):
    whole = (
        f'--X\r\nContent-Disposition: form-data; name="place"\r\n\r\n{street.pk}\r\n'
        '--X\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        "名称\r\n甲社\r\n乙"
    )

    response = client.post(SEND, whole.encode(), "multipart/form-data; boundary=X")

    assert response.status_code == 422
    assert "没有完整上传" in response.content.decode()
    assert SheetUpload.objects.count() == Attachment.objects.count() == 0


def test_another_districts_street_cannot_be_chosen(client, operator, street):
    other = StreetFactory(code="440105001")

    assert post(client, other, csv_file(("名称",), ("甲社",))).status_code == 422


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_templates(client, operator, ending):
    response = client.get(f"{SEND}template.{ending}")

    rows = list(grid_of(response.content))
    assert rows[0][0] == "名称 Name"
    assert rows[1][0] == "示范区木棉邻社会工作服务中心（演示）"


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_same_whatever_its_length(
    client, operator, street, django_assert_num_queries, number
):
    for n in range(number):
        sent("providers", street, operator, ("名称",), (f"甲{n}社",))
    with django_assert_num_queries(LIST_QUERIES):
        assert client.get("/desk/sheets/").status_code == 200


@pytest.mark.parametrize("number", [1, 3, 1000])
def test_the_page_of_a_file_asks_the_same_whatever_its_length(
    client, operator, street, django_assert_num_queries, number
):
    rows = [(f"甲{n}社",) for n in range(number)]
    upload = sent("providers", street, operator, ("名称",), *rows)
    with django_assert_num_queries(PAGE_QUERIES):
        page = client.get(url(upload))
    assert sum(group["count"] for group in page.context["groups"]) == number


def test_others_see_neither_the_page_nor_the_file(client, operator, street):
    upload = sent("providers", street, operator, ("名称",), ("甲社",))
    district = TerritoryFactory(district=True)
    other = AppointmentFactory(role=Role.CENTRE_OPERATOR, territory=district).user
    client.force_login(other)

    assert client.get(url(upload)).status_code == 404
    assert client.get(f"{url(upload)}errors/").status_code == 404
    assert client.post(url(upload, "import")).status_code == 404


def test_who_has_lost_the_place_decides_no_more(client, operator, street):
    upload = sent("providers", street, operator, ("名称",), ("甲社",))
    operator.appointments.update(until=timezone.localdate() - timedelta(days=1))
    AppointmentFactory(
        user=operator,
        role=Role.CENTRE_OPERATOR,
        territory=TerritoryFactory(code="440105"),
    )

    response = client.post(url(upload, "import"))

    assert response.status_code == 403
    assert "不再包含" in response.content.decode()


@pytest.mark.parametrize("address", ["/desk/sheets/", SEND, f"{SEND}template.csv"])
def test_other_roles_are_told_why_not(client, street, address):
    client.force_login(AppointmentFactory(role=Role.RESIDENT).user)

    assert client.get(address).status_code == 403


def test_a_kind_that_is_none(client, operator):
    assert client.get("/desk/sheets/wishes/").status_code == 404
