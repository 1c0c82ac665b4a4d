"""Social evaluation: who was drawn, what they answered, never who they are."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.enums import PollGroup


class Poll(models.Model):
    """One organisation's social evaluation. `lists` holds how many each group's list
    counts (the list itself stays on paper with the office), `drawn` the numbers drawn
    from it by `seed`; `result` is written when it closes."""

    assessment = models.OneToOneField(
        "evaluation.Assessment",
        models.PROTECT,
        related_name="poll",
        verbose_name=_("assessment"),
    )
    seed = models.PositiveBigIntegerField(_("seed of the draw"))
    lists = models.JSONField(_("people on the lists, by group"))
    drawn = models.JSONField(_("numbers drawn, by group"))
    closes_on = models.DateField(_("answers until"))
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True)

    class Meta:
        verbose_name = _("social evaluation")
        verbose_name_plural = _("social evaluations")

    def __str__(self) -> str:
        return f"{self.assessment} · {self.opened_at:%Y-%m-%d}"


class PollAnswer(models.Model):
    """One answer by one link. `origin` is a keyed digest of the address it came from:
    equal ones are noticed, no address is kept."""

    poll = models.ForeignKey(
        Poll, models.PROTECT, related_name="answers", verbose_name=_("poll")
    )
    link = models.OneToOneField(
        "records.Link", models.PROTECT, related_name="+", verbose_name=_("link")
    )
    group = models.CharField(_("asked as"), max_length=12, choices=PollGroup)
    grade = models.PositiveSmallIntegerField(
        _("how content"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    words = models.CharField(_("in their words"), max_length=300, blank=True)
    origin = models.CharField(_("digest of the address"), max_length=64, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ("poll_id", "pk")
        verbose_name = _("answer of a social evaluation")
        verbose_name_plural = _("answers of social evaluations")
        constraints = [
            models.CheckConstraint(
                name="poll_answer_of_five",
                condition=Q(grade__gte=1, grade__lte=5),
            )
        ]

    def __str__(self) -> str:
        return f"{self.poll} · {self.get_group_display()}"
