"""Who served how long, as entries that are never changed, and what is looked at again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import FlagOutcome, HourRule
from organisations.enums import Role
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models import User


class HourEntry(models.Model):
    """Minutes of one person in one session: what was recorded, then each change of it
    as an entry of its own, with its reason. What counts is the sum.

    Hours that another system recorded first are shown, and not counted again.
    """

    attendance = models.ForeignKey(
        "matching.Attendance",
        models.CASCADE,
        related_name="entries",
        verbose_name=_("attendance"),
    )
    person = models.ForeignKey(
        "organisations.Person",
        models.PROTECT,
        related_name="hour_entries",
        verbose_name=_("person"),
    )
    minutes = models.IntegerField(_("minutes"))
    elsewhere = models.CharField(_("first recorded in"), max_length=60, blank=True)
    reason = models.CharField(_("why it was changed"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("entered by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ("attendance_id", "pk")
        verbose_name = _("hour entry")
        verbose_name_plural = _("hour entries")
        constraints = [
            models.CheckConstraint(
                name="hour_entry_says_something", condition=~Q(minutes=0)
            ),
            models.CheckConstraint(
                name="hour_entry_less_has_reason",
                condition=Q(minutes__gt=0) | ~Q(reason=""),
            ),
            models.UniqueConstraint(
                fields=["attendance", "person"],
                condition=Q(reason=""),
                name="hour_entry_recorded_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.minutes:+d}"


class HourFlagQuerySet(models.QuerySet["HourFlag"]):
    """Queryset words of flags."""

    def open(self) -> HourFlagQuerySet:
        return self.filter(settled_at__isnull=True)

    def visible_to(self, user: User) -> HourFlagQuerySet:
        """Those of the districts in which the user is an operator of the centre."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        held = user.appointments.current().filter(role=Role.CENTRE_OPERATOR)
        here = Q(pk__in=[])
        for code in held.values_list("territory__code", flat=True):
            community = "attendance__session__engagement__need__community"
            here |= Q(**{f"{community}__code__startswith": code})
        return self.filter(here)


class HourFlag(models.Model):
    """One reason to look at a confirmed session again; a person settles it."""

    public_id = PublicIdField()
    attendance = models.ForeignKey(
        "matching.Attendance",
        models.CASCADE,
        related_name="flags",
        verbose_name=_("attendance"),
    )
    rule = models.CharField(_("rule"), max_length=14, choices=HourRule)
    others = models.JSONField(_("together with"), default=list, blank=True)
    found_at = models.DateTimeField(_("found at"), default=timezone.now)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=FlagOutcome, blank=True
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )

    objects = HourFlagQuerySet.as_manager()

    class Meta:
        ordering = ("found_at", "pk")
        verbose_name = _("hour to look at")
        verbose_name_plural = _("hours to look at")
        constraints = [
            models.UniqueConstraint(
                fields=["attendance", "rule"], name="hour_flag_once"
            ),
            models.CheckConstraint(
                name="hour_flag_settled_whole",
                condition=Q(settled_at__isnull=True, outcome="")
                | (Q(settled_at__isnull=False) & ~Q(outcome="") & ~Q(note="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendance_id} {self.rule}"
