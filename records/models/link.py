"""A personal link: whoever holds the token may do one act, once, for a while."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

TITLES: dict[str, Any] = {}  # purpose -> what people call such a link
HANDED_BY = "by"  # in the payload: who handed the link over in person


class LinkQuerySet(models.QuerySet["Link"]):
    """Queryset words of links."""

    def usable(self, now: datetime) -> "LinkQuerySet":
        return self.filter(used_at__isnull=True, expires_at__gt=now)

    def handed_over(self) -> "LinkQuerySet":
        """Those that somebody gave to a person by hand."""
        return self.filter(payload__has_key=HANDED_BY)


class Link(models.Model):
    """`/i/<token>/`: only the token's SHA-256 is stored, so a stolen table opens
    nothing.
    """

    digest = models.CharField(_("SHA-256 of the token"), max_length=64, unique=True)
    purpose = models.CharField(_("purpose"), max_length=80)
    subject = models.CharField(_("subject"), max_length=120, db_index=True)
    payload = models.JSONField(_("payload"), default=dict)
    recipient = models.CharField(_("recipient"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject}"

    @property
    def title(self) -> str:
        return str(TITLES.get(self.purpose) or self.purpose)

    @property
    def is_over(self) -> bool:
        """Its time has passed, and nobody used it."""
        return self.used_at is None and self.expires_at <= timezone.now()
