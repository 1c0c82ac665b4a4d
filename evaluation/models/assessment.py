"""One organisation's way through a round."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.enums import DECIDED, AssessmentState, Route
from records.models import PublicIdField


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
