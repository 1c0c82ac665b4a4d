"""What a contract pays for step by step, and the engagements each step rests on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from matching.enums import (
    GOOD_MILESTONES,
    OUTCOMES_WITH_WORDS,
    REPORTABLE,
    EngagementState,
    MilestoneState,
    PurchaseState,
)
from matching.models.purchase import PurchaseProject
from records.models import Checked, PublicIdField

if TYPE_CHECKING:
    from organisations.models import User


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Queryset words of milestones."""

    def visible_to(self, user: User) -> MilestoneQuerySet:
        seen = PurchaseProject.objects.visible_to(user).order_by()
        return self.filter(project__in=seen.values("pk"))

    def due(self, today: date) -> MilestoneQuerySet:
        """To be reported now: every engagement it rests on is confirmed; one that rests
        on none is due on its day."""
        parts = MilestonePart.objects.filter(milestone=OuterRef("pk"))
        open_parts = parts.exclude(engagement__state=EngagementState.CONFIRMED)
        return self.filter(
            Exists(parts) & ~Exists(open_parts) | ~Exists(parts) & Q(due_on__lte=today),
            state__in=REPORTABLE,
            project__state=PurchaseState.CONTRACTED,
        )


class Milestone(Checked):
    """One step of a contract: what is delivered by when, and what is paid for it."""

    public_id = PublicIdField()
    project = models.ForeignKey(
        PurchaseProject,
        models.CASCADE,
        related_name="milestones",
        verbose_name=_("purchase"),
    )
    title = models.CharField(_("what is delivered"), max_length=80)
    amount = models.PositiveBigIntegerField(
        _("amount (fen)"), validators=[MinValueValidator(1)]
    )
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=MilestoneState,
        default=MilestoneState.PLANNED,
    )
    report = models.CharField(_("report"), max_length=400, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reported by"),
    )
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    words = models.CharField(_("remarks, or why not"), max_length=400, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    settled_at = models.DateTimeField(_("accepted at"), null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ("project_id", "due_on", "pk")
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.CheckConstraint(
                name="milestone_has_amount", condition=Q(amount__gte=1)
            ),
            models.CheckConstraint(
                name="milestone_refused_with_words",
                condition=~Q(state__in=OUTCOMES_WITH_WORDS) | ~Q(words=""),
            ),
            models.CheckConstraint(
                name="milestone_accepted_by_another",
                condition=~Q(state__in=GOOD_MILESTONES)
                | Q(settled_by__isnull=False) & ~Q(settled_by=models.F("reported_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """How its files are found."""
        return f"milestone:{self.public_id}"


class MilestonePart(models.Model):
    """An engagement that a milestone rests on; it is paid for once."""

    milestone = models.ForeignKey(
        Milestone, models.CASCADE, related_name="parts", verbose_name=_("milestone")
    )
    engagement = models.OneToOneField(
        "matching.Engagement",
        models.PROTECT,
        related_name="milestone_part",
        verbose_name=_("engagement"),
    )

    class Meta:
        ordering = ("milestone_id", "pk")
        verbose_name = _("part of a milestone")
        verbose_name_plural = _("parts of milestones")

    def __str__(self) -> str:
        return f"{self.milestone} · {self.engagement_id}"
