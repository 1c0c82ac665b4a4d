"""What a person does at a page, in the same words for a window of Chromium and for
requests alone.

`at` is the address of the page; a CSS selector names a link; `fill` sends the form that
holds these fields, `send` the last form of the page (or the one that goes `to` an
address that ends so), `press` the form by a button of this value. Nothing may be refused.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e import hands
from tests.e2e.hands import Given


class Hands(Protocol):
    by_links: bool
    """Whether they look for the way, or know the address already."""

    @property
    def at(self) -> str: ...
    def go(self, address: str) -> None: ...
    def follow(self, link: str) -> None: ...
    def fill(self, **given: Given) -> None: ...
    def send(self, *, to: str = "") -> None: ...
    def press(self, value: str) -> None: ...
    def words(self) -> str: ...


def cookie_of(user) -> dict[str, str]:
    """A session of somebody who has signed in."""
    client = Client()
    client.force_login(user)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value}


class Windowed:
    """A window of Chromium as people have it."""

    by_links = True
    keys = False

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def at(self) -> str:
        return urlsplit(self.page.url).path

    def go(self, address: str) -> None:
        self.page.goto(address)

    def follow(self, link: str) -> None:
        hands.press(self.page, self.page.locator(link).first, keys=self.keys)

    def fill(self, **given: Given) -> None:
        hands.fill(self.page, keys=self.keys, **given)

    def send(self, *, to: str = "") -> None:
        form = self.page.locator(f'main form[action$="{to}"]').first if to else None
        hands.send(self.page, form, keys=self.keys)

    def press(self, value: str) -> None:
        button = self.page.locator(f'main button[value="{value}"]')
        hands.press(self.page, button, keys=self.keys)

    def words(self) -> str:
        return hands.words(self.page)


class Shared:
    """One window at which people sit down after each other, as at a station: without
    scripts and style sheets, which no page may need."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.site, self.sitting = site, ""
        self.context: BrowserContext = browser.new_context(
            viewport={"width": 390, "height": 844},
            locale="zh-CN",
            base_url=site,
            java_script_enabled=False,
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        plain = self.context.new_cdp_session(self.page)
        plain.send("Network.enable")
        plain.send("Network.setBlockedURLs", {"urls": ["*/static/*"]})

    def seat(self, session: dict[str, str] | None) -> None:
        """Whoever sat here has signed out."""
        value = session["value"] if session else ""
        if value and value == self.sitting:
            return
        self.context.clear_cookies()
        if session:
            self.context.add_cookies([{**session, "url": self.site}])
        self.sitting = value


class Seated(Windowed):
    """Somebody at the shared window, who works by the keyboard."""

    by_links = False
    keys = True

    def __init__(self, shared: Shared, session: dict[str, str] | None) -> None:
        super().__init__(shared.page)
        self.shared, self.session = shared, session

    def go(self, address: str) -> None:
        self.shared.seat(self.session)
        super().go(address)


class Posting:
    """Requests without a browser: a page is read only where something is done at it."""

    by_links = False

    def __init__(self, session: dict[str, str] | None) -> None:
        self.client = Client()
        if session:
            self.client.cookies["sessionid"] = session["value"]
        self._at, self._main = "", None

    @property
    def at(self) -> str:
        return self._at

    def go(self, address: str) -> None:
        self._at, self._main = urlsplit(address).path, None

    def follow(self, link: str) -> None:
        self.go(str(self._page().select_one(link)["href"]))

    def fill(self, **given: Given) -> None:
        named = f'[name="{next(iter(given))}"]'
        self._post(self._form(lambda form: form.select_one(named)), **given)

    def send(self, *, to: str = "") -> None:
        if not to:
            return self._post(self._page().find_all("form")[-1])
        return self._post(self._form(lambda form: form.get("action", "").endswith(to)))

    def press(self, value: str) -> None:
        button = self._page().select_one(f'button[value="{value}"]')
        self._post(button.find_parent("form"), **{button["name"]: value})

    def words(self) -> str:
        return self._page().get_text(" ")

    def _page(self) -> Tag:
        if self._main is None:
            self._read(self.client.get(self._at))
        return self._main

    def _form(self, wanted: Callable[[Tag], object]) -> Tag:
        return next(form for form in self._page().find_all("form") if wanted(form))

    def _post(self, form: Tag, **given: Given) -> None:
        sent = _held(form) | {name: _typed(value) for name, value in given.items()}
        answer = self.client.post(form.get("action") or self._at, sent)
        if answer.status_code == 302:
            self.go(answer["location"])
        else:
            self._read(answer)

    def _read(self, answer) -> None:
        main = BeautifulSoup(answer.content, "html.parser").find("main")
        assert answer.status_code == 200, (self._at, main and main.get_text(" ")[:2000])
        self._main = main


def _held(form: Tag) -> dict[str, list[str]]:
    """What the form holds already, as a browser would send it."""
    found: dict[str, list[str]] = {}
    for each in form.select("[name]:not(button):not([type=file])"):
        boxed = each.get("type") in ("checkbox", "radio")
        if each.name == "select":
            told = [option["value"] for option in each.select("option[selected]")]
        elif each.name == "textarea":
            told = [each.get_text().removeprefix("\n")]
        else:
            told = [str(each.get("value", "on" if boxed else ""))]
            told = told if each.has_attr("checked") or not boxed else []
        if told:
            found.setdefault(str(each["name"]), []).extend(told)
    return found


def _typed(value: Given) -> object:
    if isinstance(value, Path):
        return SimpleUploadedFile(value.name, value.read_bytes())
    return "on" if value is True else value
