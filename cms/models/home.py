"""The home page: one calm page, one next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageQuerySet
from wagtail.search import index

from cms.models.checked import SitePage
from cms.models.guide import GuidePage, GuideQuerySet

GUIDES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Door:
    """One of the three ways in: what it is called, what is behind it, where it leads."""

    kind: str
    label: str
    text: str
    page: Page | None


def _label(verbose_name: str) -> models.CharField:
    return models.CharField(
        verbose_name,
        max_length=40,
        help_text=_("A few words, as the reader would say it."),
    )


def _text(verbose_name: str) -> models.CharField:
    return models.CharField(
        verbose_name,
        max_length=160,
        help_text=_("For whom the door is and what is behind it: one sentence."),
    )


def _page(verbose_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        Page,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=verbose_name,
        help_text=_("Where the door leads. Without a page the door stays shut."),
    )


class HomePage(SitePage, Page):
    """The first page of a language: what this is, three doors, figures, notices."""

    lead = models.CharField(
        _("lead"),
        max_length=200,
        help_text=_("One or two sentences under the title, in plain words."),
    )
    help_label = _label(_("first door: label"))
    help_text = _text(_("first door: text"))
    help_page = _page(_("first door: page"))
    offer_label = _label(_("second door: label"))
    offer_text = _text(_("second door: text"))
    offer_page = _page(_("second door: page"))
    review_label = _label(_("third door: label"))
    review_text = _text(_("third door: text"))
    review_page = _page(_("third door: page"))
    phone_note = models.CharField(
        _("telephone strip"),
        max_length=160,
        help_text=_(
            "For people without internet. The numbers below it come from the "
            "register of places."
        ),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        *(
            MultiFieldPanel(
                [FieldPanel(f"{door}_{part}") for part in ("label", "text", "page")],
                heading=heading,
            )
            for door, heading in (
                ("help", _("First door: people who need help")),
                ("offer", _("Second door: people who can help")),
                ("review", _("Third door: evaluation and public notices")),
            )
        ),
        FieldPanel("phone_note"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("plain_text")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        f"cms.{kind}"
        for kind in (
            "NoticeIndexPage",
            "PolicyIndexPage",
            "GuideIndexPage",
            "CaseIndexPage",
            "ContactPage",
            "StandardPage",
        )
    ]
    max_count = 2
    page_description = _("The first page; there is one for each language.")

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    @property
    def plain_text(self) -> str:
        """What the search finds and shows."""
        words = (self.lead, self.help_text, self.offer_text, self.review_text)
        return " ".join((*words, self.phone_note))

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {
            **super().get_context(request),
            "doors": self.doors(),
            "guides": self.guides(),
            "standing": self.standing(),
        }

    def guides(self) -> GuideQuerySet:
        """The first guides of this language."""
        return GuidePage.objects.descendant_of(self).readable()[:GUIDES_SHOWN]

    def standing(self) -> PageQuerySet:
        """The pages right below it that the navigation does not name."""
        below = Page.objects.child_of(self).live().public()
        return below.filter(show_in_menus=False).order_by("path")

    def doors(self) -> list[Door]:
        """The three doors; their pages are read in one query and only when live."""
        kinds = ("help", "offer", "review")
        ids = [getattr(self, f"{kind}_page_id") for kind in kinds]
        live = Page.objects.live().in_bulk([pk for pk in ids if pk])
        return [
            Door(
                kind,
                getattr(self, f"{kind}_label"),
                getattr(self, f"{kind}_text"),
                live.get(pk),
            )
            for kind, pk in zip(kinds, ids, strict=True)
        ]
