"""A file sent by somebody, and the queue that works on it."""

from django.core.files.base import ContentFile

from organisations.domain.sheet import begin_import, begin_undo, take_sheet
from records.attachments import look
from records.domain.job import drain
from tests.records.sheets.files import csv_file


def sent(kind, place, by, *rows, name="file.csv", data=None):
    """The upload once it was checked."""
    looked = look(ContentFile(data or csv_file(*rows)), name)
    upload = take_sheet(kind=kind, looked=looked, place=place, by=by)
    return worked(upload)


def worked(upload):
    drain()
    upload.refresh_from_db()
    return upload


def imported(upload):
    return worked(begin_import(upload=upload, by=upload.by))


def undone(upload):
    return worked(begin_undo(upload=upload, by=upload.by))
