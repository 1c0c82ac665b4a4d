"""A meeting of the committee: agenda, attendance, named ballots, minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.enums.decision import Choice, ItemKind, ItemState, MeetingState
from evaluation.models.assessment import Assessment
from evaluation.models.committee import Committee
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models import User


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Queryset words of meetings."""

    def visible_to(self, user: User) -> MeetingQuerySet:
        """Those of the committees this user sees."""
        seen = Committee.objects.visible_to(user)
        return self.filter(committee__in=seen.values("pk"))


class Meeting(models.Model):
    """Called for a day with an agenda whose order was drawn by `seed`."""

    public_id = PublicIdField()
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="meetings", verbose_name=_("committee")
    )
    held_on = models.DateField(_("held on"))
    seed = models.PositiveIntegerField(_("seed of the order"), default=0)
    state = models.CharField(
        _("state"), max_length=8, choices=MeetingState, default=MeetingState.CALLED
    )
    minutes = models.TextField(_("minutes"), blank=True, max_length=4000)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("called by"),
    )
    called_at = models.DateTimeField(_("called at"), default=timezone.now)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("-held_on", "-pk")
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(
                name="meeting_closed_with_minutes",
                condition=~Q(state=MeetingState.CLOSED) | ~Q(minutes=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.committee} · {self.held_on.isoformat()}"

    @property
    def chain(self) -> str:
        return self.committee.chain

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"meeting:{self.public_id}"


class MeetingItemQuerySet(models.QuerySet["MeetingItem"]):
    """Queryset words of items."""

    def visible_to(
        self, user: User, judged: models.QuerySet[Assessment] | None = None
    ) -> MeetingItemQuerySet:
        """Items of cases this user sees: none of those from which she stays away.
        `judged` are the cases on which she works, where they were asked for already."""
        meetings = Meeting.objects.visible_to(user)
        cases = Assessment.objects.judged_by(user) if judged is None else judged
        return self.filter(
            meeting__in=meetings.values("pk"), assessment__in=cases.values("pk")
        )


class MeetingItem(models.Model):
    """One case on the agenda and the vote on it. The counts are those of the ballots
    when the vote was closed; `look` is the further look at a fragile or split case."""

    public_id = PublicIdField()
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="items", verbose_name=_("meeting")
    )
    assessment = models.ForeignKey(
        Assessment,
        models.PROTECT,
        related_name="items",
        verbose_name=_("assessment"),
    )
    kind = models.CharField(_("about"), max_length=8, choices=ItemKind)
    place = models.PositiveSmallIntegerField(_("place on the agenda"))
    grade = models.CharField(_("grade voted on"), max_length=6)
    state = models.CharField(
        _("state"), max_length=10, choices=ItemState, default=ItemState.WAITING
    )
    look = models.CharField(_("further look"), max_length=600, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("looked by"),
    )
    present = models.PositiveSmallIntegerField(_("present"), default=0)
    yes = models.PositiveSmallIntegerField(_("yes"), default=0)
    no = models.PositiveSmallIntegerField(_("no"), default=0)
    abstained = models.PositiveSmallIntegerField(_("abstentions"), default=0)
    closed_at = models.DateTimeField(_("vote closed at"), null=True, blank=True)

    objects = MeetingItemQuerySet.as_manager()

    class Meta:
        ordering = ("meeting_id", "place")
        verbose_name = _("item of an agenda")
        verbose_name_plural = _("items of agendas")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "assessment"], name="item_once_a_meeting"
            ),
            models.UniqueConstraint(
                fields=["meeting", "place"], name="item_place_once"
            ),
            models.UniqueConstraint(
                fields=["assessment", "kind"],
                condition=Q(state=ItemState.CARRIED),
                name="item_carried_once",
            ),
            models.CheckConstraint(
                name="item_votes_by_those_present",
                condition=Q(present__gte=F("yes") + F("no") + F("abstained")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} · {self.assessment}"


class Attendance(models.Model):
    """A member was there."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="attendance", verbose_name=_("meeting")
    )
    seat = models.ForeignKey(
        "evaluation.CommitteeSeat",
        models.PROTECT,
        related_name="attendance",
        verbose_name=_("seat"),
    )
    noted_at = models.DateTimeField(_("noted at"), default=timezone.now)

    class Meta:
        ordering = ("meeting_id", "seat_id")
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"], name="committee_attendance_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting} · {self.seat}"


class Ballot(models.Model):
    """One member's vote, by name. Triggers refuse UPDATE, DELETE and TRUNCATE."""

    item = models.ForeignKey(
        MeetingItem, models.PROTECT, related_name="ballots", verbose_name=_("item")
    )
    seat = models.ForeignKey(
        "evaluation.CommitteeSeat",
        models.PROTECT,
        related_name="ballots",
        verbose_name=_("seat"),
    )
    choice = models.CharField(_("choice"), max_length=8, choices=Choice)
    cast_at = models.DateTimeField(_("cast at"), default=timezone.now)

    class Meta:
        ordering = ("item_id", "pk")
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [
            models.UniqueConstraint(fields=["item", "seat"], name="ballot_once")
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.seat} · {self.get_choice_display()}"
