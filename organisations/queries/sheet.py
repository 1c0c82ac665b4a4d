"""Files of rows that came in before."""

from __future__ import annotations

from organisations.models import SheetUpload
from organisations.models.sheet import SheetUploadQuerySet


def earlier_ones(upload: SheetUpload) -> SheetUploadQuerySet:
    """The same file under the same kind, sent before this time by anybody: told by its
    day and state alone."""
    same = SheetUpload.objects.filter(kind=upload.kind, digest=upload.digest)
    return same.filter(pk__lt=upload.pk)
