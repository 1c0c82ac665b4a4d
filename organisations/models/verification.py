"""How well a capability is proven, and the grade that evaluation gave."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.enums import VerificationLevel
from records.models import Checked


class Verification(Checked):
    """One check of one capability: append-only, the newest one counts."""

    capability = models.ForeignKey(
        "organisations.Capability",
        models.CASCADE,
        related_name="verifications",
        verbose_name=_("capability"),
    )
    level = models.CharField(_("level"), max_length=20, choices=VerificationLevel)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checked by"),
    )
    at = models.DateTimeField(_("checked at"), default=timezone.now)
    evidence_digest = models.CharField(
        _("digest of the evidence"), max_length=64, blank=True
    )
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    deliveries = models.PositiveIntegerField(_("confirmed deliveries"), default=0)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")

    def __str__(self) -> str:
        return f"{self.capability} · {self.get_level_display()}"


class GradeQuerySet(models.QuerySet["Grade"]):
    """Queryset words of grades."""

    def in_force(self, on: date | None = None) -> GradeQuerySet:
        day = on or timezone.localdate()
        return self.filter(since__lte=day, until__gte=day, revoked_at__isnull=True)

    def held_by(self, provider: str) -> Subquery:
        """For a query that names a provider by this path: the number of the grade it
        holds today; NULL for none, and none is not low."""
        held = self.in_force().filter(provider=OuterRef(provider))
        return Subquery(held.values("level")[:1])


class Grade(Checked):
    """A published grade, 1A to 5A, with its validity. No grade is not a low grade."""

    provider = models.ForeignKey(
        "organisations.Provider",
        models.CASCADE,
        related_name="grades",
        verbose_name=_("provider"),
    )
    level = models.PositiveSmallIntegerField(
        _("grade"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    source = models.CharField(_("decided in"), max_length=80, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = GradeQuerySet.as_manager()

    class Meta:
        ordering = ("-since", "-pk")
        verbose_name = _("grade")
        verbose_name_plural = _("grades")
        constraints = [
            models.CheckConstraint(
                name="grade_between_1_and_5", condition=Q(level__range=(1, 5))
            ),
            models.CheckConstraint(
                name="grade_ends_after_start", condition=Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}A"
