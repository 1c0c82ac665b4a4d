"""Points and what they rest on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.enums import Column
from records.models import PublicIdField


class Evidence(models.Model):
    """A file, or a page of it, put forward for a leaf. A replaced file stays, with
    `replaced_by`; `digest` is the one its content had when it was put forward."""

    public_id = PublicIdField()
    assessment = models.ForeignKey(
        "evaluation.Assessment",
        models.PROTECT,
        related_name="evidence",
        verbose_name=_("assessment"),
    )
    indicator = models.ForeignKey(
        "evaluation.Indicator",
        models.PROTECT,
        related_name="+",
        verbose_name=_("indicator"),
    )
    attachment = models.ForeignKey(
        "records.Attachment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    page = models.CharField(_("page or place in it"), max_length=60, blank=True)
    note = models.CharField(_("what it shows"), max_length=300, blank=True)
    # What delivery records say of it: counts, never names.
    record = models.JSONField(_("from delivery records"), default=dict, blank=True)
    digest = models.CharField(_("digest"), max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("put forward by"),
    )
    added_at = models.DateTimeField(_("put forward at"), default=timezone.now)
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        ordering = ("assessment_id", "indicator_id", "pk")
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return f"{self.indicator} · {self.digest[:8]}"


class Score(models.Model):
    """The points of one leaf in one column; in `independent` sheets the expert column
    has one row a seat. `answer` is what was ticked or counted, by kind of leaf."""

    assessment = models.ForeignKey(
        "evaluation.Assessment",
        models.PROTECT,
        related_name="scores",
        verbose_name=_("assessment"),
    )
    indicator = models.ForeignKey(
        "evaluation.Indicator",
        models.PROTECT,
        related_name="+",
        verbose_name=_("indicator"),
    )
    column = models.CharField(_("column"), max_length=10, choices=Column)
    panel = models.ForeignKey(
        "evaluation.Panel",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="scores",
        verbose_name=_("panel"),
    )
    seat = models.ForeignKey(
        "evaluation.PanelSeat",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="scores",
        verbose_name=_("seat"),
    )
    answer = models.JSONField(_("answer"), default=dict, blank=True)
    points = models.DecimalField(_("points"), max_digits=7, decimal_places=1)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    no_evidence = models.BooleanField(_("there is no evidence"), default=False)
    evidence_digest = models.CharField(
        _("digest of the evidence it rests on"), max_length=64, blank=True
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ("assessment_id", "indicator_id", "column", "pk")
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "indicator", "column"],
                condition=Q(panel__isnull=True),
                name="score_once_a_column",
            ),
            models.UniqueConstraint(
                fields=["panel", "indicator"],
                condition=Q(seat__isnull=True, panel__isnull=False),
                name="score_once_a_panel",
            ),
            models.UniqueConstraint(
                fields=["seat", "indicator"],
                condition=Q(seat__isnull=False),
                name="score_once_a_seat",
            ),
            models.CheckConstraint(
                name="score_expert_names_panel",
                condition=Q(column=Column.EXPERT, panel__isnull=False)
                | ~Q(column=Column.EXPERT) & Q(panel__isnull=True, seat__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.indicator} · {self.points}"

    @property
    def mark(self) -> str:
        """Names this state of the row, as the form that shows it carries it."""
        return self.at.isoformat()
