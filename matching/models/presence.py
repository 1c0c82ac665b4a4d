"""Who said on the spot that she is there; and who says that her minutes are not right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.enums import Role
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models import User


class Presence(models.Model):
    """A volunteer on the list of a session said by its code that she is there.

    It helps whoever keeps the list, who turns the first key; it is no second key, and
    whoever gave it gives none.
    """

    session = models.ForeignKey(
        "matching.Session",
        models.CASCADE,
        related_name="presences",
        verbose_name=_("session"),
    )
    person = models.ForeignKey(
        "organisations.Person",
        models.PROTECT,
        related_name="presences",
        verbose_name=_("person"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ("session_id", "at", "pk")
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], name="presence_said_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {timezone.localtime(self.at):%H:%M}"


class HourQuestionQuerySet(models.QuerySet["HourQuestion"]):
    """Queryset words of questions about hours."""

    def open(self) -> HourQuestionQuerySet:
        return self.filter(answered_at__isnull=True)

    def visible_to(self, user: User) -> HourQuestionQuerySet:
        """One's own, and those to the providers that one administers."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        own = user.appointments.current().filter(role=Role.PROVIDER_ADMIN)
        return self.filter(
            Q(asked_by=user)
            | Q(attendance__first_employer__in=own.values("provider_id"))
        )


class HourQuestion(models.Model):
    """A volunteer says how long she served; whoever keeps the list answers."""

    public_id = PublicIdField()
    attendance = models.ForeignKey(
        "matching.Attendance",
        models.CASCADE,
        related_name="questions",
        verbose_name=_("attendance"),
    )
    person = models.ForeignKey(
        "organisations.Person",
        models.PROTECT,
        related_name="hour_questions",
        verbose_name=_("person"),
    )
    minutes = models.PositiveIntegerField(_("minutes, as she says"))
    words = models.CharField(_("why"), max_length=200)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    granted = models.BooleanField(_("corrected"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = HourQuestionQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        verbose_name = _("question about hours")
        verbose_name_plural = _("questions about hours")
        constraints = [
            models.UniqueConstraint(
                fields=["attendance", "person"],
                condition=Q(answered_at__isnull=True),
                name="hour_question_one_open",
            ),
            models.CheckConstraint(
                name="hour_question_answered_whole",
                condition=Q(answered_at__isnull=True, granted__isnull=True)
                | Q(answered_at__isnull=False, granted__isnull=False)
                & ~Q(answer="")
                & ~Q(answered_by=models.F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.minutes}"
