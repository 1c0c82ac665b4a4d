"""Searching the public site: services, organisations, events, pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.models import Page

from cms import queries
from cms.queries import found
from cms.queries.events import Event
from cms.views.excerpt import excerpt, marked
from organisations.models import Provider, ServiceType

HITS_ON_A_SHEET = 10
FIRST_HITS = 5
LONGEST_QUESTION = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """One page found, as it is shown."""

    page: Page
    title: SafeString
    excerpt: SafeString


@dataclass(frozen=True, slots=True)
class Find:
    """Something else found: where it is, what is said of it."""

    url: str
    title: SafeString
    text: SafeString
    meta: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind: all of it, and the first few."""

    kind: str
    label: Any
    finds: list[Find]

    @property
    def first(self) -> list[Find]:
        return self.finds[:FIRST_HITS]


def search(request: HttpRequest) -> HttpResponse:
    """What holds the words of `?q=`; `?kind=` leaves one kind of it."""
    question = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    groups = _groups(question)
    kind = request.GET.get("kind", "")
    one = next((group for group in groups if group.kind == kind), None)
    pages = queries.found_pages(question)
    sheet = Paginator(one.finds if one else pages, HITS_ON_A_SHEET).get_page(
        request.GET.get("page")
    )
    context = {
        "question": question,
        "groups": [] if one or kind == "pages" else groups,
        "kinds": [group for group in groups if group.finds],
        "one": one,
        "kind": kind,
        "sheet": sheet,
        "hits": [] if one else [_hit(page, question) for page in sheet],
        "pages": len(pages) if one else sheet.paginator.count,
    }
    return render(request, "cms/search.html", context)


def _groups(question: str) -> list[Group]:
    makers: tuple[tuple[str, Any, Callable[[str], list[Any]], Callable], ...] = (
        ("services", _("Services"), found.found_services, _service),
        ("providers", _("Organisations"), found.found_providers, _provider),
        ("events", _("Events"), found.found_events, _event),
    )
    return [
        Group(kind, label, [make(each, question) for each in find(question)])
        for kind, label, find, make in makers
    ]


def _service(kind: ServiceType, question: str) -> Find:
    offers = ngettext("%(n)d offer", "%(n)d offers", kind.offers) % {"n": kind.offers}
    url = f"{reverse('cms:services')}?kind={kind.code}"
    name, text = marked(str(kind), question), excerpt(kind.text, question)
    return Find(url, name, text, f"{kind.category} · {offers}")


def _provider(each: Provider, question: str) -> Find:
    url = reverse("cms:provider", args=[each.public_id])
    name, text = marked(str(each), question), excerpt(each.text, question)
    return Find(url, name, text, f"{each.get_form_display()} · {each.street}")


def _event(each: Event, question: str) -> Find:
    url = reverse("cms:event", args=[each.public_id])
    day = date_format(localtime(each.starts_at), "DATETIME_FORMAT")
    text = marked(each.where, question)
    return Find(url, marked(each.title, question), text, day)


def _hit(page: Page, question: str) -> Hit:
    text = getattr(page, "plain_text", "")
    return Hit(page, marked(page.title, question), excerpt(text, question))
