"""After a bad rating: the clock of 15 working days, who is reminded, the call itself."""

from datetime import timedelta

import pytest

from matching.domain.feedback import (
    chase_call_back,
    give_feedback,
    issue_feedback_link,
    record_call_back,
)
from matching.enums import Track
from matching.models import Feedback, Need
from matching.queries import waiting_for
from records.links import open_link
from records.models import Job
from records.queries import workday_deadline
from tests.matching.tools import acts, fresh, load_tables, refused, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clocked_world):
    return clocked_world


def rated(world, grade, need=None):
    need = need or world.need_in("completed")
    link = open_link(issue_feedback_link(need=need, by=world.worker))
    return give_feedback(need=need, link=link, grade=grade, sentence="来得太晚")


def to_call(user):
    return [w.until for w in waiting_for(user) if w.url.endswith("/") and is_call(w)]


def is_call(task):
    return str(task.group) in ("To call back", "待回访")


def chases():
    jobs = Job.objects.filter(kind="matching.chase_call_back").order_by("due_at")
    return [(job.payload["late"], job.due_at) for job in jobs]


@pytest.mark.parametrize("grade", ["poor", "very_poor"])
def test_the_worst_two_start_a_clock_of_fifteen_working_days(world, grade):
    answer = rated(world, grade)

    assert answer.call_back_by == workday_deadline(answer.at, 15)
    assert told(world.manager).count("bad_grade") == 1
    assert to_call(world.manager) == [answer.call_back_by]
    assert to_call(world.worker) == []
    (early, first), (late, last) = chases()
    assert (early, late, last) == (False, True, answer.call_back_by)
    assert answer.at < first < last


@pytest.mark.parametrize("grade", ["fair", "good", "very_good"])
def test_the_others_start_none(world, grade):
    assert rated(world, grade).call_back_by is None
    assert (to_call(world.manager), chases()) == ([], [])


def test_an_urgent_one_is_called_back_within_three(world):
    need = world.need_in("completed")
    Need.objects.update(urgency="urgent")
    answer = rated(world, "poor", fresh(need))

    assert answer.call_back_by == workday_deadline(answer.at, 3)


def test_the_manager_is_reminded_and_then_the_street_is_told(world):
    answer = rated(world, "poor")

    assert chase_call_back(feedback_id=answer.pk, late=False)
    assert "call_back_waits" in told(world.manager)
    assert told(world.officer).count("call_back_late") == 0
    assert chase_call_back(feedback_id=answer.pk, late=True)
    assert told(world.officer).count("call_back_late") == 1
    assert acts(answer.need)[-2:] == ["chase_call_back", "chase_call_back"]


def test_of_a_confidential_case_only_the_station_hears(world):
    answer = rated(world, "poor")
    Need.objects.update(track=Track.CONFIDENTIAL)

    chase_call_back(feedback_id=answer.pk, late=True)

    assert "call_back_late" in told(world.manager)
    assert "call_back_late" not in told(world.officer)


def test_the_call_is_kept_and_settles_it(world):
    answer = rated(world, "poor")
    need = fresh(answer.need)

    with refused("stale"):
        record_call_back(
            need=need, version=need.version - 1, note="说好了", by=world.manager
        )
    record_call_back(need=need, version=need.version, note=" 说好了 ", by=world.manager)

    answer = fresh(answer)
    assert (answer.call_note, answer.called_by) == ("说好了", world.manager)
    assert answer.called_at - answer.at < timedelta(minutes=1)
    assert (to_call(world.manager), acts(need)[-1]) == ([], "call_back")
    assert not chase_call_back(feedback_id=answer.pk, late=True)
    with refused("called"):
        record_call_back(need=need, version=need.version, note="再打", by=world.manager)


def test_one_call_settles_every_bad_grade_of_a_need(world):
    answer = rated(world, "poor")
    rated(world, "very_poor", fresh(answer.need))
    assert len(to_call(world.manager)) == 1
    need = fresh(answer.need)

    record_call_back(need=need, version=need.version, note="说好了", by=world.manager)

    assert not Feedback.objects.to_call_back().exists()


def test_only_the_station_manager_calls_back_on_the_page(world, client):
    answer = rated(world, "poor")
    url = f"/desk/needs/{answer.need.public_id}/call-back/"
    client.force_login(world.worker)
    assert client.get(url).status_code == 403
    client.force_login(world.manager)
    asked = client.get(url)
    assert (asked.status_code, asked.context["quoted"]) == (200, "不满意 · 来得太晚")
    form = {"version": fresh(answer.need).version, "note": "下周再来一次"}

    assert client.post(url, {**form, "version": 1}).status_code == 409
    assert client.post(url, form).status_code == 302

    page = client.get(f"/desk/needs/{answer.need.public_id}/")
    assert "下周再来一次" in page.content.decode()
    assert client.post(url, form).status_code == 422


# --- nobody answers, or somebody is in danger -------------------------------------------


def rung(world, answer, note=""):
    need = fresh(answer.need)
    record_call_back(need=need, version=need.version, note=note, by=world.manager)
    return fresh(answer)


def test_three_tries_without_an_answer_settle_it(world):
    answer = rated(world, "poor")

    once, twice = rung(world, answer), rung(world, answer)
    assert (once.tries, twice.tries, twice.outcome) == (1, 2, "")
    assert to_call(world.manager) == [answer.call_back_by]
    thrice = rung(world, answer)

    assert thrice.called_by == world.manager
    assert thrice.outcome in ("Could not be reached", "未能回访")
    assert to_call(world.manager) == []
    with refused("called"):
        rung(world, answer)


def test_who_answers_at_the_second_try_is_heard(world):
    answer = rated(world, "poor")
    rung(world, answer)
    assert rung(world, answer, "换个时间就好").outcome == "换个时间就好"


@pytest.mark.parametrize("grade", ["good", ""])
def test_words_of_danger_go_to_a_person_at_once(world, grade):
    load_tables()
    need = world.need_in("completed")
    link = open_link(issue_feedback_link(need=need, by=world.worker))
    words = {"grade": grade, "declined": not grade, "sentence": "我不想活了"}

    answer = give_feedback(need=need, link=link, **words)

    assert (answer.danger, answer.sentence) == ("life", "我不想活了")
    assert told(world.manager)[-1] == told(world.worker)[-1] == "danger_said"
    assert answer.call_back_by - answer.at <= timedelta(days=1)
    [task] = [each for each in waiting_for(world.manager) if is_call(each)]
    assert task.pressing
    with refused("no_note"):
        rung(world, answer)
    assert rung(world, answer, "已上门，家人陪着").outcome == "已上门，家人陪着"
