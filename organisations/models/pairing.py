"""One volunteer, one household, until a day: regular help near home."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.enums import JoinConsent, PairingEnd
from organisations.models.volunteer import KEEPING_ROLES, Volunteer
from records.models import Checked, PublicIdField

if TYPE_CHECKING:
    from organisations.models.account import User


class PairingQuerySet(models.QuerySet["Pairing"]):
    """Queryset words of pairings."""

    def open(self) -> PairingQuerySet:
        """Those that nobody has ended, though their day may be over."""
        return self.filter(ended_at__isnull=True)

    def running(self, on: date | None = None) -> PairingQuerySet:
        day = on or timezone.localdate()
        return self.open().filter(until__gte=day)

    def with_volunteer(self, volunteer: Volunteer) -> PairingQuerySet:
        """Hers, and those in which she goes along with a minor."""
        return self.filter(Q(volunteer=volunteer) | Q(companion=volunteer))

    def visible_to(self, user: User) -> PairingQuerySet:
        """One's own; those of the places where one works for station or community."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = Q(volunteer__user=user) | Q(companion__user=user)
        for held in user.held_today():
            if held.role in KEEPING_ROLES and held.territory:
                seen |= Q(place__code__startswith=held.territory.code)
        return self.filter(seen)


class Pairing(Checked):
    """The household said yes to this volunteer; it ends on a day, or before.

    A volunteer under 18 never goes alone: `companion` is the adult who goes along. When
    it is ended, on its day or before, name and number of the household are erased.
    """

    public_id = PublicIdField()
    volunteer = models.ForeignKey(
        Volunteer,
        models.PROTECT,
        related_name="pairings",
        verbose_name=_("volunteer"),
    )
    companion = models.ForeignKey(
        Volunteer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accompanied_pairings",
        verbose_name=_("adult who goes along"),
    )
    household = models.OneToOneField(
        "organisations.Person",
        models.PROTECT,
        related_name="pairing",
        verbose_name=_("household"),
    )
    place = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="pairings",
        verbose_name=_("community"),
    )
    service_type = models.ForeignKey(
        "organisations.ServiceType",
        models.PROTECT,
        related_name="pairings",
        verbose_name=_("what is done"),
    )
    consent = models.CharField(
        _("how the household agreed"), max_length=12, choices=JoinConsent
    )
    consent_on = models.DateField(_("agreed on"))
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"))
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    end_reason = models.CharField(
        _("why it ended"), max_length=12, choices=PairingEnd, blank=True
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("paired by"),
    )

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ("-since", "-pk")
        verbose_name = _("pairing")
        verbose_name_plural = _("pairings")
        constraints = [
            models.CheckConstraint(
                name="pairing_ends_after_start", condition=Q(until__gt=F("since"))
            ),
            models.CheckConstraint(
                name="pairing_end_whole_or_none",
                condition=Q(ended_at__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="pairing_consent_of_the_household",
                condition=~Q(consent__in=["", JoinConsent.FORM]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} · {self.place}"

    @property
    def subject(self) -> str:
        return f"pairing:{self.public_id}"

    @property
    def is_running(self) -> bool:
        return self.ended_at is None and self.until >= timezone.localdate()
