"""How far a job is, who sees it, and stopping one."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client

from records.domain import job
from records.domain.job import enqueue, progress, run_job, stop
from records.enums import JobStage, JobState
from records.models import Job
from records.queries import a_job_says_how_it_stands
from tests.factories.records import JobFactory, ReaderFactory

pytestmark = pytest.mark.django_db


def ask(by: Any = None) -> Job:
    with transaction.atomic():
        return enqueue(
            kind="tests.work", key="tests.work:1", payload={}, by=by, url="/desk/"
        )


def test_a_job_says_how_far_it_is(work: Any) -> None:
    seen: list[tuple[Any, ...]] = []

    def plan(payload: Any) -> None:
        for done in (0, 500):
            progress(JobStage.WRITING, done, 2000)
            row = Job.objects.get()
            seen.append((row.stage, row.rows_done, row.percent))

    work(plan=plan)
    run_job(ask().pk)

    assert seen == [("writing", 0, 0), ("writing", 500, 25)]
    assert Job.objects.get().state == JobState.DONE


def test_outside_a_job_nobody_is_told() -> None:
    progress(JobStage.WRITING, 1, 2)


def test_what_waits_is_stopped_at_once_and_what_runs_at_its_next_step(
    work: Any,
) -> None:
    steps: list[int] = []
    told: list[tuple[str, bool]] = []

    def plan(payload: Any) -> None:
        for step in range(3):
            progress(JobStage.WRITING, step, 3)
            steps.append(step)
            if step == 1:
                stop(job=Job.objects.get(state=JobState.RUNNING))

    failed = lambda payload, error, dead: told.append((error, dead))  # noqa: E731
    work(plan=plan, failed=failed, may_stop=True)
    run_job(ask().pk)
    waiting = stop(job=JobFactory())

    states = set(Job.objects.values_list("state", flat=True))
    assert (steps, states) == ([0, 1], {JobState.CANCELLED})
    assert told == [("stopped", True)] * 2
    assert run_job(waiting.pk) is False
    assert list(a_job_says_how_it_stands()) == []


def test_what_must_go_on_or_has_ended_is_not_stopped(work: Any) -> None:
    work()
    running = JobFactory(running=True)
    work(may_stop=True)
    done = JobFactory(done=True)

    for row in (done,):
        with pytest.raises(ValidationError):
            stop(job=row)
    work()
    with pytest.raises(ValidationError):
        stop(job=running)


def test_a_worker_that_lost_the_job_stops_at_its_next_step(work: Any) -> None:
    def plan(payload: Any) -> None:
        Job.objects.update(attempts=9)  # somebody else has taken it over
        progress(JobStage.WRITING, 1, 2)
        raise AssertionError("it went on")

    work(plan=plan)
    row = ask()

    assert run_job(row.pk) is False
    row.refresh_from_db()
    assert (row.state, row.attempts) == (JobState.RUNNING, 9)


def test_the_starter_alone_sees_the_page_and_stops_it(
    work: Any, client: Client
) -> None:
    work(title="Counting", may_stop=True)
    starter, other = ReaderFactory(language="en"), ReaderFactory()
    row = ask(by=starter)
    JobFactory()  # the house's own
    page = f"/desk/jobs/{row.public_id}/"
    client.force_login(other)
    hidden = [client.get(page).status_code, client.post(f"{page}stop/").status_code]
    client.force_login(starter)
    going = client.get(page)
    listed = client.get("/desk/jobs/").content.decode()
    client.post(f"{page}stop/")
    over = client.get(page)

    assert hidden == [404, 404]
    assert going.headers["Refresh"] == "5"
    assert "Counting" in going.content.decode()
    assert listed.count("/desk/jobs/") >= 1
    assert "tests.work" not in listed
    assert "Refresh" not in over.headers
    assert "Stopped" in over.content.decode()


def test_a_job_that_was_killed_is_said_to_go_on(work: Any, client: Client) -> None:
    work(title="Counting")
    starter = ReaderFactory(language="en")
    row = ask(by=starter)
    Job.objects.update(attempts=2)
    client.force_login(starter)

    page = client.get(f"/desk/jobs/{row.public_id}/").content.decode()

    assert "goes on where it stopped" in page
    assert job.title_of_kind(row.kind) == "Counting"
