"""What a provider certifies of somebody's confirmed hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import SHOWN_DAYS, CertificateStage, HolderId
from organisations.enums import Role
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models import User


class ServiceCertificateQuerySet(models.QuerySet["ServiceCertificate"]):
    """Queryset words of certificates of service."""

    def visible_to(self, user: User) -> ServiceCertificateQuerySet:
        """Those of the providers that the user administers."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        own = user.appointments.current().filter(role=Role.PROVIDER_ADMIN)
        return self.filter(provider__in=own.values("provider_id"))

    def free(self, now: datetime) -> ServiceCertificateQuerySet:
        """Shown for their seven days, and not handed out yet."""
        since = now - timedelta(days=SHOWN_DAYS)
        return self.filter(stage=CertificateStage.SHOWN, shown_at__lte=since)


class ServiceCertificate(models.Model):
    """The fields that the rules of 2015 and 2020 ask for, as they stood when it was
    shown; the number of a document is kept masked only.

    `content` holds one row a service: code, times, minutes. `paper` is what anybody
    checks at `/verify/`, from the day it is handed out.
    """

    public_id = PublicIdField()
    provider = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        related_name="service_certificates",
        verbose_name=_("issued by"),
    )
    person = models.ForeignKey(
        "organisations.Person",
        models.PROTECT,
        related_name="service_certificates",
        verbose_name=_("holder"),
    )
    holder_id = models.CharField(_("document"), max_length=12, choices=HolderId)
    id_masked = models.CharField(_("number, masked"), max_length=40)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    minutes = models.PositiveIntegerField(_("minutes"))
    content = models.JSONField(_("content"))
    in_charge = models.CharField(_("person in charge"), max_length=40)
    contact = models.CharField(_("contact"), max_length=60)
    stage = models.CharField(
        _("stage"),
        max_length=10,
        choices=CertificateStage,
        default=CertificateStage.SHOWN,
    )
    shown_at = models.DateTimeField(_("shown since"), default=timezone.now)
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
    )
    reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)
    paper = models.OneToOneField(
        "records.Certificate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="service",
        verbose_name=_("paper"),
    )

    objects = ServiceCertificateQuerySet.as_manager()

    class Meta:
        ordering = ("-shown_at", "-pk")
        verbose_name = _("certificate of service")
        verbose_name_plural = _("certificates of service")
        constraints = [
            models.CheckConstraint(
                name="service_certificate_period",
                condition=Q(until__gte=F("since")),
                violation_error_code="period",
                violation_error_message=_(
                    "The period ends before it begins. Correct one of the two days."
                ),
            ),
            models.CheckConstraint(
                name="service_certificate_has_hours", condition=Q(minutes__gte=1)
            ),
            models.CheckConstraint(
                name="service_certificate_paper_when_out",
                condition=Q(stage=CertificateStage.HANDED_OUT, paper__isnull=False)
                | (~Q(stage=CertificateStage.HANDED_OUT) & Q(paper__isnull=True)),
            ),
            models.CheckConstraint(
                name="service_certificate_withdrawn_why",
                condition=~Q(stage=CertificateStage.WITHDRAWN) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.provider}"

    @property
    def subject(self) -> str:
        return f"service:{self.public_id}"

    @property
    def free_at(self) -> datetime:
        """From when on it may be handed out."""
        return self.shown_at + timedelta(days=SHOWN_DAYS)
