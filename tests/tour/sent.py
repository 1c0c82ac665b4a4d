"""Every form of the pages of the tour, sent empty and sent with nonsense.

Prints what is wrong with the answers, for the targets that `tests.tour.told` printed.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import django

from tests.tour.target import Target
from tests.tour.words import english, plain, traceback

django.setup()

from tests.tour.targets import client_of  # noqa: E402 - models need the settings

NONSENSE = "；\x00'\"<b>9999999999999999999999"
# One thing instead of another of its kind is the same form.
THING = re.compile(r"/(?:[0-9A-Z]{8,}|\d+|[\w-]{32,})(?=/)")
LEFT = ("/accounts/logout/", "/reading/")
FIELDS = {"input", "select", "textarea"}


class Forms(HTMLParser):
    """The forms of a page that change something: (where they go, their fields)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("method", "").lower() == "post"
            if self.inside:
                self.found.append((given.get("action", ""), {}))
        elif self.inside and tag in FIELDS and (name := given.get("name")):
            kept = given.get("value", "") if given.get("type") == "hidden" else ""
            self.found[-1][1].setdefault(name, kept)

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"


def faults(targets: list[Target]) -> Iterator[str]:
    """What is wrong with the answers: none of ours may fail, none may speak English."""
    sent = set()
    for target in targets:
        if not target.page:
            continue
        client = client_of(target.who)
        page = client.get(target.url).content.decode()
        for action, fields in Forms(page).found:
            url = urljoin(target.url, action)
            form = (THING.sub("", url), *sorted(fields))
            if form in sent or url.startswith(LEFT):
                continue
            sent.add(form)
            for data in (fields, {name: fields[name] or NONSENSE for name in fields}):
                answer = client.post(url, data)
                for fault in _wrong(answer):
                    yield f"{target.who} {url}: {answer.status_code} {fault}"


def _wrong(answer: Any) -> Iterator[str]:
    said = "" if answer.streaming else plain(answer.content.decode(errors="replace"))
    if answer.status_code >= 500:
        yield "a fault of ours"
    if traceback(said):
        yield "a traceback"
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        yield from [found] if (found := english(said)) else []


if __name__ == "__main__":
    known = [Target(**each) for each in json.load(sys.stdin)["targets"]]
    json.dump([*faults(known)], sys.stdout, ensure_ascii=False)
