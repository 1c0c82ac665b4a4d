"""What somebody writes to the centre (来信), with a clock for the reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.enums import Role
from organisations.models.account import Appointment
from organisations.models.encrypted import EncryptedTextField
from organisations.models.territory import Territory
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models.account import User


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    """Queryset words of inquiries."""

    def visible_to(self, user: User) -> InquiryQuerySet:
        """The centre operators of the district, nobody else."""
        held = Appointment.objects.of(user, Role.CENTRE_OPERATOR)
        return self.filter(district__in=held.values("territory"))

    def open(self) -> InquiryQuerySet:
        """Those that wait for an answer."""
        return self.filter(answered_at__isnull=True)

    def answered(self) -> InquiryQuerySet:
        return self.filter(answered_at__isnull=False)


class Inquiry(models.Model):
    """A letter from anybody, her own words encrypted; with number and code its writer
    reads the answer."""

    public_id = PublicIdField()
    code = models.CharField(_("look-up code"), max_length=6)
    district = models.ForeignKey(
        Territory, models.PROTECT, related_name="+", verbose_name=_("district")
    )
    text = EncryptedTextField(_("what was written"))
    name = EncryptedTextField(_("name"), blank=True)
    phone = EncryptedTextField(_("telephone"), blank=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    reply_by = models.DateTimeField(_("reply due"))
    answer = EncryptedTextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    workdays = models.PositiveSmallIntegerField(
        _("working days until the answer"), null=True, blank=True
    )

    objects = InquiryQuerySet.as_manager()

    class Meta:
        ordering = ("received_at", "pk")
        verbose_name = _("letter to the centre")
        verbose_name_plural = _("letters to the centre")
        indexes = [models.Index(fields=["answered_at"])]
        constraints = [
            models.CheckConstraint(
                name="inquiry_answered_by_somebody",
                condition=Q(answered_at__isnull=True, answer="", workdays__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False)
                & ~Q(answer="")
                & Q(workdays__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """LX-2026-00042, a label for talk: without its code it opens nothing."""
        return f"LX-{timezone.localtime(self.received_at).year}-{self.pk:05d}"

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"inquiry:{self.public_id}"
