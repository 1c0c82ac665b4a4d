"""The command with which a person finds and revives what was given up."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from records.enums import JobState
from records.models import Job
from tests.factories.records import JobFactory

pytestmark = pytest.mark.django_db


def run(**options: str) -> str:
    out = StringIO()
    call_command("dead_letters", stdout=out, **options)
    return out.getvalue()


def dead_job() -> Job:
    return JobFactory(state=JobState.DEAD, last_error="ValueError: no such need")


def test_nothing_given_up() -> None:
    JobFactory()

    assert run() == "No job waits for a person.\n"


def test_what_was_given_up_is_named_and_revived() -> None:
    job = dead_job()

    with pytest.raises(CommandError, match="1 jobs wait"):
        run()
    assert run(revive=job.key) == f"{job.key} runs again.\n"

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    assert run() == "No job waits for a person.\n"


def test_an_unknown_or_living_job_is_refused() -> None:
    with pytest.raises(CommandError, match="There is no job"):
        run(revive="none")
    with pytest.raises(CommandError):
        run(revive=JobFactory().key)
