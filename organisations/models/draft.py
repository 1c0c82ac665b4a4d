"""A form that was not sent yet, as its writer left it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.models.encrypted import EncryptedTextField

if TYPE_CHECKING:
    from datetime import datetime

    from organisations.models.account import User


class DraftQuerySet(models.QuerySet["Draft"]):
    """Queryset words of drafts."""

    def of(self, user: User, *, at: datetime | None = None) -> DraftQuerySet:
        """Those of this user that have not expired, the newest first."""
        now = at or timezone.now()
        return self.filter(user_id=user.pk, expires_at__gt=now).order_by("-saved_at")


class Draft(models.Model):
    """One form of one user. The address names form and thing; what was typed may hold a
    need's words, so it is sealed, read by its writer alone, and kept for a few days."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="drafts",
        verbose_name=_("user"),
    )
    address = models.CharField(_("address of the form"), max_length=200)
    about = models.CharField(_("number of what it is about"), max_length=40, blank=True)
    typed = EncryptedTextField(_("what was typed"))
    saved_at = models.DateTimeField(_("saved at"))
    expires_at = models.DateTimeField(_("kept until"))

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ("user_id", "-saved_at")
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["user", "address"], name="draft_once")
        ]

    def __str__(self) -> str:
        return f"{self.address} · {self.saved_at:%Y-%m-%d %H:%M}"

    @property
    def data(self) -> QueryDict:
        """What was typed, as if it were sent now."""
        return QueryDict(self.typed, mutable=True)
