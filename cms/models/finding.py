"""What the daily self-check of the site (网站自检) has found, and since when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.enums import RedLine


class SiteFindingQuerySet(models.QuerySet["SiteFinding"]):
    """Queryset words of findings."""

    def open(self) -> SiteFindingQuerySet:
        return self.filter(resolved_at__isnull=True)


class SiteFinding(models.Model):
    """One thing to mend. It keeps the day it was first seen, and is over by itself on the
    first check that does not find it."""

    kind = models.CharField(_("what is wrong"), max_length=12, choices=RedLine)
    subject = models.CharField(_("about"), max_length=400)
    page = models.ForeignKey(
        Page,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page to mend"),
    )
    detail = models.CharField(_("in detail"), max_length=400, blank=True)
    first_seen = models.DateTimeField(_("first seen"), default=timezone.now)
    last_seen = models.DateTimeField(_("last seen"), default=timezone.now)
    resolved_at = models.DateTimeField(_("over since"), null=True, blank=True)

    objects = SiteFindingQuerySet.as_manager()

    class Meta:
        ordering = ("first_seen", "pk")
        verbose_name = _("finding of the self-check")
        verbose_name_plural = _("findings of the self-check")
        constraints = [
            models.UniqueConstraint(
                "kind",
                "subject",
                condition=Q(resolved_at__isnull=True),
                name="finding_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}"
