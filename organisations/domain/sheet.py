"""A file of rows: sent, checked, imported as far as it is good, taken back for a day.

The work is done by jobs. Checking writes nothing but what it found; importing and taking
back go part by part, each part in a transaction that also counts it: whoever is killed
half-way goes on behind the last part, and no row is written twice.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import formats, timezone, translation
from django.utils.translation import gettext

from organisations.domain.sheet_check import Found, bytes_of, kind_of, language_of
from organisations.domain.sheet_kind import part_of
from organisations.enums import SHEET_UNDOABLE, SheetState
from organisations.models import SheetUpload, Territory, User
from records.attachments import Looked, discard, store
from records.domain.job import enqueue, progress
from records.domain.ledger import append
from records.domain.message import send
from records.enums import JobStage

AT_ONCE = 500
UNDO_FOR = timedelta(hours=24)
KEPT_FOR = timedelta(days=7)


@transaction.atomic
def take_sheet(*, kind: str, looked: Looked, place: Territory, by: User) -> SheetUpload:
    """Keep a file that was looked at and have it checked; it is deleted after a week."""
    upload = SheetUpload(kind=kind, place=place, by=by, name=looked.name)
    upload.digest, upload.language = looked.digest, translation.get_language() or ""
    upload.full_clean(exclude=["file", "marked", "by"])
    upload.file = store(looked, uploaded_by=by, subject=upload.subject)
    upload.save()
    _ask(upload, "check")
    due = upload.uploaded_at + KEPT_FOR
    enqueue(
        kind="organisations.forget_sheet",
        key=f"sheet:forget:{upload.public_id}",
        payload={"sheet": upload.pk},
        due_at=due,
    )
    _tell("take_sheet", upload, by, kind=kind, digest=upload.digest)
    return upload


@transaction.atomic
def record_check(*, upload_id: int, found: Found) -> SheetUpload:
    """Keep what the check found, and the copy that says what is wrong in each row."""
    upload = _taken(upload_id, SheetState.CHECKING)
    if found.reason:
        upload.reason = found.reason[:400]
        return _move(upload, SheetState.UNREADABLE)
    for name, number in found.figures.items():
        setattr(upload, name, number)
    upload.writable, upload.notes = found.writable, found.notes
    upload.samples = [list(each) for each in found.samples]
    if found.marked:
        copy = Looked(found.marked, upload.file.name, upload.file.content_type)
        upload.marked = store(copy, uploaded_by=upload.by, subject=upload.subject)
    return _move(upload, SheetState.CHECKED)


@transaction.atomic
def begin_import(*, upload: SheetUpload, by: User) -> SheetUpload:
    """Have the good rows written; those with errors and those known are left out.

    Raises ValidationError: `state`; `nothing` where no row is good.
    """
    upload = _taken(upload.pk, SheetState.CHECKED)
    if not upload.writable:
        raise ValidationError(gettext("No row can be imported."), code="nothing")
    _ask(upload, "import")
    _move(upload, SheetState.IMPORTING)
    _tell("begin_import", upload, by, rows=len(upload.writable))
    return upload


@transaction.atomic
def discard_sheet(*, upload: SheetUpload, by: User) -> SheetUpload:
    """Import nothing; the file goes at once. Raises ValidationError `state`."""
    upload = _taken(upload.pk, SheetState.CHECKED)
    _delete_files(upload)
    _move(upload, SheetState.DISCARDED)
    _tell("discard_sheet", upload, by)
    return upload


def import_rows(*, upload_id: int) -> None:
    """Write the good rows, some hundred in a transaction, from where it stopped."""
    upload = SheetUpload.objects.select_related("file").get(pk=upload_id)
    if upload.state != SheetState.IMPORTING:
        return
    sheet = kind_of(upload).read(bytes_of(upload.file))
    wanted = set(upload.writable)
    rows = [row for row in sheet.rows if row.row in wanted]
    with language_of(upload):
        for start in range(upload.done, len(rows), AT_ONCE):
            progress(JobStage.WRITING, start, len(rows))
            part = part_of(sheet, rows[start : start + AT_ONCE])
            _write_part(upload_id, start, part)


@transaction.atomic
def finish_import(*, upload_id: int) -> SheetUpload:
    """All is written: it may be taken back for a day, and who sent it is told."""
    upload = _taken(upload_id, SheetState.IMPORTING)
    return _finish(upload, SheetState.IMPORTED, "sheet_imported")


@transaction.atomic
def stop_import(*, upload_id: int) -> None:
    """Whatever kept the queue from going on: what was written may be taken back, once
    more where that was what stopped."""
    upload = SheetUpload.objects.select_for_update().get(pk=upload_id)
    if upload.state == SheetState.IMPORTING:
        _finish(upload, SheetState.STOPPED, "sheet_stopped")
    elif upload.state == SheetState.UNDOING:
        _move(upload, SheetState.STOPPED)
    elif upload.state == SheetState.CHECKING:
        upload.reason = gettext("The file could not be checked. Send it again.")
        _move(upload, SheetState.UNREADABLE)


@transaction.atomic
def begin_undo(*, upload: SheetUpload, by: User) -> SheetUpload:
    """Have what the import wrote taken back, as far as nobody has worked on it since.

    Raises ValidationError: `state`; `late` after a day.
    """
    upload = _taken(upload.pk, *SHEET_UNDOABLE)
    if not upload.can_be_undone:
        sentence = gettext("The time to take it back is over, or nothing was written.")
        raise ValidationError(sentence, code="late")
    _ask(upload, "undo")
    _move(upload, SheetState.UNDOING)
    _tell("begin_undo", upload, by, rows=len(upload.created))
    return upload


def undo_rows(*, upload_id: int) -> None:
    """Take back what was written, the last first, some hundred in a transaction."""
    written = len(SheetUpload.objects.get(pk=upload_id).created)
    progress(JobStage.TAKING_BACK, 0, written)
    while (left := _undo_part(upload_id)) is not None:
        progress(JobStage.TAKING_BACK, written - left, written)


@transaction.atomic
def finish_undo(*, upload_id: int) -> SheetUpload:
    """What could be taken back is gone; who sent it is told what was kept."""
    upload = _taken(upload_id, SheetState.UNDOING)
    _move(upload, SheetState.UNDONE)
    _send(upload, "sheet_undone", kept=len(upload.kept))
    _tell("finish_undo", upload, upload.by, kept=len(upload.kept))
    return upload


@transaction.atomic
def forget_sheet(*, upload_id: int) -> None:
    """Delete the file and what was kept of its words; figures and digest stay."""
    upload = SheetUpload.objects.select_for_update().get(pk=upload_id)
    if upload.file is None:
        return
    _delete_files(upload)
    if upload.state == SheetState.CHECKED:
        upload.state, upload.state_since = SheetState.DISCARDED, timezone.now()
    upload.save()
    _tell("forget_sheet", upload, None)


# --- parts ------------------------------------------------------------------------------


@transaction.atomic
def _write_part(upload_id: int, start: int, part: Any) -> None:
    upload = _taken(upload_id, SheetState.IMPORTING)
    if upload.done != start:
        raise ValidationError(
            gettext("These rows have been written already."), code="part"
        )
    made = kind_of(upload).write(part, upload.place, upload.by)
    upload.created += [list(each) for each in made]
    upload.done = start + len(part.rows)
    upload.written_at = timezone.now()
    upload.save(update_fields=["created", "done", "written_at"])


@transaction.atomic
def _undo_part(upload_id: int) -> int | None:
    """How much is left to take back after this part; None when nothing was."""
    upload = _taken(upload_id, SheetState.UNDOING)
    last = [(label, key) for label, key in upload.created[-AT_ONCE:]]
    if not last:
        return None
    with language_of(upload):
        upload.kept += kind_of(upload).take_back(last, upload, upload.by)
    del upload.created[-AT_ONCE:]
    upload.save(update_fields=["created", "kept"])
    return len(upload.created)


# --- steps ----------------------------------------------------------------------------------


def _taken(upload_id: int, *states: str) -> SheetUpload:
    upload = SheetUpload.objects.select_for_update().get(pk=upload_id)
    if upload.state not in states:
        sentence = gettext("This file stands elsewhere now: %(state)s.")
        params = {"state": upload.get_state_display()}
        raise ValidationError(sentence, code="state", params=params)
    return upload


def _move(upload: SheetUpload, state: SheetState) -> SheetUpload:
    upload.state, upload.state_since = state, timezone.now()
    upload.save()
    return upload


def _finish(upload: SheetUpload, state: SheetState, kind: str) -> SheetUpload:
    upload.undo_until = timezone.now() + UNDO_FOR
    _move(upload, state)
    with language_of(upload):
        until = formats.date_format(
            timezone.localtime(upload.undo_until), "DATETIME_FORMAT"
        )
    _send(upload, kind, count=len(upload.created), until=until)
    facts = {"rows": upload.done, "created": len(upload.created)}
    _tell("finish_import", upload, upload.by, **facts)
    return upload


def _delete_files(upload: SheetUpload) -> None:
    for attachment in (upload.file, upload.marked):
        if attachment is not None:
            discard(attachment)
    upload.file = upload.marked = None
    upload.samples, upload.notes = [], []


def _ask(upload: SheetUpload, verb: str) -> None:
    """One job for each time that it leaves a state: what was given up may be asked for
    again."""
    enqueue(
        kind=f"organisations.{verb}_sheet",
        key=f"sheet:{verb}:{upload.public_id}:{upload.state_since:%Y%m%d%H%M%S%f}",
        payload={"sheet": upload.pk},
        by=upload.by,
        subject=upload.subject,
        url=_page_of(upload),
    )


def _page_of(upload: SheetUpload) -> str:
    return f"/desk/sheet/{upload.public_id}/"


def _send(upload: SheetUpload, kind: str, **params: Any) -> None:
    if upload.by is not None:
        send(
            recipient=upload.by,
            kind=f"organisations.{kind}",
            params=params,
            subject=upload.subject,
            url=_page_of(upload),
        )


def _tell(verb: str, upload: SheetUpload, by: User | None, **facts: Any) -> None:
    append(
        chain=upload.chain,
        action=f"organisations.{verb}",
        actor=by,
        subject=upload.subject,
        facts=facts,
    )
