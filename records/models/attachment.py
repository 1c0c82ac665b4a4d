"""A file that came in through `records.attachments.keep`."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.models.identifier import PublicIdField


def private_storage() -> Storage:
    """Outside the media folder: no URL leads there."""
    return storages["private"]


def stored_under(attachment: "Attachment", name: str) -> str:
    """The uploader's file name never reaches the disk."""
    return f"attachments/{attachment.public_id[:2]}/{attachment.public_id}"


class Attachment(models.Model):
    """Digest, checked type and private storage of one file."""

    public_id = PublicIdField()
    digest = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    name = models.CharField(_("file name"), max_length=150)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    file = models.FileField(
        _("file"), storage=private_storage, upload_to=stored_under, max_length=100
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    subject = models.CharField(_("subject"), max_length=120, db_index=True)
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name
