"""What a browser finds on one page, beside the page itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    Response,
)

from tests.tour.target import Target
from tests.tour.words import english, plain, traceback

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# What stands on the page in the page's own language, seen or read out: not the other
# language's own name, not addresses and codes.
TEXT = """() => {
  const copy = document.body.cloneNode(true);
  copy.querySelectorAll('[lang], code, script').forEach((each) => each.remove());
  const said = ['alt', 'title', 'aria-label', 'placeholder'].flatMap((name) =>
    [...copy.querySelectorAll(`[${name}]`)].map((each) => each.getAttribute(name)));
  return [document.title, ...said, copy.textContent].join('\\n');
}"""
# What stands alone and begins small, as it is shown; links, addresses and codes may.
SMALL = """() => {
  const alone = '.tag, th, td, dt, dd, legend, caption, label, option, summary, button';
  return [...document.querySelectorAll(`:is(${alone}):not(:has(a, code))`)]
    .map((each) => each.innerText.trim()).filter((said) => /^[a-z]/.test(said));
}"""
AXE = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},
}
WIDE = "() => document.documentElement.scrollWidth - innerWidth"
LARGER = "(size) => { document.documentElement.style.fontSize = size; }"


def launched(playwright: Playwright) -> Browser:
    """The system's Chromium."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


@dataclass(slots=True)
class Look:
    """The faults of one page in words (none: it is fine), and its weight."""

    target: Target
    faults: list[str] = field(default_factory=list)
    bytes: int = 0


@dataclass
class Window:
    """One browser window of one person, kept for all pages of that person."""

    browser: Browser
    site: str
    session: str = ""
    language: str = "zh-CN"
    width: int = 390
    noise: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context: BrowserContext = self.browser.new_context(
            viewport={"width": self.width, "height": 844},
            locale=self.language,
            base_url=self.site,
        )
        if self.session:
            self.context.add_cookies(
                [{"name": "sessionid", "value": self.session, "url": self.site}]
            )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.noise.append(f"script: {error}"))
        self.page.on("request", lambda request: self._request(request.url))

    def _console(self, message) -> None:
        if message.type == "error":
            self.noise.append(f"console: {message.text}")

    def _request(self, url: str) -> None:
        if not url.startswith((self.site, "data:", "blob:")):
            self.noise.append(f"another host: {urlsplit(url).hostname}")

    def look(self, target: Target) -> Look:
        """Open the page, or fetch what is no page, and say what is wrong."""
        self.noise.clear()
        if not target.page:
            answer = self.context.request.get(target.url, max_redirects=0)
            kind = answer.headers.get("content-type", "")
            said = plain(answer.text()) if kind.startswith("text/html") else ""
            return Look(target, [*self._answer(target, answer.status, said)])
        answer = self.page.goto(target.url)
        faults = [*self._answer(target, answer.status, self.page.evaluate(TEXT))]
        wide = self.page.evaluate(WIDE)
        faults += [f"sideways by {wide} px"] * (wide > 0)
        if not self.language.startswith("zh"):
            faults += [f"small: {each}" for each in self.page.evaluate(SMALL)]
        return Look(target, faults + self.noise)

    def _answer(self, target: Target, status: int, text: str) -> Iterator[str]:
        if status != target.status:
            yield f"status {status}, not {target.status}"
        if traceback(text):
            yield "a traceback"
        if self.language.startswith("zh") and (found := english(text)):
            yield f"English: {found}"

    def violations(self) -> list[str]:
        """What axe finds on the page that is open: rule and first place."""
        found = Axe().run(self.page, options=AXE).response["violations"]
        return [f"axe {each['id']}: {each['nodes'][0]['target']}" for each in found]

    def larger(self, size: str) -> int:
        """By how many px the open page is too wide when its text is enlarged."""
        self.page.evaluate(LARGER, size)
        return self.page.evaluate(WIDE)

    def close(self) -> None:
        self.context.close()


def weight(browser: Browser, site: str, url: str) -> int:
    """Bytes that a first visit of a page transfers, files included."""
    context = browser.new_context(base_url=site)
    answers: list[Response] = []
    page = context.new_page()
    page.on("response", lambda answer: answers.append(answer))
    page.goto(url, wait_until="load")
    total = sum(_size(answer) for answer in answers)
    context.close()
    return total


def _size(answer: Response) -> int:
    sizes = answer.request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]
