"""Who scores an organisation: a panel and its seats."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Panel(models.Model):
    """The experts of one assessment; a review has a panel of its own, of others."""

    assessment = models.ForeignKey(
        "evaluation.Assessment",
        models.PROTECT,
        related_name="panels",
        verbose_name=_("assessment"),
    )
    review = models.BooleanField(_("of a review"), default=False)
    seed = models.PositiveIntegerField(_("seed of the order of cases"), default=0)
    formed_at = models.DateTimeField(_("formed at"), default=timezone.now)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)

    class Meta:
        ordering = ("assessment_id", "review")
        verbose_name = _("panel")
        verbose_name_plural = _("panels")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "review"], name="panel_once_a_stage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.pk}"


class PanelSeat(models.Model):
    """One expert on a panel, from the invitation to the signature."""

    panel = models.ForeignKey(
        Panel, models.PROTECT, related_name="seats", verbose_name=_("panel")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="panel_seats",
        verbose_name=_("expert"),
    )
    leads = models.BooleanField(_("leads the panel"), default=False)
    heads = models.ManyToManyField(
        "evaluation.Indicator",
        blank=True,
        related_name="+",
        verbose_name=_("heads to score"),
    )
    invited_at = models.DateTimeField(_("invited at"), default=timezone.now)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    left_reason = models.CharField(_("why left"), max_length=200, blank=True)

    class Meta:
        ordering = ("panel_id", "pk")
        verbose_name = _("seat of a panel")
        verbose_name_plural = _("seats of panels")
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "user"],
                condition=Q(left_at__isnull=True),
                name="panel_seat_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.panel} · {self.user}"
