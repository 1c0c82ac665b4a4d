"""The sweeper, the drain, and a person who revives a dead letter."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_q.models import OrmQ

from records.domain import job
from records.enums import JobState
from records.models import Job
from records.queries import dead_letters
from tests.factories.records import JobFactory
from tests.records.conftest import WORK
from tests.records.domain.test_job import Work, effect, effects, enqueue


@pytest.mark.django_db
def test_person_revives_a_dead_letter(work: Work) -> None:
    work(commit=effect)
    dead = JobFactory(dead=True)

    job.revive(job=dead)

    assert OrmQ.objects.count() == 1
    assert job.run_job(dead.pk) is True
    assert effects() == 1


@pytest.mark.django_db
def test_only_a_dead_letter_is_revived() -> None:
    with pytest.raises(ValidationError) as caught:
        job.revive(job=JobFactory(done=True))

    assert caught.value.code == "job_not_dead"


@pytest.mark.django_db
def test_sweeper_rings_for_what_is_due_and_for_nothing_else() -> None:
    due = [JobFactory(), JobFactory(abandoned=True)]
    JobFactory(running=True)
    JobFactory(done=True)
    JobFactory(dead=True)
    JobFactory(due_at=timezone.now() + timedelta(hours=1))

    assert job.sweep() == 2

    rung = {bell.task["args"][0] for bell in OrmQ.objects.all()}
    assert rung == {row.pk for row in due}


@pytest.mark.django_db
def test_sweeper_does_not_flood_a_queue_that_stands_still() -> None:
    JobFactory.create_batch(30)

    for _ in range(40):
        job.sweep()

    assert OrmQ.objects.count() == job.MOST_BELLS


@pytest.mark.django_db
def test_drain_runs_all_that_is_due_also_what_comes_of_it(work: Work) -> None:
    def spawn(payload: dict[str, Any], result: Any) -> None:
        effect(payload, result)
        if payload["need"] < 5:
            job.enqueue(
                kind=WORK,
                key=f"next:{payload['need']}",
                payload={"need": payload["need"] + 1},
            )

    work(commit=spawn)
    enqueue()
    enqueue("later", due_at=timezone.now() + timedelta(hours=1))

    assert job.drain() == 5

    assert effects() == 5
    assert Job.objects.filter(state=JobState.WAITING).count() == 1


@pytest.mark.django_db
def test_drain_ends_though_a_worker_was_lost_for_good(work: Work) -> None:
    work()
    JobFactory(abandoned=True, attempts=job.MAX_ATTEMPTS)

    assert job.drain() == 0

    assert dead_letters().count() == 1


@pytest.mark.django_db
def test_drain_stops_at_its_limit(work: Work) -> None:
    work()
    JobFactory.create_batch(5)

    assert job.drain(limit=3) == 3
