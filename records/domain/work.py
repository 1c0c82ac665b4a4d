"""Work that a person starts by a button and need not wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from records.domain import job as jobs
from records.domain.delivery import language_of
from records.domain.message import send
from records.models import Job

DONE, GIVEN_UP = "records.work_done", "records.work_given_up"
May = Callable[[Any], Any]
_STARTERS: dict[str, May] = {}


def register_startable(kind: str, *, may: May) -> None:
    """Say who may start a registered kind of job by hand; from an app's ready(). Its
    payload is {"by": id of the starter}; its commit calls `end_work`."""
    _STARTERS[kind] = may


def startable_for(user: Any) -> dict[str, str]:
    """kind -> title of what this user may start."""
    return {
        kind: jobs.title_of_kind(kind)
        for kind, may in sorted(_STARTERS.items())
        if may(user)
    }


@transaction.atomic
def start_work(*, kind: str, by: Any) -> Job:
    """Have it done, unless it is in hand. Raises ValidationError `in_hand`."""
    if Job.objects.going_on().filter(kind=kind).exists():
        raise ValidationError(gettext("This is in hand already."), code="in_hand")
    return jobs.enqueue(
        kind=kind,
        key=f"{kind}:{timezone.now().isoformat()}",
        payload={"by": by.pk},
        by=by,
    )


@contextmanager
def words_of_starter() -> Iterator[None]:
    """The language of whoever started the job in hand."""
    job = jobs.in_hand()
    with translation.override(language_of(job.asked_by if job else None)):
        yield


def end_work(*, notes: Sequence[str]) -> None:
    """Keep what came of the job in hand, and tell whoever started it; in its commit."""
    job = jobs.in_hand()
    if job is None or job.asked_by is None:
        return
    Job.objects.filter(pk=job.pk).update(notes=list(notes))
    url = f"/desk/jobs/{job.public_id}/"
    send(recipient=job.asked_by, kind=DONE, url=url)


def tell_given_up(payload: dict[str, Any], error: str, dead: bool) -> None:
    """Whoever started it hears that it could not be finished."""
    starter = get_user_model().objects.filter(pk=payload.get("by")).first()
    if dead and starter is not None and error != jobs.STOPPED:
        send(recipient=starter, kind=GIVEN_UP, url="/desk/jobs/")
