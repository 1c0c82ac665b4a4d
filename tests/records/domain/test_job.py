"""Jobs: exactly one effect, whatever dies meanwhile."""

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django_q.models import OrmQ

from records.domain import job
from records.domain.ledger import append
from records.enums import JobState
from records.models import Job
from records.queries import dead_letters, trail
from tests.factories.records import ACTION, JobFactory
from tests.records.conftest import WORK
from tests.records.racing import race

Work = Callable[..., None]
raced = pytest.mark.django_db(transaction=True, serialized_rollback=True)
SUBJECT = "tests:effect"


def effect(payload: dict[str, Any], result: Any) -> None:
    append(chain="440104", action=ACTION, actor=None, subject=SUBJECT)


def effects() -> int:
    return trail(SUBJECT).count()


def enqueue(key: str = "one", **changes: Any) -> Job:
    given = {"kind": WORK, "key": key, "payload": {"need": 1}}
    with transaction.atomic():
        return job.enqueue(**{**given, **changes})


def lease_runs_out(pk: int) -> None:
    Job.objects.filter(pk=pk).update(lease_until=timezone.now())


@raced
def test_enqueue_outside_a_transaction_is_refused(work: Work) -> None:
    work()

    with pytest.raises(TransactionManagementError):
        job.enqueue(kind=WORK, key="one", payload={})


@raced
def test_job_and_bell_are_rolled_back_with_the_row_that_asks(work: Work) -> None:
    work()

    with transaction.atomic():
        enqueue()
        transaction.set_rollback(True)

    assert Job.objects.count() == OrmQ.objects.count() == 0


@pytest.mark.django_db
def test_kind_nobody_registered_is_refused() -> None:
    with pytest.raises(LookupError):
        enqueue(kind="tests.unheard")


@pytest.mark.django_db
def test_same_key_is_the_same_job_and_rings_once(work: Work) -> None:
    work()

    first, second = enqueue(), enqueue(payload={"need": 2})

    assert first == second
    assert second.payload == {"need": 1}
    assert OrmQ.objects.count() == 1


@pytest.mark.django_db
def test_bell_carries_the_number_of_the_job_and_nothing_else(work: Work) -> None:
    work()

    asked = enqueue(payload={"secret": "kept in our own table"})

    task = OrmQ.objects.get().task
    assert (task["func"], task["args"]) == ("records.tasks.run", (asked.pk,))
    assert task["kwargs"] == {}


@pytest.mark.django_db
def test_future_job_does_not_ring_and_does_not_run(work: Work) -> None:
    work(commit=effect)

    later = enqueue(due_at=timezone.now() + timedelta(hours=1))

    assert OrmQ.objects.count() == 0
    assert job.run_job(later.pk) is False
    assert effects() == 0


@pytest.mark.django_db
def test_plan_hands_its_result_to_commit(work: Work) -> None:
    seen: list[Any] = []
    work(
        plan=lambda payload: payload["need"] + 1,
        commit=lambda payload, result: seen.append((payload, result)),
    )

    assert job.run_job(enqueue().pk) is True

    assert seen == [({"need": 1}, 2)]


@pytest.mark.django_db
def test_bell_that_rings_twice_has_one_effect(work: Work) -> None:
    work(commit=effect)
    asked = enqueue()

    results = [job.run_job(asked.pk), job.run_job(asked.pk)]

    asked.refresh_from_db()
    assert results == [True, False]
    assert (asked.state, asked.attempts, effects()) == (JobState.DONE, 1, 1)
    assert asked.done_at is not None


@pytest.mark.django_db
def test_bell_for_a_job_that_is_gone_does_nothing() -> None:
    assert job.run_job(987654) is False


@raced
def test_attempt_is_counted_before_the_work_and_plan_is_outside_any_transaction(
    work: Work,
) -> None:
    seen: list[Any] = []

    def plan(payload: dict[str, Any]) -> None:
        row = Job.objects.get()
        seen.append((row.state, row.attempts, connection.in_atomic_block))

    work(plan=plan)
    job.run_job(enqueue().pk)

    assert seen == [(JobState.RUNNING, 1, False)]


@raced
def test_two_workers_at_once_have_one_effect(work: Work) -> None:
    work(plan=lambda payload: time.sleep(0.05), commit=effect)
    asked = [enqueue(f"key:{n}").pk for n in range(20)]

    for pk in asked:
        results = race(lambda pk=pk: job.run_job(pk), lambda pk=pk: job.run_job(pk))
        assert sorted(results) == [False, True]

    assert effects() == 20
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


@raced
def test_slow_worker_whose_lease_ran_out_cannot_commit_any_more(work: Work) -> None:
    first_is_planning, second_is_done = Event(), Event()

    def plan(payload: dict[str, Any]) -> None:
        if Job.objects.get().attempts == 1:
            first_is_planning.set()
            second_is_done.wait(30)

    def second() -> bool:
        first_is_planning.wait(30)
        lease_runs_out(asked.pk)
        try:
            return job.run_job(asked.pk)
        finally:
            second_is_done.set()

    work(plan=plan, commit=effect)
    asked = enqueue()

    assert race(lambda: job.run_job(asked.pk), second) == [False, True]

    asked.refresh_from_db()
    assert (asked.state, asked.attempts, effects()) == (JobState.DONE, 2, 1)


