"""Looking the site over for what a government site is failed for; nothing is written.

Limits are data (`cms/data/red_lines.json`), with their source.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from cms.domain.own_links import broken_links
from cms.enums import RedLine
from cms.models import HomePage, NoticePage, PolicyPage
from organisations.models import Inquiry

DATA = Path(__file__).resolve().parent.parent / "data" / "red_lines.json"
PUBLISHED = "wagtail.publish"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to mend: of what kind, about what, on which page, in detail."""

    kind: RedLine
    subject: str
    page: int | None = None
    detail: str = ""


@cache
def limits() -> dict[str, Any]:
    return dict(json.loads(DATA.read_text(encoding="utf-8")))


def look_over(now: datetime) -> list[Found]:
    """All red lines that are crossed now. Reads every page once: outside a transaction."""
    return [
        *silent_homes(now),
        *still_columns(now),
        *late_letters(now),
        *dead_links(),
        *changed_dates(),
    ]


def silent_homes(now: datetime) -> Iterator[Found]:
    """Nothing on the site of a language was published within two weeks."""
    edge = now - timedelta(days=limits()["home_days"])
    for home in HomePage.objects.live():
        pages = home.get_descendants(inclusive=True).live()
        if not pages.filter(last_published_at__gt=edge).exists():
            newest = pages.order_by("-last_published_at").first()
            day = _day(newest.last_published_at) if newest else ""
            yield Found(RedLine.HOME, f"page:{home.pk}", home.pk, day)


def still_columns(now: datetime) -> Iterator[Found]:
    """Lists without anything in them, or with nothing new for longer than their limit."""
    for column in Page.objects.live().public().select_related("content_type"):
        kind = column.content_type
        limit = limits()["columns"].get(f"{kind.app_label}.{kind.model}")
        if limit is None:
            continue
        pages = column.get_children().live()
        newest = pages.order_by("-first_published_at").first()
        if newest is None:
            yield Found(RedLine.EMPTY, f"page:{column.pk}", column.pk, column.title)
        elif limit["days"] and _is_old(newest, now - timedelta(days=limit["days"])):
            detail = f"{column.title}: {_day(newest.first_published_at)}"
            yield Found(RedLine.STALE, f"page:{column.pk}", column.pk, detail)


def _is_old(page: Page, edge: datetime) -> bool:
    return page.first_published_at is not None and page.first_published_at < edge


def late_letters(now: datetime) -> Iterator[Found]:
    """Letters past their clock; the old ones fail the site."""
    edge = now - timedelta(days=limits()["letter_days"])
    for letter in Inquiry.objects.open().filter(reply_by__lt=now):
        kind = RedLine.SILENT if letter.received_at < edge else RedLine.LATE
        yield Found(kind, letter.subject, detail=letter.number)


def dead_links() -> Iterator[Found]:
    """Links on published pages to addresses of this site that nothing is behind."""
    pages = Page.objects.live().public().filter(depth__gt=1).order_by("path")
    for page, target in broken_links(pages[: limits()["most_pages"]]):
        yield Found(
            RedLine.BROKEN, f"page:{page.pk} {target}"[:400], page.pk, target[:400]
        )


def changed_dates() -> Iterator[Found]:
    """Notices and policies whose dates are not those they were first published with."""
    first: dict[int, Any] = {}
    entries = PageLogEntry.objects.filter(action=PUBLISHED).select_related("revision")
    for entry in entries.order_by("-timestamp", "-pk"):
        first[entry.page_id] = entry
    for kind in (NoticePage, PolicyPage):
        for page in kind.objects.live().order_by("pk"):
            entry = first.get(page.pk)
            if entry is not None and (said := _redated(page, entry)):
                yield Found(RedLine.REDATED, f"page:{page.pk}", page.pk, said)


def _redated(notice: NoticePage | PolicyPage, entry: Any) -> str:
    """What the date was and is; "" where it stayed."""
    content = entry.revision.content if entry.revision else {}
    issued = content.get("issued_on")
    if issued and date.fromisoformat(issued) != notice.issued_on:
        return f"{issued} → {notice.issued_on.isoformat()}"
    shown, known = _day(notice.first_published_at), _day(entry.timestamp)
    return f"{known} → {shown}" if shown < known else ""


def _day(moment: datetime) -> str:
    return timezone.localdate(moment).isoformat()
