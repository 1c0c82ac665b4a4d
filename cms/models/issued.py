"""What is issued: by whom, under which number, on which day, for how long."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from cms.blocks import BodyField, FilesField
from cms.enums import FORCE_TONES, Force, force_on
from cms.models.checked import SitePage
from cms.models.text import body_text


class IssuedQuerySet(PageQuerySet):
    """Queryset words of issued documents."""

    def readable(self) -> IssuedQuerySet:
        """Those that anybody may read."""
        return self.live().public()

    def newest(self) -> IssuedQuerySet:
        return self.order_by("-issued_on", "-pk")


class IssuedPage(SitePage, Page):
    """A document of a body: dated, and not redated afterwards."""

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
    document_number = models.CharField(
        _("document number"),
        max_length=60,
        blank=True,
        help_text=_("As printed on the document. Left empty where it has none."),
    )
    effective_on = models.DateField(
        _("in force from"),
        null=True,
        blank=True,
        help_text=_("The first day on which it holds."),
    )
    ends_on = models.DateField(
        _("in force until"),
        null=True,
        blank=True,
        help_text=_(
            "The last day on which it holds. Left empty where no end has been set."
        ),
    )
    replaced_by = models.ForeignKey(
        Page,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("replaced by"),
        help_text=_("The newer document, once that is in force."),
    )
    summary = models.CharField(
        _("summary"),
        max_length=160,
        help_text=_("For whom, what, until when: one or two sentences."),
    )
    body = BodyField(
        verbose_name=_("body"),
        help_text=_("Press + to add a heading, a paragraph, a table and so on."),
    )
    attachments = FilesField(
        verbose_name=_("attachments"),
        blank=True,
        help_text=_("Documents to download; size and type are shown by themselves."),
    )

    objects = PageManager.from_queryset(IssuedQuerySet)()

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("issuer"), FieldPanel("document_number")]),
                FieldRowPanel([FieldPanel("issued_on")]),
                FieldRowPanel([FieldPanel("effective_on"), FieldPanel("ends_on")]),
                PageChooserPanel("replaced_by", ["cms.NoticePage", "cms.PolicyPage"]),
            ],
            heading=_("Who issued it, when it holds"),
        ),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("attachments"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("plain_text"),
        index.FilterField("issued_on"),
    ]
    subpage_types: list[str] = []

    class Meta:
        abstract = True

    @property
    def plain_text(self) -> str:
        """What the search finds and shows."""
        words = (self.summary, self.issuer, self.document_number)
        return " ".join(word for word in (*words, body_text(self.body)) if word)

    @property
    def force(self) -> Force | None:
        """How it stands today; None where it names no day of force."""
        return force_on(
            timezone.localdate(),
            effective_on=self.effective_on,
            ends_on=self.ends_on,
            replaced=self.replaced_by_id is not None,
        )

    @property
    def force_tone(self) -> str:
        """The tone of the tag that says so."""
        return FORCE_TONES[self.force] if self.force else ""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        newer = self.replaced_by
        shown = newer.get_url(request) if newer and newer.live else ""
        return {**super().get_context(request), "newer": newer, "newer_url": shown}

    def clean(self) -> None:
        """Once published it keeps its date, since terms run from it; and it does not
        end before it begins."""
        super().clean()
        self._check_date()
        self._check_force()

    def _check_date(self) -> None:
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

    def _check_force(self) -> None:
        begins = self.effective_on or self.issued_on
        if self.ends_on and begins and self.ends_on < begins:
            raise ValidationError(
                {
                    "ends_on": ValidationError(
                        gettext("The last day lies before the first."),
                        code="ends_before_it_begins",
                    )
                }
            )
        if self.replaced_by_id and self.replaced_by_id == self.pk:
            raise ValidationError(
                {
                    "replaced_by": ValidationError(
                        gettext("A document cannot replace itself."),
                        code="replaced_by_itself",
                    )
                }
            )

    def _published_date(self) -> date | None:
        return (
            type(self)
            .objects.filter(pk=self.pk, first_published_at__isnull=False)
            .values_list("issued_on", flat=True)
            .first()
        )
