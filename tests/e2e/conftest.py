"""A real Chromium, a real queue, and the demo's world in the test's own database."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from config.demo.world import PASSWORD, World
from tests import template
from tests.demo_world import demo_world
from tests.records.processes import start
from tests.tour.demo import copied, seed, told
from tests.tour.visit import CHROMIUM, launched


@pytest.fixture
def browser() -> Iterator[Browser]:
    """The system's Chromium; a developer's run without one says so, CI fails.

    One for each test: while its event loop runs, Django does not find the rows that it
    puts back after a flush.
    """
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("no chromium on this machine")
        pytest.skip("no chromium on this machine")
    # playwright keeps an event loop in this thread; our queries here are plain ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def seeded_demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The demo as its command seeds it, once for all that look at it: the SQLite file,
    and what was said."""
    file = template.fresh(tmp_path_factory.mktemp("demo") / "demo.sqlite3")
    return file, seed(f"sqlite:///{file}")


@pytest.fixture(scope="session")
def known_demo(
    seeded_demo: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    """A copy of it with sessions for who visits its pages, and what is known of them."""
    database, _said = seeded_demo
    file = tmp_path_factory.mktemp("known") / "demo.sqlite3"
    return file, told(copied(database, file))


@pytest.fixture
def world(transactional_db: None) -> World:
    """The demo district without its story: nothing has been raised yet."""
    return demo_world()


@pytest.fixture
def queue(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """`manage.py qcluster` on this test's database."""
    process = start("manage.py", "qcluster", temporary=tmp_path)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@pytest.fixture
def visit(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Open the site in a window of one's own: signed in, or without an account."""
    contexts = []

    def open_window(
        user: str = "", *, width: int = 1280, language: str = "zh-CN"
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale=language,
            base_url=live_server.url,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        if user:
            page.goto("/accounts/login/")
            page.fill("[name=login]", user)
            page.fill("[name=password]", PASSWORD)
            page.click("main form button")
            page.wait_for_url("**/desk/")
        return page

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def window(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """A window of somebody who has signed in; nobody's without a user."""
    contexts = []

    def open_window(user=None, *, width: int = 1280) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale="zh-CN",
            base_url=live_server.url,
        )
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            key = client.cookies["sessionid"].value
            cookie = {"name": "sessionid", "value": key, "url": live_server.url}
            context.add_cookies([cookie])
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield open_window
    for context in contexts:
        context.close()
