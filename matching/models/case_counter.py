"""Case numbers: one after another within a year."""

from __future__ import annotations

from django.db import models


class CaseCounter(models.Model):
    """The last case number given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
