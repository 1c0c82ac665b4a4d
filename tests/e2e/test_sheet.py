"""A file of providers by hand in a real browser: sent, its errors taken back and put
right, imported, and taken back again."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Error, Page, expect

from config.demo.world import World
from organisations.models import Provider, SheetUpload
from tests.records.processes import wait_until
from tests.records.sheets.files import book

pytestmark = [
    pytest.mark.browser,
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
NAMES = {"青苗课后陪伴社（演示）", "街角修理铺互助社（演示）"}
ROWS = (
    ("名称", "形式", "服务项目", "备注"),
    ("青苗课后陪伴社（演示）", "未登记团队", "A1 5", "=1+1"),
    ("街角修理铺互助社（演示）", "未登记团队", "Z9 5", ""),
)
Visit = Callable[..., Page]


def send(page: Page, data: bytes) -> SheetUpload:
    """The file, sent and checked."""
    page.goto("/desk/sheets/providers/")
    page.set_input_files(
        "[name=file]", {"name": "机构.xlsx", "mimeType": "x", "buffer": data}
    )
    page.locator("form[enctype] button").click()
    page.wait_for_url("**/desk/sheet/**")
    upload = SheetUpload.objects.latest("pk")
    stands(upload, "checked")
    as_it_is_now(page)
    return upload


def as_it_is_now(page: Page) -> None:
    """The page looks again by itself while the job goes on: it may be the quicker one,
    which ends a reload of ours."""
    with suppress(Error):
        page.reload()
    page.wait_for_load_state()


def stands(upload: SheetUpload, state: str) -> None:
    found = SheetUpload.objects.filter(pk=upload.pk, state=state)
    assert wait_until(found.exists, 60), upload.state


def corrected(page: Page) -> bytes:
    """What the office does: open the file with the errors, put it right, save it."""
    with page.expect_download() as started:
        page.locator("a[href$='/errors/']").click()
    found = load_workbook(BytesIO(Path(started.value.path()).read_bytes()))
    sheet = found.active
    assert (sheet["E1"].value, sheet["D2"].value) == ("错误说明", "'=1+1")
    assert "C3" in str(sheet["E3"].value)
    sheet["C3"] = "A1 5"
    out = BytesIO()
    found.save(out)
    return out.getvalue()


def press(page: Page, verb: str) -> None:
    page.locator(f"form[action$='/{verb}/'] button").click()
    page.wait_for_load_state()


def picture(page: Page, name: str) -> None:
    """For those who look at pages: only where a folder is named."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_sent_put_right_imported_and_taken_back(
    world: World, queue: None, visit: Visit
) -> None:
    page = visit("centre_operator")
    page.goto("/desk/providers/")
    page.get_by_role("link", name="表格导入").first.click()
    picture(page, "send")
    send(page, book(*ROWS))
    expect(page.locator("main")).to_contain_text("导入 1 行无误的内容")
    picture(page, "checked")

    upload = send(page, corrected(page))
    press(page, "import")
    stands(upload, "imported")
    as_it_is_now(page)
    assert set(
        Provider.objects.filter(name__in=NAMES).values_list("name", flat=True)
    ) == (NAMES)
    picture(page, "imported")

    press(page, "undo")
    stands(upload, "undone")
    as_it_is_now(page)
    expect(page.locator("main")).to_contain_text(re.compile("已全部撤销"))
    assert not Provider.objects.filter(name__in=NAMES).exists()


def test_pages_fit_a_phone_and_a_desk(world: World, queue: None, visit: Visit) -> None:
    for width, language in product((360, 1280), ("zh-CN", "en-US")):
        page = visit("centre_operator", width=width, language=language)
        for name, address in (
            ("list", "/desk/sheets/"),
            ("form", "/desk/sheets/providers/"),
        ):
            page.goto(address)
            picture(page, f"{name}-{width}-{language}")
        send(page, book(*ROWS))
        picture(page, f"found-{width}-{language}")
        widths = "[document.documentElement.scrollWidth, innerWidth]"
        wide, room = page.evaluate(widths)
        assert wide <= room
