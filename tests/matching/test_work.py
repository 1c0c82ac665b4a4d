"""What the centre starts by a button: how far it is, and what came of it."""

import pytest
from django.test import Client

from organisations.enums import Role
from records.domain import job
from records.models import Job, Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clocked_world):
    return clocked_world


def start(user, kind):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    response = client.post(f"/desk/jobs/start/matching.{kind}/")
    return client, response


def test_the_centre_starts_it_and_reads_what_came_of_it(world):
    operator = world.appointed(Role.CENTRE_OPERATOR, world.district)
    operator.language = "en"
    operator.save()
    world.opened()
    pages = {}
    for kind in ("train_matcher", "build_index", "plate_together"):
        client, response = start(operator, kind)
        twice = start(operator, kind)[1]
        job.run_job(Job.objects.get(kind=f"matching.{kind}").pk)
        pages[kind] = client.get(response["Location"]).content.decode()
        assert (response.status_code, twice["Location"]) == (302, "/desk/jobs/")

    assert "Not enough outcomes yet: 0 of" in pages["train_matcher"]
    assert "Services in the index: 4" in pages["build_index"]
    assert "Looked at: 1 needs with 1 items" in pages["plate_together"]
    told = Message.objects.filter(recipient=operator, kind="records.work_done")
    assert told.count() == 3


def test_nobody_else_starts_it(world):
    response = start(world.worker, "train_matcher")[1]

    assert response.status_code == 403
    assert not Job.objects.filter(kind="matching.train_matcher").exists()


def test_whoever_started_it_hears_that_it_was_given_up(world):
    operator = world.appointed(Role.CENTRE_OPERATOR, world.district)
    start(operator, "train_matcher")
    row = Job.objects.get(kind="matching.train_matcher")

    job._tell_failed(row, "OSError: no room", dead=False)
    job._tell_failed(row, job.STOPPED, dead=True)
    job._tell_failed(row, "OSError: no room", dead=True)

    told = Message.objects.filter(recipient=operator, kind="records.work_given_up")
    assert told.count() == 1
