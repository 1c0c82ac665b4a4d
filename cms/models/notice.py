"""Notices: dated, issued by somebody, not redated afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Page as Sheet
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from cms.blocks import BodyField
from cms.models.preview import FramedPreview
from cms.models.text import body_text

NOTICES_ON_A_SHEET = 20


class NoticeIndexPage(FramedPreview, Page):
    """The list of notices of one language, newest first."""

    intro = models.CharField(
        _("introduction"),
        max_length=200,
        blank=True,
        help_text=_("One sentence above the list. May be left empty."),
    )

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NoticePage"]
    max_count_per_parent = 1
    page_description = _("The list of all notices; there is one under each home page.")

    class Meta:
        verbose_name = _("list of notices")
        verbose_name_plural = _("lists of notices")

    @property
    def plain_text(self) -> str:
        """What the search shows."""
        return self.intro

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().get_context(request), "sheet": self.sheet(request)}

    def sheet(self, request: HttpRequest) -> Sheet:
        """The notices of the sheet that the address asks for (`?page=2`)."""
        notices = NoticePage.objects.child_of(self).readable().newest()
        return Paginator(notices, NOTICES_ON_A_SHEET).get_page(request.GET.get("page"))


class NoticeQuerySet(PageQuerySet):
    """Queryset words of notices."""

    def readable(self) -> NoticeQuerySet:
        """Those that anybody may read."""
        return self.live().public()

    def newest(self) -> NoticeQuerySet:
        return self.order_by("-issued_on", "-pk")


class NoticePage(FramedPreview, Page):
    """A notice of the guidance centre."""

    issued_on = models.DateField(
        _("issued on"),
        default=timezone.localdate,
        help_text=_("Cannot be changed once the notice has been published."),
    )
    issuer = models.CharField(
        _("issued by"),
        max_length=60,
        blank=True,
        help_text=_("The body that issues it."),
    )
    summary = models.CharField(
        _("summary"),
        max_length=160,
        help_text=_("For whom, what, until when: one or two sentences."),
    )
    body = BodyField(verbose_name=_("body"))

    objects = PageManager.from_queryset(NoticeQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("issued_on"),
        FieldPanel("issuer"),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("plain_text"),
        index.FilterField("issued_on"),
    ]
    parent_page_types = ["cms.NoticeIndexPage"]
    subpage_types = []
    page_description = _("One notice, with its date of issue.")

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["-issued_on"])]

    @property
    def plain_text(self) -> str:
        """What the search finds and shows."""
        return " ".join((self.summary, self.issuer, body_text(self.body)))

    def clean(self) -> None:
        """Once published, a notice keeps its date: terms run from it."""
        super().clean()
        issued_on = self._published_date()
        if issued_on and issued_on != self.issued_on:
            raise ValidationError(
                {
                    "issued_on": ValidationError(
                        gettext(
                            "This notice was published with the date %(date)s. Keep "
                            "that date, or publish a new notice."
                        ),
                        code="issued_on_fixed",
                        params={"date": issued_on.isoformat()},
                    )
                }
            )

    def _published_date(self) -> date | None:
        return (
            NoticePage.objects.filter(pk=self.pk, first_published_at__isnull=False)
            .values_list("issued_on", flat=True)
            .first()
        )
