"""Work that must still happen: exactly one effect, whatever dies meanwhile.

The Job row is the truth and django-q2 the doorbell. A kind of job has two halves:
`plan(payload)` reads and computes outside any transaction, `commit(payload, result)`
is one short verb; only `commit` and `done` share a transaction. A worker that was
killed loses its lease; whoever takes the job over holds a higher attempt number, and
the late one can no longer commit.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django_q.models import OrmQ
from django_q.tasks import async_task

from records.enums import JobState
from records.models import Job

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
LEASE_MARGIN = timedelta(seconds=30)
BACKOFF = tuple(timedelta(seconds=s) for s in (30, 120, 600, 1800))
DOORBELL = "records.tasks.run"
STOPPED = "stopped"  # what `failed` hears of a job that was stopped
MOST_BELLS = 500  # bells waiting at once; the sweeper rings no more

Plan = Callable[[dict[str, Any]], Any]
Commit = Callable[[dict[str, Any], Any], object]
Failed = Callable[[dict[str, Any], str, bool], object]


@dataclass(frozen=True, slots=True)
class Handler:
    plan: Plan
    commit: Commit
    failed: Failed | None = None
    title: str | Promise = ""
    may_stop: bool = False


class Stopped(Exception):
    """Whoever asked for the job has said stop, or another worker has it now."""


_HANDLERS: dict[str, Handler] = {}
_IN_HAND: ContextVar[Job | None] = ContextVar("job in hand", default=None)


def register(
    kind: str,
    *,
    plan: Plan,
    commit: Commit,
    failed: Failed | None = None,
    title: str | Promise = "",
    may_stop: bool = False,
) -> None:
    """Say how jobs of a kind (`app.verb`) are done; called from an app's ready().

    `failed(payload, error, dead)` is told of each failed attempt, in the transaction
    that notes it; of a job that was stopped too. A kind that people wait for has a
    `title`; one that may be stopped half-way leaves nothing half done.
    """
    _HANDLERS[kind] = Handler(plan, commit, failed, title, may_stop)


@contextmanager
def work_known(kind: str, **how: Any) -> Iterator[None]:
    """A kind of job that is done, or done otherwise, inside this block only."""
    before = _HANDLERS.get(kind)
    register(kind, **how)
    try:
        yield
    finally:
        _HANDLERS.pop(kind)
        if before is not None:
            _HANDLERS[kind] = before


def registered_kinds() -> frozenset[str]:
    return frozenset(_HANDLERS)


def enqueue(
    *,
    kind: str,
    key: str,
    payload: dict[str, Any],
    due_at: datetime | None = None,
    by: Any = None,
    subject: str = "",
    url: str = "",
) -> Job:
    """Ask for work in the caller's transaction: it exists if and only if that commits.

    `key` names the work: a key that exists already returns the existing job. `by` sees
    how far it is; its result stands at `url`.
    Raises TransactionManagementError outside an atomic block, LookupError for a kind
    nobody registered.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError(
            "A job is written inside the transaction of the row that asks for it."
        )
    if kind not in _HANDLERS:
        raise LookupError(f"job kind {kind!r} is not registered")
    job, created = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "payload": payload,
            "due_at": due_at or timezone.now(),
            "asked_by": by,
            "subject": subject,
            "url": url,
        },
    )
    if created and job.due_at <= timezone.now():
        _ring(job.pk)
    return job


def run_job(job_id: int) -> bool:
    """Do one job if it is due and nobody has it. True if this call did it.

    Called by the doorbell, which may ring twice or too late: then nothing happens.
    """
    job = _take(job_id)
    if job is None:
        return False
    in_hand = _IN_HAND.set(job)
    try:
        handler = _HANDLERS[job.kind]
        result = handler.plan(job.payload)
        return _finish(job, handler, result)
    except Stopped:
        _note_stop(job)
        return False
    except BaseException as error:
        _note_failure(job, error)
        if not isinstance(error, Exception):
            raise  # the queue's time limit, or somebody stops the process
        log.warning("job %s failed: %s", job.pk, type(error).__name__)
        return False
    finally:
        _IN_HAND.reset(in_hand)


def progress(stage: str, done: int = 0, of: int = 0) -> None:
    """Say how far the job in hand is, from its plan; nothing where there is none.

    Raises Stopped where it must not go on: never inside a transaction that would then
    be half a step.
    """
    job = _IN_HAND.get()
    if job is None:
        return
    going = _held(job).filter(stop_asked_at__isnull=True)
    if not going.update(stage=stage, rows_done=done, rows_all=of):
        raise Stopped


def in_hand() -> Job | None:
    """The job that this worker is doing, inside its plan and commit."""
    return _IN_HAND.get()


def title_of_kind(kind: str) -> str:
    """What people call this kind of work."""
    handler = _HANDLERS.get(kind)
    return str(handler.title) if handler and handler.title else kind


