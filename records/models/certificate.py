"""A paper that somebody may check at `/verify/<code>/`."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.enums import CertificateState
from records.models.identifier import PublicIdField


class Certificate(models.Model):
    """Serial, digest and status of an issued paper. `title` and `holder` are shown
    to anybody who has the code: the issuer masks a person's name.
    """

    serial = models.CharField(_("serial"), max_length=40, unique=True)
    code = PublicIdField(_("code"))
    title = models.CharField(_("title"), max_length=120)
    holder = models.CharField(_("holder"), max_length=120)
    issuer = models.CharField(_("issued by"), max_length=120)
    digest = models.CharField(_("SHA-256"), max_length=64)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=CertificateState,
        default=CertificateState.VALID,
    )
    subject = models.CharField(_("subject"), max_length=120, db_index=True)
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("-issued_at", "-pk")
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self) -> str:
        return self.serial
