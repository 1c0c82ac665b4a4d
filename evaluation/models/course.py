"""What goes with an assessment on its way: visit, findings, and what its clock said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.enums import ClockWord


class Visit(models.Model):
    """The experts were there: when, whom they spoke with (posts, never names)."""

    assessment = models.OneToOneField(
        "evaluation.Assessment",
        models.PROTECT,
        related_name="visit",
        verbose_name=_("assessment"),
    )
    on = models.DateField(_("visited on"))
    note = models.CharField(_("what was seen, with whom"), max_length=600)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    at = models.DateTimeField(_("recorded at"), default=timezone.now)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")

    def __str__(self) -> str:
        return f"{self.assessment} · {self.on}"


class Findings(models.Model):
    """The paper of an assessment: opinion of the experts, suggestions, points. It is
    written by the panel, sent to the organisation, filed for the committee."""

    assessment = models.OneToOneField(
        "evaluation.Assessment",
        models.PROTECT,
        related_name="findings",
        verbose_name=_("assessment"),
    )
    opinion = models.TextField(_("opinion of the experts"), max_length=2000)
    suggestions = models.TextField(_("suggestions"), max_length=2000)
    points = models.DecimalField(
        _("points"), max_digits=7, decimal_places=1, null=True, blank=True
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("signed by"),
    )
    signed_at = models.DateTimeField(_("signed at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    filed_at = models.DateTimeField(_("filed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("findings")
        verbose_name_plural = _("findings")

    def __str__(self) -> str:
        return f"{self.assessment} · {self.signed_at:%Y-%m-%d}"


class CaseNotice(models.Model):
    """What the clock of an assessment said: once for each run of a clock."""

    assessment = models.ForeignKey(
        "evaluation.Assessment",
        models.CASCADE,
        related_name="notices",
        verbose_name=_("assessment"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ClockWord)
    since = models.DateTimeField(_("run of the clock since"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("notice of an assessment's clock")
        verbose_name_plural = _("notices of assessments' clocks")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "kind", "since"], name="case_notice_once_a_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.get_kind_display()}"
