"""Leave of a worker, and who stands in."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Queryset words of absences."""

    def on(self, day: date | None = None) -> AbsenceQuerySet:
        """Those that hold on a day; today without one."""
        day = day or timezone.localdate()
        return self.filter(since__lte=day, until__gte=day)


class Absence(models.Model):
    """From a day to a day, both included; tasks and messages go to the cover too."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="absences",
        verbose_name=_("who is away"),
    )
    cover = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="covers",
        verbose_name=_("cover"),
    )
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"))

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ("since", "pk")
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_start",
                condition=Q(until__gte=F("since")),
                violation_error_code="until",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                name="absence_covered_by_another",
                condition=~Q(user=F("cover")),
                violation_error_code="cover",
                violation_error_message=_("Choose somebody else as cover."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.since} – {self.until}"
