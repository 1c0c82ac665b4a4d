"""A pause ends on its day by itself: no case sleeps because somebody forgot it."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from matching import tasks
from matching.domain import course
from matching.models import Need
from records.models import Job
from tests.matching.tools import acts, fresh, paused, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clocked_world):
    return clocked_world


def the_day_comes(need):
    Need.objects.filter(pk=need.pk).update(
        pause_until=timezone.localdate(),
        paused_at=timezone.now() - timedelta(days=9),
    )


def run(need):
    job = Job.objects.get(kind="matching.end_pause", payload__need=need.pk)
    tasks.commit_pause_end(job.payload, tasks.plan_pause_end(job.payload))
    return fresh(need)


def test_the_job_is_due_when_the_day_begins(world):
    need = paused(world.raised(), world.worker)

    job = Job.objects.get(kind="matching.end_pause")

    midnight = datetime.combine(need.pause_until, time.min)
    assert job.due_at == timezone.make_aware(midnight)


def test_on_its_day_the_clock_runs_again_and_the_worker_hears_it(world):
    need = paused(world.need_in("proposed"), world.worker)
    the_day_comes(need)

    need = run(need)

    assert (need.state, need.pause_until, need.paused_at) == ("proposed", None, None)
    assert need.due_at > timezone.now()
    assert need.paused_seconds // 86400 == 9
    assert told(world.worker)[-1] == "pause_over"
    assert acts(need)[-1] == "resume_need"


def test_before_there_is_a_worker_the_station_hears_it(world):
    need = paused(world.raised(), world.worker)
    the_day_comes(need)

    assert (run(need).state, told(world.worker)[-1]) == ("raised", "pause_over")


def test_a_pause_until_a_later_day_goes_on(world):
    need = paused(world.raised(), world.worker)

    assert run(need).state == "paused"
    assert "pause_over" not in told(world.worker)


def test_a_second_delivery_changes_nothing(world):
    need = paused(world.raised(), world.worker)
    the_day_comes(need)
    version = run(need).version

    assert run(need).version == version
    assert told(world.worker).count("pause_over") == 1


def test_who_went_on_before_is_not_told(world):
    need = paused(world.raised(), world.worker)
    course.resume_need(need=need, version=need.version, by=world.worker)

    assert run(need).state == "raised"
    assert "pause_over" not in told(world.worker)
