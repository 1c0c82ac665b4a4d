"""What the matcher learned from outcomes, as it was measured; at most one is in use."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.models.attachment import private_storage


def stored_under(version: MatcherVersion, name: str) -> str:
    return f"matchers/{version.digest}.skops"


class MatcherVersion(models.Model):
    """One learned ranker: its artefact, where it came from, how it did.

    Without an active one the published rule matches.
    """

    label = models.CharField(_("matcher"), max_length=40)
    digest = models.CharField(_("SHA-256 of the artefact"), max_length=64, unique=True)
    artefact = models.FileField(
        _("artefact"), storage=private_storage, upload_to=stored_under, max_length=120
    )
    since = models.DateTimeField(_("learned from outcomes since"))
    until = models.DateTimeField(_("learned from outcomes until"))
    outcomes = models.PositiveIntegerField(_("outcomes"))
    metrics = models.JSONField(_("how it did, beside what was in use"), default=dict)
    active = models.BooleanField(_("in use"), default=False)
    fault = models.CharField(_("why it was set aside"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("made at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("version of the matcher")
        verbose_name_plural = _("versions of the matcher")
        constraints = [
            models.UniqueConstraint(
                fields=["active"], condition=Q(active=True), name="matcher_one_active"
            ),
            models.CheckConstraint(
                name="matcher_active_has_no_fault",
                condition=Q(active=False) | Q(fault=""),
            ),
            models.CheckConstraint(
                name="matcher_window_in_order", condition=Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def subject(self) -> str:
        """How the ledger names it."""
        return f"matcher:{self.digest[:12]}"