@raced
@pytest.mark.parametrize("fails", [False, True])
def test_slow_worker_leaves_the_job_to_the_one_who_took_it_over(
    work: Work, fails: bool
) -> None:
    """Its plan is stale: it may neither commit nor note a failure."""
    first_is_planning, second_is_planning, first_is_back = Event(), Event(), Event()

    def plan(payload: dict[str, Any]) -> None:
        if Job.objects.get().attempts == 1:
            first_is_planning.set()
            second_is_planning.wait(30)
            assert not fails
        else:
            second_is_planning.set()
            first_is_back.wait(30)

    def first() -> bool:
        try:
            return job.run_job(asked.pk)
        finally:
            first_is_back.set()

    def second() -> bool:
        first_is_planning.wait(30)
        lease_runs_out(asked.pk)
        return job.run_job(asked.pk)

    work(plan=plan, commit=effect)
    asked = enqueue()

    assert race(first, second) == [False, True]

    asked.refresh_from_db()
    assert (asked.state, asked.attempts, effects()) == (JobState.DONE, 2, 1)


@raced
def test_effect_and_done_are_one(work: Work) -> None:
    def half(payload: dict[str, Any], result: Any) -> None:
        effect(payload, result)
        raise ValueError("after the effect")

    work(commit=half)
    asked = enqueue()

    job.run_job(asked.pk)

    asked.refresh_from_db()
    assert (asked.state, effects()) == (JobState.WAITING, 0)
    assert asked.last_error == "ValueError: after the effect"


@pytest.mark.django_db
def test_failed_job_waits_longer_each_time(work: Work) -> None:
    work(plan=lambda payload: 1 // 0)
    asked = enqueue()
    pauses = []

    for _ in range(4):
        job.run_job(asked.pk)
        asked.refresh_from_db()
        pauses.append(round((asked.due_at - timezone.now()).total_seconds()))
        Job.objects.update(due_at=timezone.now())

    assert pauses == [30, 120, 600, 1800]


@pytest.mark.django_db
def test_poison_pill_becomes_a_dead_letter_that_stays_visible(work: Work) -> None:
    told: list[bool] = []
    work(
        plan=lambda payload: 1 // 0,
        failed=lambda payload, error, dead: told.append(dead),
    )
    asked = enqueue()

    for _ in range(9):
        Job.objects.update(due_at=timezone.now())
        job.sweep()
        job.run_job(asked.pk)

    asked.refresh_from_db()
    assert (asked.state, asked.attempts) == (JobState.DEAD, job.MAX_ATTEMPTS)
    assert list(dead_letters()) == [asked]
    assert asked.last_error.startswith("ZeroDivisionError")
    assert told == [False] * 4 + [True]


@pytest.mark.django_db
def test_job_whose_worker_always_dies_becomes_a_dead_letter(work: Work) -> None:
    work(commit=effect)
    lost = JobFactory(abandoned=True, attempts=job.MAX_ATTEMPTS)

    job.sweep()

    lost.refresh_from_db()
    assert lost.state == JobState.DEAD
    assert lost.last_error == "RuntimeError: the worker was lost"
    assert job.run_job(lost.pk) is False


@pytest.mark.django_db
def test_time_limit_of_the_queue_counts_as_a_failure_and_passes_on(work: Work) -> None:
    class TimeLimit(SystemExit):
        """What django-q2 raises inside a task that takes too long."""

    def hang(payload: dict[str, Any]) -> None:
        raise TimeLimit("too long")

    work(plan=hang)
    asked = enqueue()

    with pytest.raises(TimeLimit):
        job.run_job(asked.pk)

    asked.refresh_from_db()
    assert (asked.state, asked.last_error) == (JobState.WAITING, "TimeLimit: too long")


@pytest.mark.django_db
def test_kind_that_was_taken_out_of_the_code_fails_visibly() -> None:
    old = JobFactory(kind="tests.gone")

    job.run_job(old.pk)

    old.refresh_from_db()
    assert (old.state, old.last_error) == (JobState.WAITING, "KeyError: 'tests.gone'")


@raced
def test_slow_plan_does_not_keep_another_writer_waiting(work: Work) -> None:
    """The point of two halves: SQLite has one write lock for the whole district."""
    planning = Event()

    def plan(payload: dict[str, Any]) -> None:
        Job.objects.count()
        planning.set()
        time.sleep(2)

    def write() -> float:
        planning.wait(30)
        start = time.perf_counter()
        with transaction.atomic():
            effect({}, None)
        return time.perf_counter() - start

    work(plan=plan)
    asked = enqueue()

    done, waited = race(lambda: job.run_job(asked.pk), write)

    assert done is True
    assert waited <= 0.2
