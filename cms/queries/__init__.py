"""What the public pages pull from the floors below, at the moment they are read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from modelsearch.backends.base import BaseSearchResults
from wagtail.models import Locale, Page, PageQuerySet

from cms.enums import GRAVE
from cms.models import NoticeIndexPage, NoticePage, SiteFinding
from cms.queries.checks import pages_to_check
from evaluation.models import PublicNotice
from evaluation.models.public_notice import canonical
from matching.models import FigureRelease
from matching.queries import MonthFigures, month_figures
from matching.queries.figure_pictures import (
    asked_table,
    became_picture,
    ratings_picture,
)
from organisations.enums import PlaceKind, Role
from organisations.models import Appointment, Place, User
from organisations.models.spoken import spoken
from records.models import Anchor, LedgerEntry
from records.pictures.heat import Head, Heat
from records.pictures.picture import Picture
from records.queries import Waiting, published_heads

# Below this nobody could tell what a figure means, but somebody could tell whom.
PUBLIC_MINIMUM = 10
NO_FIGURE = "–"
LATEST_NOTICES = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the month's figures: `value` is ready to be shown."""

    kind: str
    label: str
    value: str


def public_count(count: int) -> str:
    """A count as the public may see it: a dash below ten."""
    return str(count) if count >= PUBLIC_MINIMUM else NO_FIGURE


def home_figures() -> list[Figure]:
    """The district's last 30 days: raised, packed, satisfied, nobody found."""
    return public_figures(month_figures(settings.DISTRICT_CODE))


def public_figures(month: MonthFigures) -> list[Figure]:
    """The figures as anybody may see them; a share needs ten answers behind it."""
    enough = month.rated >= PUBLIC_MINIMUM and month.satisfied_percent is not None
    satisfied = f"{month.satisfied_percent}%" if enough else NO_FIGURE
    return [
        Figure("raised", _("Needs raised"), public_count(month.raised)),
        Figure("packed", _("Packs confirmed"), public_count(month.packed)),
        Figure("satisfied", _("Rated “fairly satisfied” or better"), satisfied),
        Figure("unmet", _("Nobody found yet"), public_count(month.unmet)),
    ]


def station_phones() -> QuerySet[Place]:
    """The district's social work stations that can be rung, street by street."""
    stations = Place.objects.filter(
        kind=PlaceKind.STATION, territory__code__startswith=settings.DISTRICT_CODE
    )
    return (
        stations.exclude(phone="")
        .select_related("territory")
        .order_by("territory__code", "name")
    )


def readable_pages() -> PageQuerySet:
    """What anybody may read in the language of the moment."""
    return Page.objects.live().public().filter(locale__language_code=get_language())


def page_tree() -> list[Page]:
    """The readable pages in the order of the tree, each with its `level` from 0 (a home
    page) to 3; what hangs below an unread page keeps its own level."""
    pages = list(readable_pages().filter(depth__gt=1).order_by("path"))
    for page in pages:
        page.level = min(page.depth - 2, 3)
    return pages


def latest_notices(limit: int = LATEST_NOTICES) -> QuerySet[NoticePage]:
    """The newest notices in the language of the moment."""
    notices = NoticePage.objects.readable().newest()
    return notices.filter(locale__language_code=get_language())[:limit]


def notice_index() -> NoticeIndexPage | None:
    """The list of notices in the language of the moment."""
    lists = NoticeIndexPage.objects.live()
    return lists.filter(locale__language_code=get_language()).first()


def found_pages(question: str) -> BaseSearchResults:
    """The readable pages that hold every word of the question, the best first."""
    # A search can filter by the key of the language, not through a join.
    pages = Page.objects.live().public().filter(locale=Locale.get_active())
    return pages.specific().search(question)


def evaluation_notices() -> QuerySet[PublicNotice]:
    """The public notices of the grade evaluation, the newest first."""
    return PublicNotice.objects.select_related(
        "assessment__round__district", "assessment__rule_set"
    )


def shown_notice(notice: PublicNotice) -> dict[str, Any]:
    """What the page of a notice shows: its content as published, its days, its digest,
    and the row of the ledger that holds it."""
    content = notice.content
    spoken_rows = {
        name: [
            {**row, "name": spoken(row["name"], row["name_en"])}
            for row in content.get(name, ())
        ]
        for name in ("heads", "leaves")
    }
    row = LedgerEntry.objects.about(notice.assessment.subject).filter(
        facts__digest=notice.digest
    )
    return {
        "notice": notice,
        "content": {**content, **spoken_rows},
        "round_name": spoken(content["round"], content["round_en"]),
        "sheet_name": spoken(content["sheet"], content["sheet_en"]),
        "running": notice.until >= timezone.localdate(),
        "entry": row.order_by("seq").first(),
    }


def notice_text(notice: PublicNotice) -> str:
    """The content whose SHA-256 is the digest of the notice."""
    return canonical(notice.content)


def evaluation_anchors() -> QuerySet[Anchor]:
    """The heads of the ledger as they were last published."""
    return published_heads()


def waiting_for(
    user: User, appointments: Iterable[Appointment] | None = None
) -> list[Waiting]:
    """For editors: pages to check, and what the self-check of the site found."""
    editing = {Role.EDITOR, Role.CHIEF_EDITOR}
    if appointments is None:
        appointments = Appointment.objects.of(user) if user.is_active else []
    if not any(each.role in editing for each in appointments):
        return []
    return [*pages_to_check(user), *_findings()]


def _findings() -> list[Waiting]:
    found = list(SiteFinding.objects.open())
    if not found:
        return []
    title = ngettext(
        "Mend %(count)d thing on the public site",
        "Mend %(count)d things on the public site",
        len(found),
    )
    return [
        Waiting(
            title=title % {"count": len(found)},
            url=reverse("site:check"),
            since=found[0].first_seen,
            group=_("Website"),
            detail=found[0].get_kind_display(),
            tone="red" if any(each.kind in GRAVE for each in found) else "amber",
        )
    ]


def public_pictures(release: FigureRelease) -> dict[str, Picture]:
    """The pictures of a release, by the name of their file."""
    content = release.content
    return {
        "became": became_picture(dict(content["became"]), release.day),
        "ratings": ratings_picture(dict(content["ratings"]), release.day),
    }


def public_table(release: FigureRelease) -> Heat | None:
    """Needs by street and category of a release."""
    content = release.content
    if not content["asked"]:
        return None
    rows = [Head(spoken(*names)) for names in content["streets"]]
    columns = [Head(spoken(*names)) for names in content["services"]]
    return asked_table(rows, columns, content["asked"], release.day)
