"""A line that was accepted: invitation, sessions, attendance with two keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import (
    DeclineReason,
    EngagementState,
    SecondKey,
    SessionState,
)
from matching.models.need import Need
from organisations.enums import Funding
from records.models import Checked, PublicIdField

if TYPE_CHECKING:
    from organisations.models import User


class EngagementQuerySet(models.QuerySet["Engagement"]):
    """Queryset words of engagements."""

    def visible_to(self, user: User) -> EngagementQuerySet:
        """Those of the providers the user administers, and of needs the user sees."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        own = user.appointments.current().filter(role="provider_admin")
        return self.filter(
            Q(provider__in=own.values("provider_id"))
            | Q(need__in=Need.objects.visible_to(user).values("pk"))
        )


class Engagement(Checked):
    """One provider's part in a confirmed pack."""

    public_id = PublicIdField()
    need = models.ForeignKey(
        "matching.Need",
        models.CASCADE,
        related_name="engagements",
        verbose_name=_("need"),
    )
    line = models.OneToOneField(
        "matching.PackLine",
        models.PROTECT,
        related_name="engagement",
        verbose_name=_("pack line"),
    )
    provider = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        related_name="engagements",
        verbose_name=_("provider"),
    )
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=EngagementState,
        default=EngagementState.INVITED,
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    price = models.PositiveIntegerField(_("price a unit (fen)"), default=0)
    funding = models.CharField(_("funding"), max_length=20, choices=Funding, blank=True)
    invited_at = models.DateTimeField(_("invited at"), default=timezone.now)
    answer_by = models.DateTimeField(_("answer by"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    decline_reason = models.CharField(
        _("why declined"), max_length=12, choices=DeclineReason, blank=True
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        ordering = ("answer_by", "pk")
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        indexes = [models.Index(fields=["provider", "state"])]
        constraints = [
            models.CheckConstraint(
                name="engagement_decline_has_reason",
                condition=~Q(state=EngagementState.DECLINED) | ~Q(decline_reason=""),
            ),
            models.CheckConstraint(
                name="engagement_priced_names_source",
                condition=Q(price=0) | ~Q(funding=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} · {self.provider}"

    @property
    def subject(self) -> str:
        return f"engagement:{self.public_id}"

    @property
    def holds_no(self) -> bool:
        """The provider said no, which has not gone out yet."""
        return self.state == EngagementState.INVITED and bool(self.decline_reason)

    @property
    def spoken_state(self) -> str:
        """The state as the provider reads it: its own no is known to it at once."""
        said = EngagementState.DECLINED if self.holds_no else self.state
        return str(EngagementState(said).label)


class CapacityHold(models.Model):
    """What an engagement holds of one week's capacity, until it is released."""

    engagement = models.ForeignKey(
        Engagement, models.CASCADE, related_name="holds", verbose_name=_("engagement")
    )
    week = models.ForeignKey(
        "organisations.CapacityWeek",
        models.PROTECT,
        related_name="holds",
        verbose_name=_("week"),
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    class Meta:
        ordering = ("engagement_id", "week_id")
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "week"], name="hold_once_a_week"
            )
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id} {self.week_id} {self.quantity}"


class Session(Checked):
    """One time that an engagement takes place."""

    public_id = PublicIdField()
    engagement = models.ForeignKey(
        Engagement,
        models.CASCADE,
        related_name="sessions",
        verbose_name=_("engagement"),
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    place = models.ForeignKey(
        "organisations.Place",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("place"),
    )
    units = models.PositiveIntegerField(_("units"), default=1)
    state = models.CharField(
        _("state"), max_length=12, choices=SessionState, default=SessionState.PLANNED
    )
    keeper = models.ForeignKey(
        "organisations.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="kept_sessions",
        verbose_name=_("who goes"),
    )
    despite = models.CharField(
        _("why planned despite a clash"), max_length=200, blank=True
    )
    asked_at = models.DateTimeField(_("asked for a yes at"), null=True, blank=True)
    sure_at = models.DateTimeField(_("said yes at"), null=True, blank=True)
    chased_at = models.DateTimeField(_("worker told at"), null=True, blank=True)

    class Meta:
        ordering = ("starts_at", "pk")
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [models.Index(fields=["state", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_code="window",
                violation_error_message=_(
                    "The session ends before it starts. Correct one of the two times."
                ),
            ),
            models.CheckConstraint(
                name="session_units_positive", condition=Q(units__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engagement} · {timezone.localtime(self.starts_at):%m-%d %H:%M}"

    @property
    def subject(self) -> str:
        """How its files are found."""
        return f"session:{self.public_id}"


@dataclass(frozen=True, slots=True)
class Counted:
    """One person of a session as a page shows her."""

    name: str
    minutes: int
    elsewhere: str


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Queryset words of what was delivered."""

    def standing(self) -> AttendanceQuerySet:
        """Not taken back: what was delivered, whether both keys are turned or one."""
        return self.filter(reversed_at__isnull=True)


class Attendance(Checked):
    """What was delivered in a session; it counts when both keys are turned.

    The keys belong to different employers, or the second to the person served or a
    helper named beforehand.
    """

    session = models.OneToOneField(
        Session, models.CASCADE, related_name="attendance", verbose_name=_("session")
    )
    units = models.PositiveIntegerField(_("units delivered"))
    minutes = models.PositiveIntegerField(_("minutes"))
    people = models.PositiveIntegerField(_("people served"), default=1)
    note = models.CharField(_("note"), max_length=200, blank=True)
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("first key"),
    )
    first_employer = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        related_name="+",
        verbose_name=_("employer of the first key"),
    )
    first_at = models.DateTimeField(_("first key turned at"), default=timezone.now)
    second_kind = models.CharField(
        _("second key"), max_length=8, choices=SecondKey, blank=True
    )
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("second key turned by"),
    )
    second_person = models.ForeignKey(
        "organisations.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person who turned the second key"),
    )
    second_employer = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("employer of the second key"),
    )
    second_at = models.DateTimeField(_("second key turned at"), null=True, blank=True)
    reversed_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    reversal_reason = models.CharField(
        _("why it was taken back"), max_length=200, blank=True
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.CheckConstraint(
                name="attendance_two_employers",
                condition=Q(second_employer__isnull=True)
                | ~Q(second_employer=F("first_employer")),
                violation_error_message=_(
                    "The two keys belong to the same employer. Ask the person served or "
                    "a helper to confirm."
                ),
            ),
            models.CheckConstraint(
                name="attendance_two_people",
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("first_by")),
                violation_error_message=_(
                    "The two keys belong to one person. Ask the person served or a helper "
                    "to confirm."
                ),
            ),
            models.CheckConstraint(
                name="attendance_units_positive",
                condition=Q(units__gte=1, minutes__gte=1),
            ),
            models.CheckConstraint(
                name="attendance_taken_back_with_reason",
                condition=Q(reversed_at__isnull=True) | ~Q(reversal_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} · {self.units}"

    @property
    def served(self) -> list[Counted]:
        """Who served and how long, after all corrections; reads what is prefetched."""
        sums: dict[int, Counted] = {}
        for entry in self.entries.all():
            seen = sums.get(entry.person_id)
            sums[entry.person_id] = Counted(
                name=entry.person.masked_name,
                minutes=entry.minutes + (seen.minutes if seen else 0),
                elsewhere=entry.elsewhere,
            )
        return list(sums.values())
