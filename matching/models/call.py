"""A street calls a unit, the unit answers, the caller scores the answer once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import CallState
from organisations.enums import Role
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models import User


class CallQuerySet(models.QuerySet["Call"]):
    """Queryset words of calls."""

    def open(self) -> CallQuerySet:
        return self.filter(state__in=[CallState.CALLED, CallState.ANSWERED])

    def within(self, code: str) -> CallQuerySet:
        return self.filter(street__code__startswith=code)

    def visible_to(self, user: User) -> CallQuerySet:
        """The calling street's officers, the called unit's administrators, the desk."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = Q(pk__in=[])
        for appointment in user.appointments.current().select_related("territory"):
            if appointment.role == Role.PROVIDER_ADMIN:
                seen |= Q(unit=appointment.provider_id)
            elif appointment.territory is not None and appointment.role in {
                Role.STREET_OFFICER,
                Role.DUTY_DESK,
            }:
                seen |= Q(street__code__startswith=appointment.territory.code[:9])
        return self.filter(seen)


class Call(models.Model):
    """One call: scored once, with a reason, by whoever called (一事一考)."""

    public_id = PublicIdField()
    number = models.CharField(_("number"), max_length=16, unique=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(
        _("state"), max_length=10, choices=CallState, default=CallState.CALLED
    )
    matter = models.ForeignKey(
        "matching.Matter",
        models.PROTECT,
        related_name="calls",
        verbose_name=_("matter"),
    )
    need = models.ForeignKey(
        "matching.Need",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="calls",
        verbose_name=_("need"),
    )
    street = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="calls",
        verbose_name=_("calling street"),
    )
    unit = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        related_name="calls",
        verbose_name=_("called unit"),
    )
    text = models.CharField(_("what is asked"), max_length=300)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("called by"),
    )
    called_at = models.DateTimeField(_("called at"), default=timezone.now)
    due_at = models.DateTimeField(_("answer due at"))
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    score = models.PositiveSmallIntegerField(
        _("score"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    score_reason = models.CharField(
        _("reason of the score"), max_length=200, blank=True
    )
    scored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("scored by"),
    )
    scored_at = models.DateTimeField(_("scored at"), null=True, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ("-called_at", "-pk")
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        indexes = [models.Index(fields=["state", "due_at"])]
        constraints = [
            models.CheckConstraint(
                name="call_scored_with_reason",
                condition=~Q(state=CallState.SCORED)
                | (Q(score__gte=1, score__lte=5) & ~Q(score_reason="")),
                violation_error_message=_("A score needs its reason."),
            ),
            models.CheckConstraint(
                name="call_answered_has_answer",
                condition=~Q(state__in=[CallState.ANSWERED, CallState.SCORED])
                | ~Q(answer=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"call:{self.public_id}"
