"""Call-backs of table 4a after the closing: all urgent ones, a public sample of others."""

import hashlib

import pytest

from matching.domain import course
from matching.domain.call_back import chase_sample, lot_of, record_sample
from matching.domain.feedback import (
    give_feedback,
    issue_feedback_link,
    record_call_back,
)
from matching.enums import Danger, Track
from matching.models import CallBack, Need, StageLimit
from matching.queries import waiting_for
from records.links import open_link
from records.models import Job
from records.queries import workday_deadline
from tests.matching.tools import acts, fresh, refused, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clocked_world):
    return clocked_world


def named(percent):
    """A public id whose lot is the last below a share, and one whose lot is that."""
    ids = (f"{n:012d}" for n in range(10_000))
    lots = {lot_of(each): each for each in ids}
    return lots[percent - 1], lots[percent]


def closed(world, public_id=None, **fields):
    need = world.need_in("completed")
    more = {"public_id": public_id} if public_id else {}
    Need.objects.filter(pk=need.pk).update(**more, **fields)
    need = fresh(need)
    course.close_need(need=need, version=need.version, by=world.officer)
    return fresh(need)


def waits(world):
    return [t.until for t in waiting_for(world.manager) if "回访" in t.title]


def test_the_lot_is_the_digest_of_the_public_id():
    digest = hashlib.sha256(b"000000000007").hexdigest()
    assert lot_of("000000000007") == int(digest, 16) % 100
    hit = sum(lot_of(f"{n:012d}") < 20 for n in range(10_000))
    assert 1_900 < hit < 2_100


def test_the_shares_are_those_of_the_table(world):
    rows = StageLimit.objects.filter(stage="call_back")
    assert dict(rows.values_list("lane", "sample_percent")) == {
        "urgent": 100,
        "soon": 20,
        "normal": 10,
        "project": 0,
        "micro_wish": 0,
    }


@pytest.mark.parametrize(("urgency", "percent"), [("soon", 20), ("normal", 10)])
def test_a_share_is_drawn_and_no_more(world, urgency, percent):
    last, first_out = named(percent)
    need = closed(world, last, urgency=urgency)
    drawn = CallBack.objects.get()
    assert (drawn.need, drawn.tries) == (need, 0)
    assert drawn.call_by == workday_deadline(drawn.drawn_at, 15)
    assert waits(world) == [drawn.call_by]
    closed(world, first_out, urgency=urgency)
    assert CallBack.objects.count() == 1


def test_every_urgent_one_is_rung_within_three_working_days(world):
    closed(world, named(99)[1], urgency="urgent")
    drawn = CallBack.objects.get()
    assert drawn.call_by == workday_deadline(drawn.drawn_at, 3)
    jobs = Job.objects.filter(kind="matching.chase_sample").order_by("due_at")
    assert [job.payload["late"] for job in jobs] == [False, True]
    assert [job.due_at for job in jobs][1] == drawn.call_by


@pytest.mark.parametrize(
    "fields",
    [
        {"danger": Danger.VIOLENCE, "track": Track.CONFIDENTIAL},
        {"safe_contact": False},
        {"person": None},
    ],
)
def test_nobody_rings_where_nobody_may(world, fields):
    closed(world, urgency="urgent", **fields)
    assert not CallBack.objects.exists()


def test_what_was_said_settles_it(world):
    need = closed(world, urgency="urgent")
    form = {"need": need, "version": need.version, "by": world.manager}
    with refused("stale"):
        record_sample(note="好", **{**form, "version": need.version - 1})
    record_sample(note=" 很满意 ", **form)
    drawn = CallBack.objects.get()
    assert (drawn.outcome, drawn.settled_by) == ("很满意", world.manager)
    assert (waits(world), acts(need)[-1]) == ([], "call_back")
    assert not chase_sample(need_id=need.pk, late=True)
    with refused("called"):
        record_sample(note="再打", **form)


def test_three_tries_without_an_answer_settle_it_in_words(world):
    need = closed(world, urgency="urgent")
    form = {"need": need, "version": need.version, "by": world.manager}
    for tries in (1, 2):
        record_sample(note="", **form)
        assert (CallBack.objects.get().tries, len(waits(world))) == (tries, 1)
        assert CallBack.objects.get().outcome == ""
    record_sample(note="", **form)
    assert (CallBack.objects.get().outcome, waits(world)) == ("未能回访", [])


def test_a_reminder_and_then_the_street(world):
    need = closed(world, urgency="urgent")
    assert chase_sample(need_id=need.pk, late=False)
    assert "sample_waits" in told(world.manager)
    assert "sample_late" not in told(world.officer)
    assert chase_sample(need_id=need.pk, late=True)
    assert told(world.officer).count("sample_late") == 1


def test_one_call_after_a_bad_rating_is_enough(world):
    need = closed(world, urgency="urgent")
    link = open_link(issue_feedback_link(need=need, by=world.worker))
    give_feedback(need=need, link=link, grade="poor")
    assert len(waits(world)) == 1
    record_call_back(need=need, version=need.version, note="说好了", by=world.manager)
    assert (CallBack.objects.get().outcome, waits(world)) == ("说好了", [])


def test_the_manager_keeps_it_on_the_page(world, client):
    need = closed(world, urgency="urgent")
    url = f"/desk/needs/{need.public_id}/sample-call/"
    client.force_login(world.worker)
    assert client.get(url).status_code == 403
    client.force_login(world.manager)
    assert client.get(url).status_code == 200
    for _try in range(3):
        assert (
            client.post(url, {"version": need.version, "note": ""}).status_code == 302
        )
    page = client.get(f"/desk/needs/{need.public_id}/").content.decode()
    assert "未能回访" in page
