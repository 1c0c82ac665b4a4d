"""`make tour`: every page in both languages at three widths, read by axe, photographed.

Pictures go to `var/tour/LANGUAGE-WIDTH/`; faults are printed as they are found, and the
counts go into docs/tour.md. `--key` walks over the key pages only (and counts nothing),
`--language` and `--width` in some of them, `--database FILE` over a demo that is seeded.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.tour.demo import ROOT, copied, seed, served, told
from tests.tour.target import Target
from tests.tour.visit import launched, weight
from tests.tour.walk import HEAD, LANGUAGES, WIDTHS, Walk

PICTURES = ROOT / "var" / "tour"
TOLD = ROOT / "docs" / "tour.md"
MARKS = ("<!-- counts -->", "<!-- /counts -->")


def main() -> None:
    options = asked()
    walks = [
        Walk(language, width, PICTURES)
        for width in options.width
        for language in options.language
    ]
    with tempfile.TemporaryDirectory() as folder:
        if options.database is None:
            options.database = Path(folder) / "seeded.sqlite3"
            seed(f"sqlite:///{options.database}")
        address = copied(options.database, Path(folder) / "demo.sqlite3")
        known = told(address)
        found = [Target(**each) for each in known["targets"]]
        pages = [each for each in found if each.page and (each.key or not options.key)]
        with served(address) as site:
            walked = gone(walks, site, pages, known["sessions"])
            size, url = heaviest(site, pages)
    lines = {walk.name: walk.line() for walk in walked}
    heavy = f"Heaviest public page: {url}, {size / 1000:.0f} kB."
    sys.stdout.write("\n".join([HEAD, *lines.values(), "", heavy, ""]))
    if not options.key:
        keep(lines, heavy)


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Walk over every page.")
    parser.add_argument("--key", action="store_true")
    parser.add_argument("--database", type=Path)
    parser.add_argument("--language", choices=LANGUAGES, nargs="+", default=LANGUAGES)
    parser.add_argument("--width", type=int, nargs="+", default=WIDTHS)
    return parser.parse_args()


def gone(
    walks: list[Walk], site: str, pages: list[Target], sessions: dict[str, str]
) -> list[Walk]:
    """All the walks, as many at a time as there are processors."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        going = [pool.submit(walk.go, site, pages, sessions) for walk in walks]
        return [each.result() for each in going]


def heaviest(site: str, targets: list[Target]) -> tuple[int, str]:
    """Bytes and address of the heaviest page that needs no account."""
    public = [each.url for each in targets if not each.who]
    with sync_playwright() as playwright:
        browser = launched(playwright)
        found = max((weight(browser, site, url), url) for url in public)
        browser.close()
    return found


def keep(lines: dict[str, str], heavy: str) -> None:
    """Put the counts between their marks; a walk that was not made keeps its line."""
    first, last = MARKS
    before, rest = TOLD.read_text(encoding="utf8").split(first)
    old, after = rest.split(last)
    known = {"-".join(found): line for found, line in _lines(old)} | lines
    names = [f"{each}-{width}" for each in LANGUAGES for width in WIDTHS]
    table = "\n".join([HEAD, *(known[name] for name in names if name in known)])
    text = f"{before}{first}\n{table}\n\n{heavy}\n{last}{after}"
    TOLD.write_text(text, encoding="utf8")


def _lines(counts: str) -> Iterator[tuple[tuple[str, str], str]]:
    """The lines of the table that stand there, by language and width."""
    for line in counts.splitlines():
        if found := re.match(r"\| (\w+) \| (\d+) \|", line):
            yield (found[1], found[2]), line


if __name__ == "__main__":
    main()
