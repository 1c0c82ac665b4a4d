"""Received, then assessed: two clocks of a need that is raised (table 4a)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.domain import course
from matching.domain.clock_notice import tell_what_is_due
from matching.domain.need import receive_need
from matching.models import Need
from matching.queries.clock import deadline, limit_now, reminder
from organisations.enums import Role
from records.models import Message
from tests.matching.tools import acts, fresh, load_levels, refused

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(clocked_world):
    world = clocked_world
    load_levels()
    world.secretary = world.appointed(Role.COMMUNITY_SECRETARY, world.community)
    return world


def at(need, **fields):
    """The same need, as if its clock had begun at another time."""
    Need.objects.filter(pk=need.pk).update(**fields)
    return fresh(need)


def paused(world, need):
    until = timezone.localdate() + timedelta(days=60)
    form = {"need": need, "version": need.version, "by": world.worker}
    course.pause_need(reason="away", until=until, **form)
    return fresh(need)


def resumed(world, need):
    course.resume_need(need=need, version=need.version, by=world.worker)
    return fresh(need)


def taken_on(world, need):
    receive_need(need=need, version=need.version, by=world.worker)
    return fresh(need)


@pytest.mark.parametrize("urgency", ["urgent", "soon", "normal"])
def test_taking_it_on_ends_one_clock_and_begins_the_next(world, urgency):
    need = world.raised(urgency=urgency)
    assert limit_now(need).stage == "receive"
    assert need.due_at == deadline("receive", urgency, need.raised_at)

    need = taken_on(world, at(need, raised_at=need.raised_at - timedelta(days=3)))

    assert (need.state, limit_now(need).stage) == ("raised", "assess")
    assert need.received_at == need.state_since
    assert need.due_at == deadline("assess", urgency, need.received_at)
    assert (need.level, need.rise_at) == ("", need.due_at)
    assert acts(need)[-1] == "receive_need"
    with refused("received"):
        receive_need(need=need, version=need.version, by=world.worker)
    with refused("stale"):
        receive_need(need=need, version=need.version - 1, by=world.worker)

    need = fresh(world.opened(need=need, urgency=urgency))
    assert need.due_at == deadline("pack", urgency, need.state_since)


def test_the_clock_of_assessing_speaks_at_its_own_end(world):
    need = taken_on(world, world.raised())
    due, soon = need.due_at, reminder(limit_now(need), need.due_at)
    silent = (need.received_at + timedelta(hours=1), soon - MINUTE)
    assert [tell_what_is_due(now=now) for now in silent] == [0, 0]
    assert tell_what_is_due(now=soon) == 1
    assert tell_what_is_due(now=due - MINUTE) == 0
    assert not need.notices.filter(kind="level").exists()
    assert tell_what_is_due(now=due) == 1
    last = Message.objects.filter(kind="matching.overdue").last()
    assert last.params["stage_en"] == "Assess"
    assert need.notices.filter(kind="level").count() == 1


def test_a_draft_taken_over_and_a_question_answered_are_received(world):
    draft = world.raised(draft=True)
    assert limit_now(draft).stage == "receive"
    world.accept_draft(draft)
    assert limit_now(fresh(draft)).stage == "assess"

    need = world.raised()
    form = {"need": need, "by": world.worker}
    course.return_need(version=need.version, question="住几楼？", **form)
    assert need.due_at is None
    course.answer_return(version=need.version, answer="六楼。", **form)
    assert limit_now(fresh(need)).stage == "assess"


def test_a_pause_keeps_the_clock_of_the_stage(world):
    need = taken_on(world, world.raised())
    due = need.due_at
    need = resumed(world, paused(world, need))
    assert (need.due_at, limit_now(need).stage) == (due, "assess")


def test_it_is_taken_on_with_one_tap(world, client):
    need = world.raised()
    client.force_login(world.secretary)
    page = client.get(f"/desk/needs/{need.public_id}/").content.decode()
    url = f"/desk/needs/{need.public_id}/receive/"
    assert url in page
    assert client.post(url, {"version": need.version}).status_code == 302
    assert fresh(need).received_at is not None
    page = client.get(f"/desk/needs/{need.public_id}/").content.decode()
    assert url not in page