def may_stop(job: Job) -> bool:
    """Whether it goes on and leaves nothing half done when it is stopped."""
    handler = _HANDLERS.get(job.kind)
    return job.goes_on and handler is not None and handler.may_stop


def stop(*, job: Job) -> Job:
    """Whoever asked for it wants it no more: what waits ends here, what runs at its next
    step. Raises ValidationError `job_over` for what has ended or must go on."""
    if not may_stop(job):
        raise ValidationError(gettext("This cannot be stopped."), code="job_over")
    now = timezone.now()
    Job.objects.going_on().filter(pk=job.pk).update(stop_asked_at=now)
    waiting = Job.objects.filter(pk=job.pk, state=JobState.WAITING)
    with transaction.atomic():
        if waiting.update(state=JobState.CANCELLED, done_at=now):
            _tell_failed(job, STOPPED, dead=True)
    job.refresh_from_db()
    return job


def revive(*, job: Job) -> Job:
    """A person gives a dead letter another life, with all its attempts."""
    now = timezone.now()
    with transaction.atomic():
        changed = Job.objects.filter(pk=job.pk, state=JobState.DEAD).update(
            state=JobState.WAITING, attempts=0, due_at=now, lease_until=None
        )
        if not changed:
            raise ValidationError(
                gettext("This job is not waiting for a person."), code="job_not_dead"
            )
        _ring(job.pk)
    job.refresh_from_db()
    return job


def sweep() -> int:
    """Bury the lost, ring again for what is due; how many bells were rung.

    The bells a changed SECRET_KEY or a killed worker swallowed are rung anew here.
    """
    bury_lost()
    room = MOST_BELLS - OrmQ.objects.count()
    if room <= 0:
        return 0
    due = list(Job.objects.due(timezone.now()).values_list("pk", flat=True)[:room])
    with transaction.atomic():
        for job_id in due:
            _ring(job_id)
    return len(due)


def bury_lost() -> int:
    """Jobs whose last allowed attempt died without a word become dead letters."""
    lost = Job.objects.filter(
        state=JobState.RUNNING,
        lease_until__lte=timezone.now(),
        attempts__gte=MAX_ATTEMPTS,
    )
    buried = 0
    for job in lost:
        buried += _note_failure(job, RuntimeError("the worker was lost"))
    return buried


def drain(limit: int = 100_000) -> int:
    """Run due jobs here and now until none is due; how many attempts were made."""
    made = 0
    while made < limit:
        bury_lost()
        due = Job.objects.due(timezone.now()).values_list("pk", flat=True)[:100]
        batch = list(due)
        if not batch:
            break
        for job_id in batch[: limit - made]:
            run_job(job_id)
            made += 1
    return made


def _take(job_id: int) -> Job | None:
    """Count the attempt and lease the job, in a transaction that ends before the
    work. The conditional UPDATE lets exactly one worker through.
    """
    now = timezone.now()
    lease = timedelta(seconds=settings.Q_CLUSTER["timeout"]) + LEASE_MARGIN
    with transaction.atomic(durable=True):
        taken = (
            Job.objects.due(now)
            .order_by()
            .filter(pk=job_id, attempts__lt=MAX_ATTEMPTS)
            .update(
                state=JobState.RUNNING,
                attempts=F("attempts") + 1,
                lease_until=now + lease,
            )
        )
        return Job.objects.get(pk=job_id) if taken else None


def _finish(job: Job, handler: Handler, result: Any) -> bool:
    with transaction.atomic(durable=True):
        mine = _held(job).update(
            state=JobState.DONE,
            done_at=timezone.now(),
            lease_until=None,
            last_error="",
        )
        if not mine:
            log.warning("job %s was taken over by another worker", job.pk)
            return False
        handler.commit(job.payload, result)
    return True


def _note_failure(job: Job, error: BaseException) -> int:
    dead = job.attempts >= MAX_ATTEMPTS
    pause = BACKOFF[min(job.attempts, len(BACKOFF)) - 1]
    text = f"{type(error).__name__}: {error}"[:2000]
    with transaction.atomic():
        mine = _held(job).update(
            state=JobState.DEAD if dead else JobState.WAITING,
            due_at=timezone.now() + pause,
            lease_until=None,
            last_error=text,
        )
        if mine:
            _tell_failed(job, text, dead=dead)
    return mine


def _note_stop(job: Job) -> None:
    with transaction.atomic():
        stopped = _held(job).filter(stop_asked_at__isnull=False)
        ended = {"done_at": timezone.now(), "lease_until": None}
        if stopped.update(state=JobState.CANCELLED, **ended):
            _tell_failed(job, STOPPED, dead=True)


def _tell_failed(job: Job, error: str, *, dead: bool) -> None:
    handler = _HANDLERS.get(job.kind)
    if handler and handler.failed:
        handler.failed(job.payload, error, dead)


def _held(job: Job) -> Any:
    """The job's row, as long as nobody else has taken it since."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)


def _ring(job_id: int) -> None:
    """A row in the queue's table, in this transaction; it carries a number only."""
    async_task(DOORBELL, job_id)
