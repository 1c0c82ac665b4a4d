"""One walk of the tour: all its pages in one language at one width."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from playwright.sync_api import TimeoutError, sync_playwright

from tests.tour.target import Target
from tests.tour.visit import Window, launched

LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
WIDTHS = (320, 390, 1280)
# No rule of the style sheets lies between 320 and 390 px: what axe says is the same.
READ_BY_AXE = (320, 1280)
SHARED = ("/desk/", "/case/", "/i/", "/verify/", "/accounts/", "/en/")


@dataclass(slots=True)
class Walk:
    """Where it goes, and what it found: `counts` by kind of fault, `pages`, `read` (by
    axe)."""

    language: str
    width: int
    pictures: Path
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.language}-{self.width}"

    def go(self, site: str, targets: list[Target], sessions: dict[str, str]) -> Walk:
        """Each person's pages in one window of theirs; pictures in a folder by name."""
        folder = self.pictures / self.name
        folder.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = launched(playwright)
            for who in dict.fromkeys(target.who for target in targets):
                session = sessions.get(who, "")
                spoken = LANGUAGES[self.language]
                window = Window(browser, site, session, spoken, self.width)
                for number, target in enumerate(targets):
                    if target.who == who:
                        name = f"{number:03}-{target.route.replace(':', '-')}.png"
                        self._see(window, self._spoken(target), folder / name)
                window.close()
            browser.close()
        return self

    def _see(self, window: Window, target: Target, picture: Path) -> None:
        self.counts["pages"] += 1
        for fault in self._faults(window, target, picture):
            self.counts[fault.split(" ")[0].removesuffix(":")] += 1
            self.faults.append(f"{self.name} {target.who} {target.url}: {fault}")
            sys.stdout.write(f"{self.faults[-1]}\n")
            sys.stdout.flush()

    def _faults(self, window: Window, target: Target, picture: Path) -> Iterator[str]:
        """A page that does not come in time is a fault; it does not end the walk."""
        try:
            yield from window.look(target).faults
            if self.width in READ_BY_AXE:
                self.counts["read"] += 1
                yield from window.violations()
            window.page.screenshot(path=picture, full_page=True)
        except TimeoutError:
            yield "late"

    def _spoken(self, target: Target) -> Target:
        """The English twin of a public page."""
        if self.language != "en" or target.url.startswith(SHARED):
            return target
        return replace(target, url=f"/en{target.url}")

    def line(self) -> str:
        """Its counts as a line of docs/tour.md (`HEAD`)."""
        left = self.counts.copy()
        read = left.pop("read", "-")
        cells = [left.pop(kind, 0) for kind in ("pages", "axe", "sideways", "another")]
        pages, axe, *others = cells
        cells = [self.language, self.width, pages, read, axe if read != "-" else "-"]
        cells += [*others, left.total()]
        return f"| {' | '.join(str(cell) for cell in cells)} |"


HEAD = """\
| language | width | pages | read by axe | violations | sideways | other hosts | other |
|---|---:|---:|---:|---:|---:|---:|---:|"""
