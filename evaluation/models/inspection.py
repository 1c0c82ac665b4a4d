"""Random inspection: the draw, who goes there, what is found; the yearly self-check."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.enums.supervision import CheckSide, InspectionResult
from records.models import PublicIdField


class InspectionDraw(models.Model):
    """The draw of a year. Where its seed will come from and the register it is drawn
    from are fixed when it is announced, before anybody can know the seed."""

    public_id = PublicIdField()
    district = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="inspection_draws",
        verbose_name=_("district"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    seed_source = models.CharField(_("where the seed comes from"), max_length=200)
    seed_on = models.DateField(_("seed known on"))
    number = models.PositiveIntegerField(_("to be drawn"))
    register = models.JSONField(_("drawn from"))
    seed = models.CharField(_("seed"), max_length=60, blank=True)
    announced_at = models.DateTimeField(_("announced at"), default=timezone.now)
    drawn_at = models.DateTimeField(_("drawn at"), null=True, blank=True)

    class Meta:
        ordering = ("-year", "-pk")
        verbose_name = _("draw of inspections")
        verbose_name_plural = _("draws of inspections")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "year"], name="inspection_draw_once_a_year"
            ),
            models.CheckConstraint(
                name="inspection_drawn_with_a_seed",
                condition=Q(drawn_at__isnull=True, seed="")
                | Q(drawn_at__gt=F("announced_at")) & ~Q(seed=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district} · {self.year}"


class Inspection(models.Model):
    """One organisation that was drawn."""

    public_id = PublicIdField()
    draw = models.ForeignKey(
        InspectionDraw,
        models.PROTECT,
        related_name="inspections",
        verbose_name=_("draw"),
    )
    provider = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        related_name="inspections",
        verbose_name=_("organisation"),
    )
    place = models.PositiveIntegerField(_("place in the draw"))
    visited_on = models.DateField(_("visited on"), null=True, blank=True)
    result = models.CharField(
        _("result"), max_length=12, choices=InspectionResult, blank=True
    )
    finding = models.CharField(_("finding"), max_length=600, blank=True)

    class Meta:
        ordering = ("draw_id", "place")
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        constraints = [
            models.UniqueConstraint(
                fields=["draw", "provider"], name="inspection_once_a_draw"
            ),
            models.UniqueConstraint(
                fields=["draw", "place"], name="inspection_place_once"
            ),
            models.CheckConstraint(
                name="inspection_result_of_a_visit",
                condition=Q(result="", visited_on__isnull=True)
                | ~Q(result="") & Q(visited_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} · {self.draw}"

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"inspection:{self.public_id}"


class InspectionSeat(models.Model):
    """An inspector, with the number of the papers that are shown at the door."""

    inspection = models.ForeignKey(
        Inspection,
        models.PROTECT,
        related_name="seats",
        verbose_name=_("inspection"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("inspector"),
    )
    paper_no = models.CharField(_("number of the papers"), max_length=40)

    class Meta:
        ordering = ("inspection_id", "pk")
        verbose_name = _("inspector")
        verbose_name_plural = _("inspectors")
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "user"], name="inspector_once"
            ),
            models.CheckConstraint(
                name="inspector_has_papers", condition=~Q(paper_no="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.paper_no}"


class SelfCheck(models.Model):
    """One year's answers of one side, kept as they were filed."""

    provider = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        related_name="self_checks",
        verbose_name=_("organisation"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    side = models.CharField(_("who looks"), max_length=12, choices=CheckSide)
    answers = models.JSONField(_("answers"))
    note = models.CharField(_("what will be done"), max_length=600, blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("filed by"),
    )
    filed_at = models.DateTimeField(_("filed at"), default=timezone.now)

    class Meta:
        ordering = ("provider_id", "-year", "side")
        verbose_name = _("yearly self-check")
        verbose_name_plural = _("yearly self-checks")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "year", "side"], name="self_check_once_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} · {self.year}"
