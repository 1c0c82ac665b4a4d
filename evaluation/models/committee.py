"""The evaluation committee of a district: its term and its seats."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.enums.decision import CommitteeKind, SeatPost
from organisations.enums import Role
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models import User


class CommitteeQuerySet(models.QuerySet["Committee"]):
    """Queryset words of committees."""

    def current(self, on: date | None = None) -> CommitteeQuerySet:
        day = on or timezone.localdate()
        return self.filter(since__lte=day, until__gte=day)

    def visible_to(self, user: User) -> CommitteeQuerySet:
        """Its members; the office and the bureau of its district."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        held = user.appointments.current().filter(
            role__in=[Role.EVALUATION_OFFICE, Role.BUREAU_REVIEWER]
        )
        seats = user.committee_seats.current()
        return self.filter(
            Q(district__in=held.values("territory_id"))
            | Q(pk__in=seats.values("committee_id"))
        )


class Committee(models.Model):
    """So many members for a term, to grade or, where the rules want another body for
    that, to review. `size` is what quorum and majority are counted from:
    a vacant seat and a recused member count as seats all the same."""

    public_id = PublicIdField()
    district = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="committees",
        verbose_name=_("district"),
    )
    kind = models.CharField(
        _("kind"),
        max_length=16,
        choices=CommitteeKind,
        default=CommitteeKind.EVALUATION,
    )
    name = models.CharField(_("name"), max_length=80)
    size = models.PositiveSmallIntegerField(_("seats"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        ordering = ("-since", "pk")
        verbose_name = _("evaluation committee")
        verbose_name_plural = _("evaluation committees")
        constraints = [
            models.CheckConstraint(
                name="committee_term_in_order", condition=Q(until__gte=F("since"))
            ),
            models.CheckConstraint(name="committee_has_seats", condition=Q(size__gt=2)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """The ledger chain of its district."""
        return self.district.district_code

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"committee:{self.public_id}"


class CommitteeSeatQuerySet(models.QuerySet["CommitteeSeat"]):
    """Queryset words of seats."""

    def current(self) -> CommitteeSeatQuerySet:
        day = timezone.localdate()
        return self.filter(
            left_on__isnull=True, committee__since__lte=day, committee__until__gte=day
        )


class CommitteeSeat(models.Model):
    """One member, from her appointment until she leaves."""

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="seats", verbose_name=_("committee")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="committee_seats",
        verbose_name=_("member"),
    )
    post = models.CharField(
        _("post"), max_length=10, choices=SeatPost, default=SeatPost.MEMBER
    )
    since = models.DateField(_("since"), default=timezone.localdate)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = CommitteeSeatQuerySet.as_manager()

    class Meta:
        ordering = ("committee_id", "pk")
        verbose_name = _("seat of a committee")
        verbose_name_plural = _("seats of committees")
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "user"],
                condition=Q(left_on__isnull=True),
                name="committee_seat_once",
                violation_error_message=_("This person sits here already."),
            ),
            models.UniqueConstraint(
                fields=["committee", "post"],
                condition=Q(left_on__isnull=True) & ~Q(post=SeatPost.MEMBER),
                name="committee_post_once",
                violation_error_message=_("This post is taken already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_post_display()}"
