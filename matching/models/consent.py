"""How a person agreed that a worker writes down and uses what was said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import Consent, consent_text
from records.models import Checked


class GivenConsent(Checked):
    """One yes of one person to one text, with its proof where there is one.

    `version` names the sentences that were read out; they are never changed, only
    followed by a new version.
    """

    need = models.ForeignKey(
        "matching.Need", models.CASCADE, related_name="consents", verbose_name=_("need")
    )
    way = models.CharField(_("how it was given"), max_length=12, choices=Consent)
    given_on = models.DateField(_("given on"), default=timezone.localdate)
    version = models.CharField(_("version of the text"), max_length=10)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("taken by"),
    )
    photo = models.ForeignKey(
        "records.Attachment",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("photo of the paper"),
    )
    taken_at = models.DateTimeField(_("noted at"), default=timezone.now)

    class Meta:
        ordering = ("-taken_at", "-pk")
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.CheckConstraint(name="consent_says_how", condition=~models.Q(way=""))
        ]

    def __str__(self) -> str:
        return f"{self.need} · {self.get_way_display()}"

    @property
    def text(self) -> str:
        """The sentences the person agreed to, in the reader's language."""
        return str(consent_text(self.version))
