"""Training for those who build something up: places, who has one, who waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.enums import SeatState
from organisations.models.spoken import spoken
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models.account import User


class TrainingQuerySet(models.QuerySet["Training"]):
    """Queryset words of trainings."""

    def coming(self) -> TrainingQuerySet:
        return self.filter(starts_at__gt=timezone.now())

    def to_record(self) -> TrainingQuerySet:
        """Over, and nobody has said who came."""
        return self.filter(ends_at__lte=timezone.now(), recorded_at=None)

    def visible_to(self, user: User) -> TrainingQuerySet:
        """All: whoever has an account may come and learn."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.all()


class Training(models.Model):
    """One event. `taken` counts its held places; it is never more than `places`."""

    public_id = PublicIdField()
    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    where = models.CharField(_("where"), max_length=80)
    district = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="trainings",
        verbose_name=_("district"),
    )
    places = models.PositiveSmallIntegerField(
        _("number of places"), validators=[MinValueValidator(1)]
    )
    taken = models.PositiveSmallIntegerField(_("taken"), default=0, editable=False)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("offered by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), null=True, editable=False)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_at", "pk")
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        constraints = [
            models.CheckConstraint(
                name="training_not_overbooked", condition=Q(taken__lte=F("places"))
            ),
            models.CheckConstraint(
                name="training_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The training ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return spoken(self.title, self.title_en)

    @property
    def subject(self) -> str:
        return f"training:{self.public_id}"

    @property
    def chain(self) -> str:
        return self.district.code

    @property
    def is_coming(self) -> bool:
        return self.starts_at > timezone.now()


class TrainingSeat(models.Model):
    """Somebody's place, or turn on the waiting list: first come, first served."""

    training = models.ForeignKey(
        Training, models.CASCADE, related_name="seats", verbose_name=_("training")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="training_seats",
        verbose_name=_("who"),
    )
    state = models.CharField(_("state"), max_length=10, choices=SeatState)
    at = models.DateTimeField(_("signed up at"), default=timezone.now)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("place at a training")
        verbose_name_plural = _("places at trainings")
        constraints = [
            models.UniqueConstraint(
                fields=["training", "user"],
                condition=~Q(state=SeatState.CANCELLED),
                name="training_seat_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.training} · {self.user}"
