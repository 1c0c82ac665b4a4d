"""The rules in force at a time, as data with their source."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models.spoken import spoken
from records.models import PublicIdField


class RuleSet(models.Model):
    """One version of one instrument. `facts` holds its rules by name, each an entry
    `{"value", "source", "status"}` where status is `fact`, `assumed` or `gap`; what is
    loaded is never changed, a new version is loaded beside it."""

    public_id = PublicIdField()
    key = models.CharField(_("instrument"), max_length=20)
    version = models.CharField(_("version"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    in_force_from = models.DateField(_("in force from"))
    in_force_until = models.DateField(_("in force until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    facts = models.JSONField(_("rules"))
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        ordering = ("-in_force_from", "key", "-version")
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "version"], name="rule_set_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"

    @property
    def spoken_name(self) -> str:
        """The name in the reader's language."""
        return spoken(self.name, self.name_en)
