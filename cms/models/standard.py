"""Standing pages: guides, policies, about us."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import BodyField
from cms.enums import NextStep
from cms.models.checked import SitePage
from cms.models.text import body_text


class StandardPage(SitePage, Page):
    """A page of text that ends with the one thing its reader does next."""

    intro = models.CharField(
        _("introduction"),
        max_length=200,
        help_text=_("For whom this page is and what it tells: one or two sentences."),
    )
    body = BodyField(
        verbose_name=_("body"),
        help_text=_("Press + to add a heading, a paragraph, a table and so on."),
    )
    next_step = models.CharField(
        _("button at the end"),
        max_length=8,
        choices=NextStep,
        blank=True,
        help_text=_("The one thing the reader does next."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("body"),
        FieldPanel("next_step"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("plain_text")]
    parent_page_types = ["cms.HomePage", "cms.StandardPage"]
    subpage_types = ["cms.StandardPage"]
    page_description = _("A guide, a policy, or another page that stays.")

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")

    @property
    def plain_text(self) -> str:
        """What the search finds and shows."""
        return " ".join((self.intro, body_text(self.body)))
