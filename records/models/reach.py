"""How a user can be reached beyond the inbox, and what the user wants of it."""

from __future__ import annotations

from datetime import time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.channels import QUIET_FROM, QUIET_UNTIL
from records.enums import Rhythm
from records.models.encrypted import EncryptedTextField

CODE_LASTS = timedelta(minutes=10)
MOST_TRIES = 5
NOON = time(12)


class AddressQuerySet(models.QuerySet["Address"]):
    """Queryset words of addresses."""

    def confirmed(self) -> AddressQuerySet:
        return self.filter(confirmed_at__isnull=False)


class Address(models.Model):
    """Where a channel reaches a user. It is used once the user has shown, by a code
    sent there, that it is the right one; a new value has to be confirmed anew.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="addresses"
    )
    channel = models.CharField(_("channel"), max_length=20)
    value = EncryptedTextField(_("address"))
    asked_at = models.DateTimeField(_("code sent at"), default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("codes tried"), default=0)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    objects = AddressQuerySet.as_manager()

    class Meta:
        ordering = ("user_id", "channel")
        verbose_name = _("address of a channel")
        verbose_name_plural = _("addresses of channels")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "channel"], name="address_once_per_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.channel}"

    @property
    def masked(self) -> str:
        """Enough to recognise it by: 138****1234, z****@example.org."""
        name, at, host = self.value.partition("@")
        if at:
            return f"{name[:1]}****{at}{host}"
        return f"{name[:3]}****{name[-4:]}" if len(name) > 7 else f"{name[:1]}****"

    @property
    def takes_code(self) -> bool:
        """Whether the code that was sent last may still be entered."""
        fresh = timezone.now() < self.asked_at + CODE_LASTS
        return self.confirmed_at is None and fresh and self.tries < MOST_TRIES


class Preference(models.Model):
    """How one user wants to hear of one group of messages through one channel."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    group = models.CharField(_("group of messages"), max_length=60, blank=True)
    channel = models.CharField(_("channel"), max_length=20)
    rhythm = models.CharField(_("when"), max_length=10, choices=Rhythm)

    class Meta:
        ordering = ("user_id", "group", "channel")
        verbose_name = _("wish about messages")
        verbose_name_plural = _("wishes about messages")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "group", "channel"], name="preference_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.group} {self.channel} {self.rhythm}"


class QuietHours(models.Model):
    """Hours without a ring: those of the house, 22 to 8, or longer ones of one's own."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="quiet_hours"
    )
    since = models.TimeField(_("quiet from"), default=QUIET_FROM)
    until = models.TimeField(_("quiet until"), default=QUIET_UNTIL)

    class Meta:
        ordering = ("user_id",)
        verbose_name = _("quiet hours")
        verbose_name_plural = _("quiet hours")
        constraints = [
            models.CheckConstraint(
                name="quiet_hours_hold_the_night",
                condition=Q(since__lte=QUIET_FROM, since__gte=NOON)
                & Q(until__gte=QUIET_UNTIL, until__lte=NOON),
                violation_error_message=_(
                    "Quiet hours begin between 12:00 and 22:00 and end between 8:00 "
                    "and 12:00."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.since:%H:%M}-{self.until:%H:%M}"


class Digest(models.Model):
    """One letter a day with what was collected for a user and a channel."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    channel = models.CharField(_("channel"), max_length=20)
    day = models.DateField(_("day"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    class Meta:
        ordering = ("-day", "recipient_id", "channel")
        verbose_name = _("daily digest")
        verbose_name_plural = _("daily digests")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "channel", "day"], name="digest_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.channel} {self.day}"
