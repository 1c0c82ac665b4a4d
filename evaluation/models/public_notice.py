"""What is published of a result: the first publication, never changed."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.enums import Publicity
from evaluation.enums.decision import PublicNoticeKind
from organisations.models.spoken import spoken
from records.models import PublicIdField


def canonical(content: dict[str, Any]) -> str:
    """The content as its digest has it: sorted JSON without spaces."""
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the content in UTF-8: what stands in the ledger."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


class PublicNoticeQuerySet(models.QuerySet["PublicNotice"]):
    """Queryset words of notices."""

    def running(self, on: date | None = None) -> PublicNoticeQuerySet:
        """Those inside whose time a review may be asked for."""
        return self.filter(until__gte=on or timezone.localdate())


class PublicNotice(models.Model):
    """`content` is what the page shows, no more; `digest` (SHA-256 of it) stands in the
    ledger. Triggers refuse UPDATE, DELETE and TRUNCATE."""

    public_id = PublicIdField()
    assessment = models.ForeignKey(
        "evaluation.Assessment",
        models.PROTECT,
        related_name="public_notices",
        verbose_name=_("assessment"),
    )
    kind = models.CharField(
        _("kind"),
        max_length=8,
        choices=PublicNoticeKind,
        default=PublicNoticeKind.RESULT,
    )
    grade = models.CharField(_("grade"), max_length=6)
    level = models.CharField(_("what is public"), max_length=8, choices=Publicity)
    content = models.JSONField(_("content"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    published_at = models.DateTimeField(_("published at"), default=timezone.now)
    until = models.DateField(_("open until"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-pk")
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "kind"], name="public_notice_once"
            ),
            models.CheckConstraint(
                name="public_notice_has_grade", condition=~Q(grade="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.grade}"

    @property
    def organisation(self) -> str:
        """The organisation as it was named, in the reader's language."""
        return spoken(self.content["name"], self.content["name_en"])

    @property
    def agrees(self) -> bool:
        """Whether the content still has the digest it was published with."""
        return digest_of(self.content) == self.digest
