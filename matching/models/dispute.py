"""A delivery about which two sides say different things."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Dispute(models.Model):
    """What each side says of a delivery, and how somebody of neither settled it.

    An engagement has one: what was settled is not disputed again.
    """

    engagement = models.OneToOneField(
        "matching.Engagement",
        models.CASCADE,
        related_name="dispute",
        verbose_name=_("engagement"),
    )
    said = models.CharField(_("what happened"), max_length=400)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("said by"),
    )
    said_at = models.DateTimeField(_("said at"), default=timezone.now)
    by_provider = models.BooleanField(_("said by the provider"))
    answer = models.CharField(_("the other side"), max_length=400, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    took_place = models.BooleanField(_("took place"), null=True, blank=True)
    finding = models.CharField(_("how it was settled"), max_length=400, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        ordering = ("said_at", "pk")
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints = [
            models.CheckConstraint(
                name="dispute_answered_by_the_other",
                condition=Q(answered_by__isnull=True)
                | ~Q(answered_by=models.F("said_by")),
            ),
            models.CheckConstraint(
                name="dispute_settled_whole",
                condition=Q(settled_at__isnull=True, took_place__isnull=True)
                | (Q(settled_at__isnull=False, took_place__isnull=False))
                & ~Q(finding=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.engagement)
