"""The only way a file comes in: size, type, content checked, digest kept.

What is stored is never executed, never served inline and lies outside the media
folder. Pictures are written anew: place, camera and anything hidden behind them go.
"""

import hashlib
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was looked at: what will be stored, under which name and type."""

    data: bytes
    name: str
    content_type: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def look(file: DjangoFile, name: str) -> Looked:
    """Check a file: it is parsed, so never inside a transaction (a form's place).

    Raises ValidationError with a sentence for the uploader when it is refused.
    """
    data = _read(file)
    name = clean_name(name)
    data, content_type = checked(data, name)
    return Looked(data, name, content_type)


def store(looked: Looked, *, uploaded_by: Any, subject: str) -> Attachment:
    """Keep a checked file privately; `subject` refers to what it belongs to, like a
    ledger subject."""
    attachment = Attachment(
        digest=looked.digest,
        name=looked.name,
        content_type=looked.content_type,
        size=len(looked.data),
        uploaded_by=uploaded_by,
        subject=subject,
    )
    attachment.file.save(looked.name, ContentFile(looked.data), save=False)
    try:
        with transaction.atomic():
            attachment.save(force_insert=True)
    except BaseException:
        attachment.file.delete(save=False)
        raise
    return attachment


def keep(*, file: DjangoFile, name: str, uploaded_by: Any, subject: str) -> Attachment:
    """Check a file and store it privately, where no transaction is open."""
    return store(look(file, name), uploaded_by=uploaded_by, subject=subject)


def forget(attachment: Attachment) -> None:
    """Delete a file that nobody needs any more: the row now, the bytes once that is
    committed."""
    stored = attachment.file
    attachment.delete()
    transaction.on_commit(lambda: stored.delete(save=False))


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
