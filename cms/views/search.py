"""Searching the public site."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from wagtail.models import Page

from cms import queries
from cms.views.excerpt import excerpt, marked

HITS_ON_A_SHEET = 10
LONGEST_QUESTION = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """One page found, as it is shown."""

    page: Page
    title: SafeString
    excerpt: SafeString


def search(request: HttpRequest) -> HttpResponse:
    """The readable pages of this language that hold every word of `?q=`."""
    question = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    found = Paginator(queries.found_pages(question), HITS_ON_A_SHEET)
    sheet = found.get_page(request.GET.get("page"))
    hits = [_hit(page, question) for page in sheet]
    context = {"question": question, "sheet": sheet, "hits": hits}
    return render(request, "cms/search.html", context)


def _hit(page: Page, question: str) -> Hit:
    text = getattr(page, "plain_text", "")
    return Hit(page, marked(page.title, question), excerpt(text, question))
