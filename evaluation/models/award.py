"""A grade after it was confirmed: its time, its papers, what is looked at later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.enums.decision import (
    STANDING,
    AwardState,
    FollowUpKind,
    FollowUpResult,
)
from organisations.enums import Role
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models import User


class AwardQuerySet(models.QuerySet["Award"]):
    """Queryset words of awards."""

    def standing(self) -> AwardQuerySet:
        """In force, lowered or not."""
        return self.filter(state__in=sorted(STANDING))

    def visible_to(self, user: User) -> AwardQuerySet:
        """The organisation's own; all of the district for office and bureau."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        held = user.appointments.current()
        own = held.filter(role=Role.PROVIDER_ADMIN)
        offices = held.filter(role__in=[Role.EVALUATION_OFFICE, Role.BUREAU_REVIEWER])
        return self.filter(
            Q(assessment__provider__in=own.values("provider_id"))
            | Q(assessment__round__district__in=offices.values("territory_id"))
        )


class Award(models.Model):
    """The grade from its confirmation to its end. `level` is what holds today; what the
    committee decided stays in the assessment. A grade below the first has none."""

    public_id = PublicIdField()
    assessment = models.OneToOneField(
        "evaluation.Assessment",
        models.PROTECT,
        related_name="award",
        verbose_name=_("assessment"),
    )
    level = models.PositiveSmallIntegerField(
        _("grade"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    announced_on = models.DateField(_("announced on"))
    since = models.DateField(_("in force from"))
    until = models.DateField(_("in force until"))
    state = models.CharField(
        _("state"), max_length=10, choices=AwardState, default=AwardState.COMING
    )
    grade = models.ForeignKey(
        "organisations.Grade",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("grade in the register"),
    )
    certificate = models.ForeignKey(
        "records.Certificate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("certificate"),
    )
    plaque_given_on = models.DateField(_("plaque given on"), null=True, blank=True)
    plaque_due_on = models.DateField(_("plaque to be back by"), null=True, blank=True)
    plaque_back_on = models.DateField(_("plaque back on"), null=True, blank=True)
    plaque_void_on = models.DateField(_("plaque void from"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ("-since", "pk")
        verbose_name = _("award of a grade")
        verbose_name_plural = _("awards of grades")
        constraints = [
            models.CheckConstraint(
                name="award_between_1_and_5", condition=Q(level__range=(1, 5))
            ),
            models.CheckConstraint(
                name="award_time_in_order", condition=Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment.provider} · {self.level}A"

    @property
    def chain(self) -> str:
        return self.assessment.chain

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"award:{self.public_id}"


class FollowUp(models.Model):
    """A look at a grade in force: drawn by lot from a public seed, or after an event."""

    public_id = PublicIdField()
    award = models.ForeignKey(
        Award, models.PROTECT, related_name="follow_ups", verbose_name=_("award")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=FollowUpKind)
    seed = models.CharField(_("public seed"), max_length=60, blank=True)
    reason = models.CharField(_("event"), max_length=200, blank=True)
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    result = models.CharField(
        _("result"), max_length=6, choices=FollowUpResult, blank=True
    )
    finding = models.CharField(_("finding"), max_length=600, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        ordering = ("opened_at", "pk")
        verbose_name = _("follow-up of a grade")
        verbose_name_plural = _("follow-ups of grades")
        constraints = [
            models.UniqueConstraint(
                fields=["award"],
                condition=Q(closed_at__isnull=True),
                name="follow_up_one_open",
            ),
            models.UniqueConstraint(
                fields=["award", "seed"],
                condition=~Q(seed=""),
                name="follow_up_drawn_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award} · {self.get_kind_display()}"
