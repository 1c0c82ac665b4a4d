"""Lists: the pages below one page, in sheets."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page as Sheet
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageQuerySet
from wagtail.search import index

from cms.models.checked import SitePage

ON_A_SHEET = 20


class ListPage(SitePage, Page):
    """A list of the pages of one kind below it, for one language."""

    intro = models.CharField(
        _("introduction"),
        max_length=200,
        blank=True,
        help_text=_("One sentence above the list. May be left empty."),
    )

    nothing: str | Promise  # what an empty list says

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]
    parent_page_types = ["cms.HomePage"]
    max_count_per_parent = 1

    class Meta:
        abstract = True

    @property
    def plain_text(self) -> str:
        """What the search shows."""
        return self.intro

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().get_context(request), "sheet": self.sheet(request)}

    def entries(self) -> PageQuerySet:
        """The pages of the list that anybody may read, in their order."""
        raise NotImplementedError

    def sheet(self, request: HttpRequest) -> Sheet:
        """The entries of the sheet that the address asks for (`?page=2`)."""
        return Paginator(self.entries(), ON_A_SHEET).get_page(request.GET.get("page"))
