"""`make tour`: every page in both languages at three widths, read by axe, photographed.

Pictures go to `var/tour/LANGUAGE-WIDTH/`; the counts go into docs/tour.md. `--key` walks
over the key pages only, `--database FILE` over a demo that is seeded already.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.conftest import CHROMIUM, FLAGS
from tests.tour.demo import ROOT, copied, seed, served, told
from tests.tour.targets import Target
from tests.tour.visit import Window, weight

LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
WIDTHS = (320, 390, 1280)
PICTURES = ROOT / "var" / "tour"
TOLD = ROOT / "docs" / "tour.md"
MARKS = ("<!-- counts -->", "<!-- /counts -->")


@dataclass
class Tour:
    """One walk: its counts by (language, width) and what it found."""

    browser: Browser
    site: str
    targets: list[Target]
    sessions: dict[str, str]

    def __post_init__(self) -> None:
        self.counts: Counter[tuple[str, int, str]] = Counter()
        self.faults: list[str] = []

    def walk(self) -> None:
        for language in LANGUAGES:
            for width in WIDTHS:
                self.at(language, width)

    def at(self, language: str, width: int) -> None:
        folder = PICTURES / f"{language}-{width}"
        folder.mkdir(parents=True, exist_ok=True)
        for who in dict.fromkeys(target.who for target in self.targets):
            session = self.sessions.get(who, "")
            window = Window(
                self.browser, self.site, session, LANGUAGES[language], width
            )
            for number, target in enumerate(self.targets):
                if target.who == who:
                    name = f"{number:03}-{target.route.replace(':', '-')}.png"
                    self.see(window, _spoken(target, language), folder / name)
            window.close()

    def see(self, window: Window, target: Target, picture: Path) -> None:
        found = window.look(target).faults + window.violations()
        window.page.screenshot(path=picture, full_page=True)
        language = picture.parent.name.split("-")[0]
        self.count(language, window.width, "pages", 1)
        for fault in found:
            kind = fault.split(" ")[0].removesuffix(":")
            self.count(language, window.width, kind, 1)
            self.faults.append(f"{picture.parent.name} {target.url}: {fault}")

    def count(self, language: str, width: int, kind: str, more: int) -> None:
        self.counts[language, width, kind] += more

    def table(self) -> Iterator[str]:
        """The counts as they stand in docs/tour.md."""
        kinds = {"axe": "axe", "sideways": "sideways", "another": "other hosts"}
        yield f"| language | width | pages | {' | '.join(kinds.values())} | other |"
        yield f"|---|---:|---:|{'---:|' * (len(kinds) + 1)}"
        for language in LANGUAGES:
            for width in WIDTHS:
                yield self.line(language, width, list(kinds))

    def line(self, language: str, width: int, kinds: list[str]) -> str:
        here = {k[2]: n for k, n in self.counts.items() if k[:2] == (language, width)}
        pages = here.pop("pages", 0)
        named = [here.pop(kind, 0) for kind in kinds]
        cells = [language, width, pages, *named, sum(here.values())]
        return f"| {' | '.join(str(cell) for cell in cells)} |"


def _spoken(target: Target, language: str) -> Target:
    """The English twin of a public page."""
    shared = ("/desk/", "/case/", "/i/", "/verify/", "/accounts/", "/en/")
    if language != "en" or target.url.startswith(shared):
        return target
    return Target(target.route, target.who, f"/en{target.url}", 200, page=True)


def heaviest(browser: Browser, site: str, targets: list[Target]) -> tuple[int, str]:
    """Bytes and address of the heaviest page that needs no account."""
    public = [each.url for each in targets if not each.who]
    return max((weight(browser, site, url), url) for url in public)


def main() -> None:
    parser = argparse.ArgumentParser(description="Walk over every page.")
    parser.add_argument("--key", action="store_true")
    parser.add_argument("--database", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.database is None:
            options.database = Path(folder) / "seeded.sqlite3"
            seed(f"sqlite:///{options.database}")
        address = copied(options.database, Path(folder) / "demo.sqlite3")
        known = told(address)
        found = [Target(**each) for each in known["targets"]]
        pages = [each for each in found if each.page and (each.key or not options.key)]
        with served(address) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            tour = Tour(browser, site, pages, known["sessions"])
            tour.walk()
            size, url = heaviest(browser, site, pages)
            browser.close()
    lines = [*tour.table(), "", f"Heaviest public page: {url}, {size / 1000:.0f} kB."]
    keep("\n".join(lines))
    sys.stdout.write("\n".join([*tour.faults, "", *lines, ""]))


def keep(counts: str) -> None:
    """Put the counts between their marks."""
    first, last = MARKS
    text = TOLD.read_text(encoding="utf8")
    between = re.compile(f"{re.escape(first)}.*?{re.escape(last)}", re.S)
    TOLD.write_text(between.sub(f"{first}\n{counts}\n{last}", text), encoding="utf8")


if __name__ == "__main__":
    main()
