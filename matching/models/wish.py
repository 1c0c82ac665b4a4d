"""A micro-wish is claimed by one member or unit: no assessment, no pack."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WishClaim(models.Model):
    """Who claimed a micro-wish; one row a need, so nobody claims it twice."""

    need = models.OneToOneField(
        "matching.Need", models.CASCADE, related_name="claim", verbose_name=_("need")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="wishes",
        verbose_name=_("claimed by"),
    )
    provider = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="wishes",
        verbose_name=_("for the unit"),
    )
    at = models.DateTimeField(_("claimed at"), default=timezone.now)
    fulfilled_at = models.DateTimeField(_("fulfilled at"), null=True, blank=True)
    note = models.CharField(_("how it was done"), max_length=200, blank=True)

    class Meta:
        ordering = ("-at",)
        verbose_name = _("claim of a micro-wish")
        verbose_name_plural = _("claims of micro-wishes")

    def __str__(self) -> str:
        return f"{self.need} · {self.by}"
