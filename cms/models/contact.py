"""How the centre is reached."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import BodyField
from cms.models.checked import SitePage
from cms.models.text import body_text


def _line(verbose_name: str, help_text: str) -> models.CharField:
    return models.CharField(
        verbose_name, max_length=120, blank=True, help_text=help_text
    )


class ContactPage(SitePage, Page):
    """Address, hours, telephone of the centre, and the way to write to it."""

    intro = models.CharField(
        _("introduction"),
        max_length=200,
        help_text=_("For what one turns to the centre: one or two sentences."),
    )
    address = _line(_("address"), _("Where the door is, with the nearest stop."))
    hours = _line(_("hours"), _("Days and times at which somebody is there."))
    phone = _line(_("telephone"), _("With the area code; a tap on it rings."))
    email = models.EmailField(
        _("e-mail"), blank=True, help_text=_("An address of the centre, not a person.")
    )
    body = BodyField(
        verbose_name=_("body"),
        blank=True,
        help_text=_("Who is asked about what; how soon the centre answers."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
        FieldPanel("hours"),
        FieldPanel("address"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("plain_text")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    page_description = _("How the centre is reached; one under each home page.")

    class Meta:
        verbose_name = _("contact page")
        verbose_name_plural = _("contact pages")

    @property
    def plain_text(self) -> str:
        """What the search finds and shows."""
        words = (self.intro, self.address, self.hours, self.phone, self.email)
        return " ".join(word for word in (*words, body_text(self.body)) if word)
