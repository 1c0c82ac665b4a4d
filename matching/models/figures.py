"""The figures of a district as they were given to the public."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FigureRelease(models.Model):
    """Counts of a district with small ones hidden: what is hidden is not kept here.

    `content` holds streets, categories and their table, what became of the needs, and
    the ratings; `digest`, SHA-256 of it, stands in the ledger.
    """

    district = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="figure_releases",
        verbose_name=_("district"),
    )
    day = models.DateField(_("day"), default=timezone.localdate)
    content = models.JSONField(_("content"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("released by"),
    )

    class Meta:
        ordering = ("-day", "-pk")
        verbose_name = _("release of figures")
        verbose_name_plural = _("releases of figures")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "day"], name="figures_released_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.district} · {self.day}"

    @property
    def subject(self) -> str:
        """How the ledger names it."""
        return f"figures:{self.district.code}:{self.day:%Y-%m-%d}"

    @property
    def digest(self) -> str:
        """SHA-256 of the content as sorted JSON without spaces."""
        text = json.dumps(
            self.content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        return hashlib.sha256(text.encode()).hexdigest()
