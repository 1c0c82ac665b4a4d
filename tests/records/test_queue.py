"""The queue with real processes: killed workers, a real cluster, foreign bells."""

import os
import pickle
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ, Task

from records import tasks
from records.chain import faults
from records.domain import job, ledger
from records.domain.message import send
from records.enums import DeliveryState, JobState
from records.models import Chain, Delivery, Job
from records.queries import last_beat, trail
from tests.factories.records import ACTION, JobFactory, ReaderFactory
from tests.records.processes import start, wait_until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
SUBJECT = "tests:effect"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Path]:
    """`manage.py qcluster` on this test's database; its temporary folder."""
    process = start("manage.py", "qcluster", temporary=tmp_path)
    try:
        yield tmp_path
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def letters(count: int, settings: Any) -> None:
    settings.MESSAGE_CHANNELS = ("file",)
    with transaction.atomic():
        for reader in ReaderFactory.create_batch(count):
            send(recipient=reader, kind="tests.told", params={"case": "1"})


def all_done() -> bool:
    return not Job.objects.exclude(state=JobState.DONE).exists()


@pytest.mark.parametrize("half", ["plan", "commit"])
def test_killed_worker_leaves_one_effect(
    half: str, work: Callable[..., None], tmp_path: Path
) -> None:
    def commit(payload: dict[str, Any], result: Any) -> None:
        ledger.append(chain="440104", action=ACTION, actor=None, subject=SUBJECT)

    work(commit=commit)
    asked = JobFactory()
    mark = tmp_path / "in the middle"
    arguments = ("-m", "tests.records.doomed_worker", str(asked.pk), half, str(mark))
    worker = start(*arguments, temporary=tmp_path)
    assert wait_until(mark.exists, 60)

    worker.send_signal(signal.SIGKILL)
    worker.wait()
    before = (job.run_job(asked.pk), trail(SUBJECT).count())
    Job.objects.update(lease_until=timezone.now())
    after = (job.run_job(asked.pk), trail(SUBJECT).count())

    asked.refresh_from_db()
    chain = Chain.objects.get()
    assert (before, after) == ((False, 0), (True, 1))
    assert (asked.state, asked.attempts) == (JobState.DONE, 2)
    rows = (entry.row() for entry in chain.entries.order_by("seq"))
    assert list(faults(rows, head=chain.seal())) == []


def test_cluster_does_twenty_jobs_each_once(settings: Any, cluster: Path) -> None:
    written = Path(settings.PRIVATE_ROOT) / "letters"
    before = set(written.glob("*.txt"))
    letters(20, settings)

    assert wait_until(all_done, 40)
    assert wait_until(lambda: not OrmQ.objects.exists(), 10)

    assert set(Job.objects.values_list("attempts", flat=True)) == {1}
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}
    assert Delivery.objects.count() == 20
    assert len(set(written.glob("*.txt")) - before) == 20


def test_bells_signed_with_another_key_ring_nothing_and_lose_nothing(
    settings: Any, cluster: Path
) -> None:
    """A changed SECRET_KEY, and a stranger with access to the queue's table."""
    stolen = cluster / "stolen"
    yesterday = "the key of yesterday" * 3
    with transaction.atomic():
        letters(3, settings)
        OrmQ.objects.all().delete()
        for function, argument in [
            *(
                ("records.tasks.run", pk)
                for pk in Job.objects.values_list("pk", flat=True)
            ),
            ("os.mkdir", str(stolen)),
        ]:
            bell = {"id": "0" * 32, "name": "x", "func": function, "args": (argument,)}
            payload = signing.dumps(
                {**bell, "kwargs": {}, "started": timezone.now()},
                key=yesterday,
                salt=Conf.PREFIX,
                serializer=Pickled,
            )
            OrmQ.objects.create(key=Conf.PREFIX, payload=payload, lock=timezone.now())

    swallowed = wait_until(lambda: not OrmQ.objects.exists(), 40)
    done_by_them = Job.objects.filter(state=JobState.DONE).count()
    tasks.sweep()

    assert (swallowed, done_by_them) == (True, 0)
    assert wait_until(all_done, 40)
    assert not stolen.exists()


def test_cluster_beats(cluster: Path) -> None:
    """The scheduler looks every 30 seconds."""
    assert wait_until(last_beat, 60)
    assert wait_until(
        lambda: Task.objects.filter(func="records.tasks.beat", success=True).exists(),
        10,
    )


class Pickled:
    """How django-q2 writes a bell."""

    @staticmethod
    def dumps(value: Any) -> bytes:
        return pickle.dumps(value)
