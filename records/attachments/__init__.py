"""The only way a file comes in: size, type, content checked, digest kept.

What is stored is never executed, never served inline and lies outside the media
folder. Pictures are written anew: place, camera and anything hidden behind them go.
"""

import hashlib
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.base import File as DjangoFile
from django.db import transaction
from django.http import FileResponse
from django.utils.translation import gettext

from records.attachments.content import checked
from records.attachments.names import clean_name
from records.models import Attachment

MAX_BYTES = 20 * 1024 * 1024


def keep(*, file: DjangoFile, name: str, uploaded_by: Any, subject: str) -> Attachment:
    """Check a file and store it privately.

    `subject` refers to what it belongs to, like a ledger subject. Raises
    ValidationError with a sentence for the uploader when the file is refused.
    """
    data = _read(file)
    name = clean_name(name)
    data, content_type = checked(data, name)
    attachment = Attachment(
        digest=hashlib.sha256(data).hexdigest(),
        name=name,
        content_type=content_type,
        size=len(data),
        uploaded_by=uploaded_by,
        subject=subject,
    )
    attachment.file.save(name, ContentFile(data), save=False)
    try:
        with transaction.atomic():
            attachment.save(force_insert=True)
    except BaseException:
        attachment.file.delete(save=False)
        raise
    return attachment


def download(attachment: Attachment) -> FileResponse:
    """The file as a download, never shown inline. Who may is the caller's question."""
    response = FileResponse(
        attachment.file.open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def is_whole(attachment: Attachment) -> bool:
    """Does the stored file still have its digest?"""
    with attachment.file.open("rb") as stored:
        found = hashlib.file_digest(stored, "sha256").hexdigest()
    return found == attachment.digest


def _read(file: DjangoFile) -> bytes:
    limit = getattr(settings, "ATTACHMENT_MAX_BYTES", MAX_BYTES)
    data = file.read(limit + 1)
    if len(data) > limit:
        raise ValidationError(
            gettext("The file is larger than %(limit)s MB."),
            code="file_too_large",
            params={"limit": limit // (1024 * 1024)},
        )
    if not data:
        raise ValidationError(gettext("The file is empty."), code="file_empty")
    return data
