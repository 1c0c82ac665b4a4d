"""Every route outside the admin once, on the seeded demo, in a real browser: by whom it
is for, in Chinese, on a phone. Thirty key pages are also read by axe, the public ones
are weighed, and a handful is read with larger text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.tour.demo import copied, served, wrong_answers
from tests.tour.rows import ROWS
from tests.tour.target import Target
from tests.tour.targets import routes
from tests.tour.visit import Window, weight

pytestmark = [pytest.mark.browser, pytest.mark.e2e]
HEAVIEST = 100_000
# What is smaller than elder mode promises, in words.
SMALL = """() => {
  const size = (each) => parseFloat(getComputedStyle(each).fontSize);
  const found = [...document.querySelectorAll(
    '.button, .tool, summary, select, textarea, input:not([type=hidden])'
  )].filter((each) => {
    const box = each.closest('label')?.getBoundingClientRect()
      ?? each.getBoundingClientRect();
    return each.checkVisibility() && !each.closest('.trap') && box.height < 59.5;
  }).map((each) => each.outerHTML.slice(0, 60));
  if (size(document.body) < 23.9) found.push('text ' + size(document.body));
  const wide = document.documentElement.scrollWidth - innerWidth;
  return wide > 0 ? [...found, 'sideways by ' + wide] : found;
}"""
LARGER = ("/", "/raise/", "/case/", "/join/", "/evaluation/", "/desk/")


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(ROWS) ^ set(routes()) == set()


@pytest.fixture(scope="module")
def site(
    known_demo: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, list[Target], dict[str, str]]]:
    """A copy of the seeded demo, served: its address, the targets, the sessions."""
    database, found = known_demo
    address = copied(database, tmp_path_factory.mktemp("crawl") / "demo.sqlite3")
    with served(address) as url:
        yield url, [Target(**each) for each in found["targets"]], found["sessions"]


def test_every_page_stands_on_a_phone_in_chinese(site, browser: Browser) -> None:
    url, targets, sessions = site
    faults, read = [], 0
    for who in dict.fromkeys(target.who for target in targets):
        window = Window(browser, url, sessions.get(who, ""))
        for target in targets:
            if target.who != who:
                continue
            found = window.look(target).faults
            if target.key:
                read += 1
                found += window.violations()
            faults += [f"{target.route} {who} {target.url}: {each}" for each in found]
        window.close()

    assert "\n".join(faults) == ""
    assert read >= 30


def test_every_form_sent_wrong_is_answered_in_chinese(
    known_demo: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    """Empty, and with nonsense in each field: no fault of ours, no English."""
    database, known = known_demo
    address = copied(database, tmp_path / "demo.sqlite3")

    assert wrong_answers(address, known) == []


def test_public_pages_are_light(site, browser: Browser) -> None:
    url, targets, _sessions = site
    public = [each.url for each in targets if each.page and not each.who]
    heavy = {
        each: size for each in public if (size := weight(browser, url, each)) > HEAVIEST
    }

    assert heavy == {}
    assert len(public) >= 10


@pytest.mark.parametrize("width", [320, 390])
def test_text_may_be_larger(site, browser: Browser, width: int) -> None:
    """140 % is what the largest text of the usual chat program's pages comes to."""
    url, _targets, sessions = site
    window = Window(browser, url, sessions["social_worker"], width=width)
    wide = {}
    for each in LARGER:
        window.page.goto(each)
        wide[each] = window.larger("140%")
    window.close()

    assert {each: by for each, by in wide.items() if by > 0} == {}


def test_elder_mode_is_large_everywhere(site, browser: Browser) -> None:
    """18 pt, targets of 60 px, no page too wide; the other language keeps the place."""
    url, targets, _sessions = site
    links = [each.url for each in targets if each.route == "link" and each.page]
    window = Window(browser, url, width=320)
    window.context.add_cookies([{"name": "elder", "value": "on", "url": url}])
    small = {}
    for each in (*LARGER[:-1], *links):
        window.page.goto(each)
        small[each] = window.page.evaluate(SMALL)
    window.page.goto("/raise/?call=me")
    window.page.locator("summary", has_text="菜单").click()
    window.page.locator(".menu-panel a[hreflang=en]").click()

    assert {each: found for each, found in small.items() if found} == {}
    assert window.page.url == f"{url}/en/raise/?call=me"
    assert window.page.locator("html").get_attribute("class") == "elder"
    window.close()
