"""What the people served say."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import BAD_GRADES, Danger, FeedbackGrade
from matching.models.call_back import MOST_TRIES
from records.models import Checked


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    """Queryset words of feedback."""

    def to_call_back(self) -> FeedbackQuerySet:
        """Rated badly, or with words of danger, and nobody has settled it yet."""
        asks = Q(grade__in=BAD_GRADES) | ~Q(danger="")
        return self.filter(asks, called_at__isnull=True)


class Feedback(Checked):
    """One answer to "how was it": a grade, or "I would rather not".

    The worst two start a clock: the station manager calls back and notes what was said,
    or, after the third try without an answer, that nobody could be reached. Words of
    danger go to a person at once, whatever the grade.
    """

    need = models.ForeignKey(
        "matching.Need", models.CASCADE, related_name="feedback", verbose_name=_("need")
    )
    link = models.OneToOneField(
        "records.Link",
        models.PROTECT,
        related_name="feedback",
        verbose_name=_("personal link"),
    )
    grade = models.CharField(
        _("grade"), max_length=10, choices=FeedbackGrade, blank=True
    )
    declined = models.BooleanField(_("would rather not"), default=False)
    sentence = models.CharField(_("one sentence"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    call_back_by = models.DateTimeField(_("call back by"), null=True, blank=True)
    called_at = models.DateTimeField(_("called back at"), null=True, blank=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("called back by"),
    )
    danger = models.CharField(
        _("words of danger"), max_length=10, choices=Danger, blank=True
    )
    tries = models.PositiveSmallIntegerField(_("tries without an answer"), default=0)
    call_note = models.CharField(
        _("what was said when called back"), max_length=200, blank=True
    )

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.CheckConstraint(
                name="feedback_grade_or_not",
                condition=Q(declined=True, grade="")
                | (Q(declined=False) & ~Q(grade="")),
                violation_error_code="no_grade",
                violation_error_message=_("Choose a grade, or “I would rather not”."),
            ),
            models.CheckConstraint(
                name="feedback_call_whole_or_none",
                condition=Q(called_at__isnull=True, called_by__isnull=True)
                | (
                    Q(called_at__isnull=False)
                    & (~Q(call_note="") | Q(tries__gte=MOST_TRIES))
                ),
            ),
            models.CheckConstraint(
                name="feedback_tries", condition=Q(tries__lte=MOST_TRIES)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} · {self.get_grade_display()}"

    @property
    def outcome(self) -> str:
        """What is kept of the call: the person's words, or that nobody answered."""
        if self.called_at is None:
            return ""
        return self.call_note or str(_("Could not be reached"))
