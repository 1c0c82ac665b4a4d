"""How long a stage may take: data with a version and a source, never an if."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.enums import ClockUnit, Lane, Stage


class StageLimit(models.Model):
    """The time allowed for one stage in one lane."""

    stage = models.CharField(_("stage"), max_length=14, choices=Stage)
    lane = models.CharField(_("lane"), max_length=12, choices=Lane)
    amount = models.PositiveSmallIntegerField(_("amount"))
    unit = models.CharField(_("unit"), max_length=8, choices=ClockUnit)
    version = models.CharField(_("version"), max_length=20)
    source = models.CharField(_("source"), max_length=120)

    class Meta:
        ordering = ("stage", "lane")
        verbose_name = _("time limit")
        verbose_name_plural = _("time limits")
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "lane"], name="limit_per_stage_lane"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} · {self.get_lane_display()}"
