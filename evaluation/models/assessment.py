"""One organisation's way through a round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.enums import DECIDED, UNSETTLED, AssessmentState, Route
from evaluation.models.ties import recused
from organisations.enums import Role
from records.models import PublicIdField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from organisations.models import Appointment, User

BEFORE_THE_COMMITTEE = DECIDED | {AssessmentState.REPORT_READY}


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Queryset words of assessments."""

    def of(self, user: User) -> AssessmentQuerySet:
        """Those of the organisations that this user administers today."""
        held = user.appointments.current().filter(role=Role.PROVIDER_ADMIN)
        return self.filter(provider__in=held.values("provider_id"))

    def scored_by(self, user: User) -> AssessmentQuerySet:
        """Those on whose panel this user holds a seat."""
        seats = user.panel_seats.filter(left_at__isnull=True)
        return self.filter(panels__in=seats.values("panel_id"))

    def judged_by(
        self, user: User, held: Iterable[Appointment] | None = None
    ) -> AssessmentQuerySet:
        """Those on which this user works for others: handed in ones for the office, the
        bureau and the agency of the round; those of one's panels; with the report, the
        committee. `held` are today's appointments, where they were read already.

        She finds no trace of a case from which she stays away, until it is settled:
        every list, count and export goes through here.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seats = user.panel_seats.filter(left_at__isnull=True)
        judged = Q(pk__in=seats.values("panel__assessment_id"))
        if held is None:
            held = user.held_today()
        for each in held:
            judged |= _judged_by(each)
        handed_in = ~Q(state=AssessmentState.DRAFT)
        unsettled = Q(state__in=sorted(UNSETTLED))
        return self.filter(judged & handed_in & ~(recused(user) & unsettled))

    def visible_to(self, user: User) -> AssessmentQuerySet:
        """The organisation's own, and those on which this user works."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        judged = Assessment.objects.judged_by(user)
        own = Assessment.objects.of(user)
        return self.filter(Q(pk__in=own.values("pk")) | Q(pk__in=judged.values("pk")))


def _judged_by(appointment: Appointment) -> Q:
    """What one appointment opens to be judged; nothing for a role not named here."""
    if appointment.role == Role.PROVIDER_ADMIN:
        return Q(round__agency=appointment.provider_id)
    if appointment.territory is None:
        return Q(pk__in=[])
    here = Q(round__district__code=appointment.territory.district_code)
    if appointment.role in (Role.EVALUATION_OFFICE, Role.BUREAU_REVIEWER):
        return here
    if appointment.role == Role.COMMITTEE_MEMBER:
        return here & Q(state__in=sorted(BEFORE_THE_COMMITTEE))
    return Q(pk__in=[])


class Assessment(models.Model):
    """What an organisation asked for and where it stands. It keeps the rule set and
    the sheet it was opened under. `grade` is written by the committee's vote alone."""

    public_id = PublicIdField()
    round = models.ForeignKey(
        "evaluation.Round",
        models.PROTECT,
        related_name="assessments",
        verbose_name=_("round"),
    )
    provider = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        related_name="assessments",
        verbose_name=_("organisation"),
    )
    rule_set = models.ForeignKey(
        "evaluation.RuleSet",
        models.PROTECT,
        related_name="assessments",
        verbose_name=_("rule set"),
    )
    sheet = models.ForeignKey(
        "evaluation.Sheet",
        models.PROTECT,
        related_name="assessments",
        verbose_name=_("sheet"),
    )
    asked_for = models.PositiveSmallIntegerField(
        _("grade asked for"), null=True, blank=True
    )
    route = models.CharField(_("route"), max_length=8, choices=Route, blank=True)
    state = models.CharField(
        _("state"),
        max_length=16,
        choices=AssessmentState,
        default=AssessmentState.DRAFT,
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    state_since = models.DateTimeField(_("in this state since"), default=timezone.now)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    reasons = models.JSONField(_("reasons of refusal"), default=list, blank=True)
    proposed_grade = models.CharField(_("proposed grade"), max_length=6, blank=True)
    grade = models.CharField(_("grade decided"), max_length=6, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ("round_id", "pk")
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "provider"], name="assessment_once_a_round"
            ),
            models.CheckConstraint(
                name="assessment_graded_when_decided",
                condition=Q(grade="") | Q(state__in=sorted(DECIDED)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} · {self.round}"

    @property
    def chain(self) -> str:
        """The ledger chain of its district."""
        return self.round.chain

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"assessment:{self.public_id}"
