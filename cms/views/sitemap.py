"""`/sitemap.xml` and `/robots.txt`: what search engines may read, in both languages."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms.queries import evaluation_notices
from cms.queries.directory import public_providers
from cms.queries.events import coming_trainings
from cms.queries.services import public_menu
from evaluation.models import PublicNotice
from organisations.models import Capability, Provider, Training

# Where a search engine has no business: work, and what is one person's.
CLOSED = ("/desk/", "/admin/", "/accounts/", "/i/", "/case/", "/verify/", "/documents/")
DOORS = (
    "cms:services",
    "cms:directory",
    "cms:wishes",
    "cms:projects",
    "cms:events",
    "cms:evaluation",
    "cms:evaluation_check",
    "cms:map",
    "cms:contact",
    "ask:ask",
    "join:choose",
    "volunteering:volunteer",
)
Twins = dict[str, Page]


class InBothLanguages(Sitemap):
    """Each address with the one of the other language beside it."""

    i18n = True
    alternates = True


class Pages(InBothLanguages):
    """What the editors wrote: a page and its translation are one item."""

    def items(self) -> list[Twins]:
        found: dict[object, Twins] = defaultdict(dict)
        pages = Page.objects.live().public().filter(depth__gt=1)
        for page in pages.select_related("locale").order_by("path"):
            if page.get_url_parts():
                found[page.translation_key][page.locale.language_code] = page
        return list(found.values())

    def get_languages_for_item(self, item: Twins) -> list[str]:
        return list(item)

    def location(self, item: Twins) -> str:
        return item[get_language()].get_url_parts()[2]

    def lastmod(self, item: Twins) -> datetime | None:
        return item[get_language()].last_published_at


class Doors(InBothLanguages):
    def items(self) -> tuple[str, ...]:
        return DOORS

    def location(self, item: str) -> str:
        return reverse(item)


class Services(InBothLanguages):
    def items(self) -> QuerySet[Capability]:
        return public_menu().select_related("provider").order_by("pk")

    def location(self, item: Capability) -> str:
        return reverse("cms:service", args=[item.public_id])

    def lastmod(self, item: Capability) -> date:
        return item.provider.last_confirmed


class Providers(InBothLanguages):
    def items(self) -> QuerySet[Provider]:
        return public_providers().order_by("pk")

    def location(self, item: Provider) -> str:
        return reverse("cms:provider", args=[item.public_id])

    def lastmod(self, item: Provider) -> date:
        return item.last_confirmed


class Events(InBothLanguages):
    def items(self) -> QuerySet[Training]:
        return coming_trainings()

    def location(self, item: Training) -> str:
        return reverse("cms:event", args=[item.public_id])


class Results(InBothLanguages):
    """Public notices; their address is the same word in both languages."""

    def items(self) -> QuerySet[PublicNotice]:
        return evaluation_notices()

    def location(self, item: PublicNotice) -> str:
        return reverse("cms:evaluation_notice", args=[item.public_id])

    def lastmod(self, item: PublicNotice) -> datetime:
        return item.published_at


SECTIONS = {
    "pages": Pages,
    "doors": Doors,
    "services": Services,
    "providers": Providers,
    "events": Events,
    "results": Results,
}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing of a demo or a trial; else all but work and what is personal."""
    if not settings.SEARCH_ENGINES:
        return _plain("User-agent: *", "Disallow: /")
    closed = [f"Disallow: {path}" for path in CLOSED]
    where = request.build_absolute_uri(reverse("outside:sitemap"))
    return _plain("User-agent: *", *closed, f"Sitemap: {where}")


def _plain(*lines: str) -> HttpResponse:
    text = "".join(f"{line}\n" for line in lines)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
