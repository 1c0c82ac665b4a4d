"""Guides: how something is done, step by step."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from cms.blocks import BodyField, FilesField, StepsField
from cms.enums import NextStep
from cms.models.checked import SitePage
from cms.models.listing import ListPage
from cms.models.text import body_text


class GuideQuerySet(PageQuerySet):
    """Queryset words of guides."""

    def readable(self) -> GuideQuerySet:
        """Those that anybody may read, in the order of their list."""
        return self.live().public().order_by("path")


class GuideIndexPage(ListPage):
    """The list of guides of one language, in the order of the editors."""

    template = "cms/index_page.html"
    nothing = _("No guides at present.")
    subpage_types = ["cms.GuidePage"]
    page_description = _("The list of all guides; there is one under each home page.")

    class Meta:
        verbose_name = _("list of guides")
        verbose_name_plural = _("lists of guides")

    def entries(self) -> GuideQuerySet:
        return GuidePage.objects.child_of(self).readable()


class GuidePage(SitePage, Page):
    """What somebody does one after the other, what is needed, how long it takes, where
    and whom to ask; made to be printed, too."""

    summary = models.CharField(
        _("summary"),
        max_length=160,
        help_text=_("Who needs this guide and what comes of it: one or two sentences."),
    )
    steps = StepsField(
        verbose_name=_("steps"),
        help_text=_("Three to seven steps. Each begins with what the reader does."),
    )
    body = BodyField(
        verbose_name=_("after the steps"),
        blank=True,
        help_text=_("What else there is to know: questions, exceptions, costs."),
    )
    basis = models.TextField(
        _("on what it rests"),
        blank=True,
        max_length=600,
        help_text=_("The laws and rules, one on each line, with their numbers."),
    )
    forms = FilesField(
        verbose_name=_("forms"),
        blank=True,
        help_text=_("Forms to print and fill in."),
    )
    next_step = models.CharField(
        _("button at the end"),
        max_length=8,
        choices=NextStep,
        blank=True,
        help_text=_("The one thing the reader does next."),
    )

    objects = PageManager.from_queryset(GuideQuerySet)()

    content_panels = [
        *Page.content_panels,
        *(
            FieldPanel(name)
            for name in ("summary", "steps", "body", "basis", "forms", "next_step")
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("plain_text")]
    parent_page_types = ["cms.GuideIndexPage"]
    subpage_types: list[str] = []
    page_description = _("How something is done, step by step.")

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")

    @property
    def plain_text(self) -> str:
        """What the search finds and shows."""
        words = (self.summary, body_text(self.steps), body_text(self.body), self.basis)
        return " ".join(word for word in words if word)

    @property
    def rules(self) -> list[str]:
        """The laws and rules, one by one."""
        return [line.strip() for line in self.basis.splitlines() if line.strip()]
