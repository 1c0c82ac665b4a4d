"""A closed round goes out as one file: put together by a job, kept until the next one,
and for a week at most."""

from __future__ import annotations

import json
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.enums import RoundState
from evaluation.models import Round
from evaluation.queries.archive import archive_of, kept_file
from matching.domain.faults import wrong_state
from organisations.models import User
from records.attachments import Looked, discard, store
from records.domain.job import enqueue, progress
from records.domain.ledger import append
from records.domain.work import end_work, words_of_starter
from records.enums import JobStage
from records.models import Attachment, Job

EXPORT, FORGET = "evaluation.export_round", "evaluation.forget_file"
KEPT_FOR = timedelta(days=7)


@transaction.atomic
def ask_for_file(*, round: Round, by: User) -> Job:
    """Have the file of a round put together; the job whose page says how far it is.

    Whoever asks again while that goes on gets the same job. Raises ValidationError
    `wrong_state` while the round is not closed.
    """
    if round.state != RoundState.CLOSED:
        raise wrong_state(round.get_state_display())
    asked = Job.objects.going_on().filter(kind=EXPORT, subject=round.subject)
    if going := asked.filter(asked_by=by).first():
        return going
    return enqueue(
        kind=EXPORT,
        key=f"export:{round.public_id}:{by.pk}:{timezone.now().isoformat()}",
        payload={"round": round.pk, "by": by.pk},
        by=by,
        subject=round.subject,
        url=f"/desk/evaluation/rounds/{round.public_id}/out/round.json",
    )


def packed(round: Round) -> Looked:
    """The file itself; reads the whole round, so never inside a transaction."""
    progress(JobStage.READING)
    data = archive_of(round)
    progress(JobStage.PACKING)
    text = json.dumps(data, ensure_ascii=False, indent=1)
    name = f"round-{round.public_id}.json"
    return Looked(text.encode(), name, "application/json")


@transaction.atomic
def keep_file(*, round: Round, file: Looked, by: User) -> None:
    """Put it in the place of the one before; that it was taken out is recorded."""
    if before := kept_file(round):
        discard(before)
    kept = store(file, uploaded_by=by, subject=f"{round.subject}:file")
    enqueue(
        kind=FORGET,
        key=f"export:forget:{kept.public_id}",
        payload={"file": kept.public_id},
        due_at=kept.uploaded_at + KEPT_FOR,
    )
    with words_of_starter():
        end_work(notes=[_ready(file)])
    append(
        chain=round.chain,
        action=EXPORT,
        actor=by,
        subject=round.subject,
        facts={"sha256": file.digest},
    )


@transaction.atomic
def forget_file(*, name: str) -> None:
    """Take away a file whose days are over; the next one may have taken its place."""
    if kept := Attachment.objects.filter(public_id=name).first():
        discard(kept)


def _ready(file: Looked) -> str:
    words = _("The file is ready: %(kb)d kB. It is deleted after %(days)d days.")
    return words % {"kb": -(-len(file.data) // 1000), "days": KEPT_FOR.days}
