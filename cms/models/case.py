"""Cases: finished 3+N projects, told in other words than those of the people."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from cms.blocks import BodyField
from cms.models.checked import SitePage
from cms.models.listing import ListPage
from cms.models.text import body_text


class CaseQuerySet(PageQuerySet):
    """Queryset words of cases."""

    def readable(self) -> CaseQuerySet:
        """Those that anybody may read, the last finished first."""
        return self.live().public().order_by("-finished_on", "-pk")


class CaseIndexPage(ListPage):
    """The list of cases of one language."""

    template = "cms/index_page.html"
    nothing = _("No cases at present.")
    subpage_types = ["cms.CasePage"]
    page_description = _("The list of all cases; there is one under each home page.")

    class Meta:
        verbose_name = _("list of cases")
        verbose_name_plural = _("lists of cases")

    def entries(self) -> CaseQuerySet:
        return CasePage.objects.child_of(self).readable()


class CasePage(SitePage, Page):
    """One finished project: which need, in which street, who did what, what came of it.

    No resident is named or can be guessed; whoever could be has agreed, and the paper
    lies with the station.
    """

    summary = models.CharField(
        _("summary"),
        max_length=160,
        help_text=_("What was wrong and what came of it: one or two sentences."),
    )
    need_type = models.CharField(
        _("kind of need"),
        max_length=40,
        help_text=_("As in the list of services, for example “care at home”."),
    )
    street = models.CharField(
        _("street"),
        max_length=40,
        help_text=_("The street only: no community, no address."),
    )
    finished_on = models.DateField(
        _("finished on"), help_text=_("Shown as month and year.")
    )
    partners = models.TextField(
        _("who took part"),
        max_length=600,
        help_text=_("Bodies and teams, one on each line. No names of people."),
    )
    body = BodyField(
        verbose_name=_("what was done"),
        help_text=_("In your own words: no names, ages, illnesses or quotations."),
    )
    outcome = models.TextField(
        _("what came of it"),
        max_length=400,
        help_text=_("What is better now, and what did not work out."),
    )
    consent_on_file = models.BooleanField(
        _("consent is on file"),
        default=False,
        help_text=_(
            "Whoever could recognise themselves has agreed in writing, and the paper "
            "lies with the station."
        ),
    )

    objects = PageManager.from_queryset(CaseQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("consent_on_file"),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("need_type"), FieldPanel("street")]),
        *(FieldPanel(name) for name in ("finished_on", "partners", "body", "outcome")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("plain_text")]
    parent_page_types = ["cms.CaseIndexPage"]
    subpage_types: list[str] = []
    page_description = _("A finished project, without the names of residents.")

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")

    @property
    def plain_text(self) -> str:
        """What the search finds and shows."""
        words = (self.summary, self.need_type, self.street, body_text(self.body))
        return " ".join((*words, self.outcome))

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        partners = [line.strip() for line in self.partners.splitlines() if line.strip()]
        return {**super().get_context(request), "partners": partners}

    def clean(self) -> None:
        """Without consent nothing of it is written down here, not even as a draft."""
        super().clean()
        if not self.consent_on_file:
            raise ValidationError(
                {
                    "consent_on_file": ValidationError(
                        gettext("First have the consent on file, then write the case."),
                        code="consent_missing",
                    )
                }
            )
