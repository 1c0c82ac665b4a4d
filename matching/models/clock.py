"""How long a stage may take: data with a version and a source, never an if."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import ClockUnit, Lane, Level, NoticeKind, Stage


class StageLimit(models.Model):
    """The time allowed for one stage in one lane."""

    stage = models.CharField(_("stage"), max_length=14, choices=Stage)
    lane = models.CharField(_("lane"), max_length=12, choices=Lane)
    amount = models.PositiveSmallIntegerField(_("amount"))
    unit = models.CharField(_("unit"), max_length=8, choices=ClockUnit)
    sample_percent = models.PositiveSmallIntegerField(
        _("per cent drawn by lot"),
        default=0,
        help_text=_("Of call-backs: how many of those who are not unhappy are rung."),
    )
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


class ClockNotice(models.Model):
    """What the clock of a need told somebody: once for each run of a clock."""

    need = models.ForeignKey(
        "matching.Need",
        models.CASCADE,
        related_name="notices",
        verbose_name=_("need"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=NoticeKind)
    level = models.CharField(_("level"), max_length=10, choices=Level, blank=True)
    since = models.DateTimeField(_("run of the clock since"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    told = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who was told"),
    )

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("notice of a clock")
        verbose_name_plural = _("notices of clocks")
        constraints = [
            models.UniqueConstraint(
                fields=["need", "kind", "level", "since"],
                name="notice_once_per_run",
            )
        ]

    def __str__(self) -> str:
        return f"{self.need} · {self.get_kind_display()}"
