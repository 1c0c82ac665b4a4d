"""Which days are worked: weekends, holidays and shifted days as data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Workday(models.Model):
    """One calendar day. `provisional`: the State Council has not published it yet."""

    day = models.DateField(_("day"), primary_key=True)
    is_workday = models.BooleanField(_("is a working day"))
    name = models.CharField(_("name"), max_length=40, blank=True)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    provisional = models.BooleanField(_("provisional"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        ordering = ("day",)
        verbose_name = _("working day")
        verbose_name_plural = _("working days")

    def __str__(self) -> str:
        return f"{self.day} {self.name}".strip()
