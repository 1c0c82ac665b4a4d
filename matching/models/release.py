"""A project's need in words that everybody may read: written anew by a worker."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import SEEKING_STATES, Track
from organisations.models.spoken import spoken


class NeedReleaseQuerySet(models.QuerySet["NeedRelease"]):
    """Queryset words of releases."""

    def public(self) -> NeedReleaseQuerySet:
        """Those of harmless 3+N projects that still look for somebody."""
        return self.filter(
            Q(ended_at=None),
            need__track=Track.PROJECT,
            need__danger="",
            need__state__in=sorted(SEEKING_STATES),
        )


class NeedRelease(models.Model):
    """One row a need; released again it says something new, taken off it has ended."""

    need = models.OneToOneField(
        "matching.Need", models.CASCADE, related_name="release", verbose_name=_("need")
    )
    summary = models.CharField(_("words for everybody"), max_length=160)
    summary_en = models.CharField(
        _("words for everybody, in English"), max_length=320, blank=True
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("released by"),
    )
    at = models.DateTimeField(_("released at"), default=timezone.now)
    ended_at = models.DateTimeField(_("taken off at"), null=True, blank=True)

    objects = NeedReleaseQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("released need")
        verbose_name_plural = _("released needs")

    def __str__(self) -> str:
        return spoken(self.summary, self.summary_en)
