"""Notices of the guidance centre, and their list."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models.issued import IssuedPage, IssuedQuerySet
from cms.models.listing import ListPage


class NoticeIndexPage(ListPage):
    """The list of notices of one language, newest first."""

    template = "cms/index_page.html"
    nothing = _("No notices at present.")
    subpage_types = ["cms.NoticePage"]
    page_description = _("The list of all notices; there is one under each home page.")

    class Meta:
        verbose_name = _("list of notices")
        verbose_name_plural = _("lists of notices")

    def entries(self) -> IssuedQuerySet:
        return NoticePage.objects.child_of(self).readable().newest()


class NoticePage(IssuedPage):
    """A notice of the guidance centre."""

    template = "cms/issued_page.html"
    parent_page_types = ["cms.NoticeIndexPage"]
    page_description = _("One notice, with its date of issue.")

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["-issued_on"])]
