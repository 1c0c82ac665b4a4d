"""Whom the station manager rings after a case was closed: all, or a public sample."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MOST_TRIES = 3


class CallBackQuerySet(models.QuerySet["CallBack"]):
    """Queryset words of call-backs."""

    def waiting(self) -> CallBackQuerySet:
        return self.filter(settled_at__isnull=True)


class CallBack(models.Model):
    """One closed need whose person is rung. Settled by what the person said, or, after
    the third try without an answer, by the words that nobody could be reached."""

    need = models.OneToOneField(
        "matching.Need",
        models.CASCADE,
        related_name="call_back",
        verbose_name=_("need"),
    )
    drawn_at = models.DateTimeField(_("drawn at"))
    call_by = models.DateTimeField(_("call back by"))
    tries = models.PositiveSmallIntegerField(_("tries without an answer"), default=0)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    note = models.CharField(_("what the person said"), max_length=200, blank=True)

    objects = CallBackQuerySet.as_manager()

    class Meta:
        ordering = ("call_by", "pk")
        verbose_name = _("call-back")
        verbose_name_plural = _("call-backs")
        constraints = [
            models.CheckConstraint(
                name="call_back_said_or_tried",
                condition=Q(settled_at__isnull=True)
                | ~Q(note="")
                | Q(tries__gte=MOST_TRIES),
            ),
            models.CheckConstraint(
                name="call_back_tries", condition=Q(tries__lte=MOST_TRIES)
            ),
        ]

    def __str__(self) -> str:
        return str(self.need)

    @property
    def outcome(self) -> str:
        """What is kept of it: the person's words, or that nobody answered."""
        if self.settled_at is None:
            return ""
        return self.note or str(_("Could not be reached"))
