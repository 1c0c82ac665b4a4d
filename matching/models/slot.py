"""Places of a session, offered to persons: at most two offers a month and person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import LIVE_OFFERS, YES_STATES, OfferState
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models import User

MOST_PLACES = 200
MOST_OFFERS = 2


class Slot(models.Model):
    """So many places in one session, alike in what they ask of a person."""

    public_id = PublicIdField()
    session = models.ForeignKey(
        "matching.Session",
        models.CASCADE,
        related_name="slots",
        verbose_name=_("session"),
    )
    role = models.CharField(_("what to do"), max_length=40)
    skill = models.ForeignKey(
        "organisations.ServiceType",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("what one must know"),
    )
    number = models.PositiveSmallIntegerField(
        _("how many people"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)],
    )
    gates = models.JSONField(_("gates"), default=list, blank=True)
    wave = models.PositiveSmallIntegerField(_("waves of offers so far"), default=0)

    class Meta:
        ordering = ("session__starts_at", "pk")
        verbose_name = _("places for volunteers")
        verbose_name_plural = _("places for volunteers")
        constraints = [
            models.CheckConstraint(
                name="slot_has_places",
                condition=Q(number__gte=1, number__lte=MOST_PLACES),
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} · {self.number}"


class SlotOfferQuerySet(models.QuerySet["SlotOffer"]):
    """Queryset words of offers."""

    def live(self) -> SlotOfferQuerySet:
        return self.filter(state__in=LIVE_OFFERS)

    def said_yes(self) -> SlotOfferQuerySet:
        return self.filter(state__in=YES_STATES)

    def visible_to(self, user: User) -> SlotOfferQuerySet:
        """One's own; those of the sessions of a provider that one administers."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        own = user.appointments.current().filter(role="provider_admin")
        return self.filter(
            Q(volunteer__user=user)
            | Q(slot__session__engagement__provider__in=own.values("provider_id"))
        )


class SlotOffer(models.Model):
    """One volunteer was asked once for one place."""

    public_id = PublicIdField()
    slot = models.ForeignKey(
        Slot, models.CASCADE, related_name="offers", verbose_name=_("place")
    )
    volunteer = models.ForeignKey(
        "organisations.Volunteer",
        models.PROTECT,
        related_name="offers",
        verbose_name=_("volunteer"),
    )
    wave = models.PositiveSmallIntegerField(_("wave"))
    state = models.CharField(
        _("state"), max_length=10, choices=OfferState, default=OfferState.OFFERED
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    answer_by = models.DateTimeField(_("answer by"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    asked_again_at = models.DateTimeField(_("asked to confirm"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed to come"), null=True, blank=True)
    doubted_at = models.DateTimeField(_("provider told"), null=True, blank=True)

    objects = SlotOfferQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        indexes = [
            models.Index(fields=["state", "answer_by"]),
            models.Index(fields=["volunteer", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "volunteer"], name="slot_offer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.slot} · {self.volunteer_id} · {self.get_state_display()}"


class OfferMonth(models.Model):
    """How often somebody was asked in a month: the row that keeps it at two."""

    volunteer = models.ForeignKey(
        "organisations.Volunteer",
        models.CASCADE,
        related_name="offer_months",
        verbose_name=_("volunteer"),
    )
    month = models.DateField(_("first day of the month"))
    used = models.PositiveSmallIntegerField(_("offers"), default=0)

    class Meta:
        ordering = ("volunteer_id", "month")
        verbose_name = _("offers of a month")
        verbose_name_plural = _("offers of a month")
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "month"], name="offer_month_once"
            ),
            models.CheckConstraint(
                name="offer_month_at_most_two", condition=Q(used__lte=MOST_OFFERS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.month} {self.used}"
