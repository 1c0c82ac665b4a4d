"""Five tasks on the seeded demo by keyboard alone, in a browser without JavaScript. Each
key press must land on something that is seen: focus is never behind anything."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.records.processes import wait_until
from tests.records.sheets.files import book
from tests.tour.demo import copied, served
from tests.tour.target import Target

pytestmark = [pytest.mark.browser, pytest.mark.e2e]
FURTHEST = 200
# The middle of what has the focus is on the screen and nothing lies over it.
SEEN = """() => {
  const each = document.activeElement, box = each.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height, innerHeight) / 2];
  const top = document.elementFromPoint(x, y);
  return !!top && (each.contains(top) || top.contains(each));
}"""
ACTIVE = "() => document.activeElement.matches('{}')"


class Keys:
    """Somebody with a keyboard before a page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, selector: str) -> None:
        """Tab on until the focus is on it."""
        quoted = selector.replace("'", "\\'")
        for _press in range(FURTHEST):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(ACTIVE.format(quoted)):
                assert self.page.evaluate(SEEN), f"{selector} is not seen"
                return
        raise AssertionError(f"{selector} cannot be reached on {self.page.url}")

    def press(self, selector: str, key: str = "Enter") -> None:
        self.reach(selector)
        self.page.keyboard.press(key)
        self.page.wait_for_load_state()

    def follow(self, selector: str) -> None:
        """Press it and wait for another page."""
        with self.page.expect_navigation():
            self.press(selector)

    def write(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)


@pytest.fixture(scope="module")
def site(
    known_demo: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, dict[str, Any]]]:
    """A copy of the seeded demo with its queue: its address, what is known of it."""
    database, known = known_demo
    address = copied(database, tmp_path_factory.mktemp("keys") / "demo.sqlite3")
    with served(address, queue=True) as url:
        yield url, known


@pytest.fixture
def sit_down(site: tuple[str, dict[str, Any]], browser: Browser) -> Iterator[Any]:
    """At a page of a route, as whoever it is for: `sit_down(route, width)`."""
    url, known = site
    contexts = []

    def open_page(route: str, width: int = 1280) -> Keys:
        found = [Target(**each) for each in known["targets"] if each["route"] == route]
        context = browser.new_context(
            java_script_enabled=False,
            viewport={"width": width, "height": 844},
            locale="zh-CN",
            base_url=url,
        )
        contexts.append(context)
        if session := known["sessions"].get(found[0].who):
            context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
        page = context.new_page()
        page.goto(found[0].url)
        return Keys(page)

    yield open_page
    for context in contexts:
        context.close()


def test_a_need_is_raised_on_behalf(sit_down) -> None:
    keys = sit_down("matching:need_list")
    keys.follow("main a[href='/desk/needs/raise/']")
    keys.follow("main a[href='/desk/needs/on-behalf/']")
    keys.write("[name=text]", "三楼的爷爷想找人教他用手机挂号。")
    keys.press("select[name=community]", "ArrowDown")
    keys.write("[name=contact_name]", "何伯")
    keys.write("[name=contact_phone]", "13800001234")
    keys.press("[name=read_out]", "Space")
    keys.press("[name=consent]", "Space")
    keys.follow("main form.form button")

    assert keys.page.url.endswith("/received/")


def test_an_invitation_is_answered_on_a_phone(sit_down) -> None:
    keys = sit_down("matching:engagement", width=390)
    keys.follow("form[action$='/accept/'] button")

    expect(keys.page.locator(".messages")).to_be_visible()
    expect(keys.page.locator("a[href$='/session/']")).to_be_visible()


def test_a_bad_row_of_a_file_is_put_right(sit_down) -> None:
    keys = sit_down("organisations:sheet_send")
    rows = (("名称", "形式", "服务项目"), ("夜读互助社（演示）", "未登记团队", "Z9 5"))
    send(keys, book(*rows))
    with keys.page.expect_download() as started:
        keys.press("a[href$='/errors/']")
    found = load_workbook(BytesIO(Path(started.value.path()).read_bytes()))
    assert "C2" in str(found.active["D2"].value)
    found.active["C2"] = "A1 5"
    mended = BytesIO()
    found.save(mended)
    keys.page.goto("/desk/sheets/providers/")
    send(keys, mended.getvalue())
    keys.follow("form[action$='/import/'] button")

    assert checked(keys.page, "form[action$='/undo/']")


def send(keys: Keys, data: bytes) -> None:
    """Send the file and wait until it was checked."""
    file = {"name": "机构.xlsx", "mimeType": "x", "buffer": data}
    keys.page.set_input_files("[name=file]", file)
    keys.follow("form[enctype] button")
    assert checked(keys.page, "a[href$='/errors/'], form[action$='/import/']")


def checked(page: Page, selector: str) -> bool:
    def there() -> bool:
        page.reload()
        return page.locator(selector).count() > 0

    return wait_until(there, 60)


def test_an_indicator_is_scored_with_evidence(sit_down) -> None:
    keys = sit_down("evaluation:leaf")
    here = keys.page.url
    if not keys.page.locator("input[type=file]").is_visible():
        keys.press("main details summary")
    paper = {"name": "章程.txt", "mimeType": "text/plain", "buffer": "章程".encode()}
    keys.page.set_input_files("[name=file]", paper)
    keys.write("[name=note]", "章程第三条")
    keys.follow("form[action$='/evidence/'] button")
    expect(keys.page.locator("main")).to_contain_text("章程第三条")
    keys.follow("form[action*='/leaf/']:not([action$='/evidence/']) button")

    assert keys.page.url != here


def test_a_case_is_found_by_its_number(site, sit_down) -> None:
    number, code = site[1]["case"]
    keys = sit_down("case:look_up", width=390)
    keys.write("[name=number]", number)
    keys.write("[name=code]", code)
    keys.press("main form button")

    expect(keys.page.locator("main")).to_contain_text(number)
    expect(keys.page.locator("main .timeline")).to_be_visible()
