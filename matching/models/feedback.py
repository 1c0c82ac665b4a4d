"""What the people served say."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import FeedbackGrade


class Feedback(models.Model):
    """One answer to "how was it": a grade, or "I would rather not"."""

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
            )
        ]

    def __str__(self) -> str:
        return f"{self.need} · {self.get_grade_display()}"
