"""Time limits beside the clock of a case: what was said of them, once."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.enums import ClockWord


class LimitNotice(models.Model):
    """A reminder of one limit, or that its time is up. `subject` is the thing that is
    due, as the ledger names it."""

    subject = models.CharField(_("about"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=ClockWord)
    due_on = models.DateField(_("due on"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("notice of a time limit")
        verbose_name_plural = _("notices of time limits")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "kind", "due_on"], name="limit_notice_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.get_kind_display()}"
