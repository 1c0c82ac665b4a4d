"""The core micro-team of a community: Party member, social worker, resident."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import SeatKind
from records.models import PublicIdField


class Team(models.Model):
    """A community's standing 3+N team."""

    public_id = PublicIdField()
    community = models.OneToOneField(
        "organisations.Territory",
        models.PROTECT,
        related_name="team",
        verbose_name=_("community"),
    )
    adopted_at = models.DateTimeField(_("adopted at"), default=timezone.now)

    class Meta:
        ordering = ("community__code",)
        verbose_name = _("3+N team")
        verbose_name_plural = _("3+N teams")

    def __str__(self) -> str:
        return str(self.community)


class SeatQuerySet(models.QuerySet["Seat"]):
    """Queryset words of seats."""

    def current(self) -> SeatQuerySet:
        """Those held today: one that was left counts as empty at once."""
        today = timezone.localdate()
        return self.filter(
            Q(until__isnull=True) | Q(until__gte=today),
            since__lte=today,
            left_at__isnull=True,
        )


class Seat(models.Model):
    """One seat of a team, held by a user or by a person without an account."""

    team = models.ForeignKey(
        Team, models.CASCADE, related_name="seats", verbose_name=_("team")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=SeatKind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("user"),
    )
    person = models.ForeignKey(
        "organisations.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("person without an account"),
    )
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True, editable=False)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ("team_id", "kind", "pk")
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.CheckConstraint(
                name="seat_held_by_one",
                condition=Q(user__isnull=False, person__isnull=True)
                | Q(user__isnull=True, person__isnull=False),
                violation_error_message=_(
                    "A seat is held by one user, or by one person without an account."
                ),
            ),
            models.UniqueConstraint(
                fields=["team", "user"],
                condition=Q(user__isnull=False, until__isnull=True),
                name="seat_one_per_user",
            ),
            models.UniqueConstraint(
                fields=["team", "person"],
                condition=Q(person__isnull=False, until__isnull=True),
                name="seat_one_per_person",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user or self.person)
