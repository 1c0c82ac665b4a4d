"""Review, asked for by the organisation; report of facts, by anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.enums.decision import RULED, ReportState, ReviewState
from evaluation.models.assessment import Assessment
from organisations.enums import Role
from organisations.models.encrypted import EncryptedTextField
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models import User


class ReviewRequestQuerySet(models.QuerySet["ReviewRequest"]):
    """Queryset words of reviews."""

    def visible_to(self, user: User) -> ReviewRequestQuerySet:
        """Those of the cases this user sees."""
        cases = Assessment.objects.visible_to(user)
        return self.filter(assessment__in=cases.values("pk"))

    def open(self) -> ReviewRequestQuerySet:
        return self.exclude(state=ReviewState.SERVED)


class ReviewRequest(models.Model):
    """One round of review: the contested leaves, looked at by other experts and voted
    on again. `fraud` names what was found to be false: else no grade falls by a review
    that the organisation itself asked for."""

    public_id = PublicIdField()
    assessment = models.OneToOneField(
        Assessment,
        models.PROTECT,
        related_name="review",
        verbose_name=_("assessment"),
    )
    leaves = models.ManyToManyField(
        "evaluation.Indicator", related_name="+", verbose_name=_("contested")
    )
    text = models.CharField(_("grounds"), max_length=1000)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=8, choices=ReviewState, default=ReviewState.ASKED
    )
    before = models.CharField(_("grade before"), max_length=6)
    hearing = models.CharField(
        _("what the experts and the organisation said"), max_length=1000, blank=True
    )
    fraud = models.CharField(_("fraud that was found"), max_length=400, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    serve_by = models.DateField(_("to be served by"), null=True, blank=True)
    decision = models.CharField(_("decision with reasons"), max_length=600, blank=True)
    served_at = models.DateTimeField(_("served at"), null=True, blank=True)

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.CheckConstraint(
                name="review_served_with_reasons",
                condition=~Q(state=ReviewState.SERVED)
                | Q(served_at__isnull=False) & ~Q(decision=""),
            )
        ]

    def __str__(self) -> str:
        return str(self.assessment)


class ReportQuerySet(models.QuerySet["Report"]):
    """Queryset words of reports."""

    def open(self) -> ReportQuerySet:
        return self.exclude(state__in=sorted(RULED))

    def visible_to(
        self, user: User, judged: models.QuerySet[Assessment] | None = None
    ) -> ReportQuerySet:
        """The office and the bureau, of cases they see; never the organisation.
        `judged` are the cases on which she works, where they were asked for already."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        offices = user.appointments.current().filter(
            role__in=[Role.EVALUATION_OFFICE, Role.BUREAU_REVIEWER]
        )
        cases = Assessment.objects.judged_by(user) if judged is None else judged
        return self.filter(
            assessment__in=cases.values("pk"),
            assessment__round__district__in=offices.values("territory_id"),
        )


class Report(models.Model):
    """Facts that somebody reports (举报). What was written and how to reach the writer
    are encrypted and stand in no ledger row and no message."""

    public_id = PublicIdField()
    number = models.CharField(_("number"), max_length=16, unique=True)
    code = models.CharField(_("look-up code"), max_length=6)
    assessment = models.ForeignKey(
        Assessment,
        models.PROTECT,
        related_name="reports",
        verbose_name=_("assessment"),
    )
    text = EncryptedTextField(_("what is reported"))
    contact = EncryptedTextField(_("how to reach the writer"), blank=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=10, choices=ReportState, default=ReportState.RECEIVED
    )
    due_on = models.DateField(_("ruling due on"), null=True, blank=True)
    ruling = models.CharField(_("ruling with reasons"), max_length=600, blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ruled by"),
    )
    ruled_at = models.DateTimeField(_("ruled at"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ("received_at", "pk")
        verbose_name = _("report of facts")
        verbose_name_plural = _("reports of facts")
        constraints = [
            models.CheckConstraint(
                name="report_ruled_with_reasons",
                condition=~Q(state__in=sorted(RULED))
                | Q(ruled_at__isnull=False) & ~Q(ruling=""),
            )
        ]

    def __str__(self) -> str:
        return self.number
