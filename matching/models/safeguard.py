"""What the law orders at once: the report of harm to a minor or of violence at home."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import Danger


class MandatoryReport(models.Model):
    """Who reported a case to the police, when, and the receipt number.

    Source: 未成年人保护法 art. 11 (report at once), 反家庭暴力法 art. 14.
    """

    need = models.OneToOneField(
        "matching.Need",
        models.PROTECT,
        related_name="report",
        verbose_name=_("need"),
    )
    family = models.CharField(_("family"), max_length=10, choices=Danger)
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    reported_to = models.CharField(_("reported to"), max_length=60, blank=True)
    receipt_no = models.CharField(_("receipt number"), max_length=60, blank=True)
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reported by"),
    )

    class Meta:
        ordering = ("-opened_at",)
        verbose_name = _("report to the police")
        verbose_name_plural = _("reports to the police")
        constraints = [
            models.CheckConstraint(
                name="report_whole_or_open",
                condition=Q(reported_at__isnull=True, reported_by__isnull=True)
                | (Q(reported_at__isnull=False) & ~Q(reported_to="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.need} · {self.get_family_display()}"
