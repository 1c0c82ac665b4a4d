"""The small acts on a need: who may, in which state, with what words."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.domain.feedback import give_feedback, issue_feedback_link
from matching.models import Need
from organisations.enums import Role
from organisations.models import Disclosure
from records.links import open_link
from tests.matching.tools import fresh


def url(name, need):
    return reverse(f"matching:{name}", args=[need.public_id])


def later():
    return (timezone.localdate() + timedelta(days=3)).isoformat()


# name, state it is made in, who, what is sent, state after
ACTS = [
    ("accept_draft", "draft", "worker", {}, "raised"),
    ("return", "raised", "worker", {"question": "住几楼？"}, "returned"),
    ("answer", "returned", "raiser", {"answer": "六楼。"}, "raised"),
    ("refer", "raised", "worker", {"body": "12345", "number": "7"}, "referred"),
    ("refuse", "raised", "worker", {"reason": "outside"}, "refused"),
    ("withdraw", "raised", "raiser", {}, "withdrawn"),
    ("pause", "open", "worker", {"reason": "away", "until": later()}, "paused"),
    ("close", "completed", "officer", {}, "closed"),
]
IDS = [row[0] for row in ACTS]


@pytest.mark.parametrize(("name", "before", "who", "data", "after"), ACTS, ids=IDS)
def test_act_is_done_by_who_may(world, reader, clean, name, before, who, data, after):
    need = world.need_in(before)
    client = reader(getattr(world, who))
    clean(client.get(url(name, need)))
    response = client.post(url(name, need), {"version": need.version, **data})
    assert response.status_code == 302
    assert response["Location"] == reverse("matching:need", args=[need.public_id])
    assert fresh(need).state == after


@pytest.mark.parametrize(("name", "before", "who", "data", "after"), ACTS, ids=IDS)
def test_older_form_is_409_and_says_what_changed(
    world, reader, clean, name, before, who, data, after
):
    need = world.need_in(before)
    Need.objects.filter(pk=need.pk).update(version=need.version + 1)
    response = reader(getattr(world, who)).post(
        url(name, need), {"version": need.version, **data}
    )
    assert response.status_code == 409
    text = clean(response)
    assert "What happened meanwhile" in text
    for words in (data.get("question"), data.get("answer"), data.get("body")):
        assert words is None or words in text
    assert reverse("matching:need", args=[need.public_id]) in text
    assert fresh(need).state == before


@pytest.mark.parametrize(("name", "before", "who", "data", "after"), ACTS, ids=IDS)
def test_wrong_state_is_409_on_get_and_post(
    world, reader, name, before, who, data, after
):
    need = world.need_in("unmet" if name != "close" else "open")
    Need.objects.filter(pk=need.pk).update(raised_by=world.raiser)
    if name == "withdraw":
        need = world.need_in("closed")
    client = reader(getattr(world, who))
    assert client.get(url(name, need)).status_code == 409
    state = fresh(need).state
    answer = client.post(url(name, need), {"version": fresh(need).version, **data})
    assert answer.status_code == 409
    assert fresh(need).state == state


REASONS = {
    "accept_draft": "Only the community or the station",
    "return": "Only the social worker of this street",
    "answer": "Only the person who raised it",
    "refer": "Only the social worker of this street",
    "refuse": "Only the social worker of this street",
    "withdraw": "Only the person who raised it",
    "pause": "Only the social worker of this need",
    "close": "Only the station",
}


@pytest.mark.parametrize(("name", "before", "who", "data", "after"), ACTS, ids=IDS)
def test_rule_says_no_with_its_reason(world, reader, name, before, who, data, after):
    need = world.need_in(before)
    seeing = world.manager if name != "close" else world.raiser
    response = reader(seeing).post(url(name, need), {"version": need.version, **data})
    assert response.status_code == 403
    assert REASONS[name] in response.content.decode()
    assert fresh(need).state == before


@pytest.mark.parametrize(("name", "before", "who", "data", "after"), ACTS, ids=IDS)
def test_not_visible_is_404(world, reader, name, before, who, data, after):
    need = world.need_in(before)
    stranger = world.appointed(Role.SOCIAL_WORKER, world.far_street)
    response = reader(stranger).post(url(name, need), {"version": 1, **data})
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("name", "before", "who", "wrong"),
    [
        ("return", "raised", "worker", {"question": "  "}),
        ("answer", "returned", "raiser", {"answer": ""}),
        ("refer", "raised", "worker", {"body": ""}),
        ("refuse", "raised", "worker", {"reason": "no mood"}),
        ("pause", "open", "worker", {"reason": "away", "until": "2020-01-01"}),
        ("merge", "raised", "worker", {"number": "XQ-1999-00001"}),
        ("withdraw", "raised", "raiser", {"version": "x"}),
    ],
)
def test_wrong_input_is_422(world, reader, clean, name, before, who, wrong):
    need = world.need_in(before)
    data = {"version": need.version, **wrong}
    response = reader(getattr(world, who)).post(url(name, need), data)
    assert response.status_code == 422
    assert "error-summary" in clean(response)
    assert fresh(need).state == before


def test_merge_names_the_need_that_goes_on(world, reader):
    need, other = world.raised(), world.raised()
    data = {"version": need.version, "number": other.number.lower()}
    response = reader(world.worker).post(url("merge", need), data)
    assert response.status_code == 302
    assert fresh(need).merged_into == other


def test_resume_goes_on(world, reader):
    need = world.opened()
    reader(world.worker).post(
        url("pause", need),
        {"version": need.version, "reason": "away", "until": later()},
    )
    need = fresh(need)
    response = reader(world.worker).post(url("resume", need), {"version": need.version})
    assert response.status_code == 302
    assert fresh(need).state == "open"


def test_rating_link_is_shown_once_and_not_kept(world, reader, clean):
    need = world.need_in("completed")
    client = reader(world.worker)
    response = client.post(url("feedback_link", need), {"version": need.version})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "/i/" in clean(response)
    assert "/i/" not in client.get(url("feedback_link", need)).content.decode()


def test_a_refusal_is_said_at_the_field_it_blames(world, reader, clean):
    need = world.opened()
    data = {"version": need.version, "reason": "away", "until": "2020-01-01"}
    said = clean(reader(world.worker).post(url("pause", need), data))
    assert 'href="#id_until"' in said
    assert "Choose a day after today." in said


@pytest.mark.parametrize("declined", [False, True])
def test_the_rating_is_shown_to_its_worker_and_not_asked_again(
    world, reader, clean, declined
):
    need = world.need_in("completed")
    link = open_link(issue_feedback_link(need=need, by=world.worker))
    grade = {"declined": True} if declined else {"grade": "good"}
    give_feedback(need=need, link=link, sentence="讲得很清楚。", **grade)

    page = clean(reader(world.worker).get(f"/desk/needs/{need.public_id}/"))
    assert "How it was rated" in page
    assert ("would rather not say" if declined else "Satisfied") in page
    assert "讲得很清楚。" in page
    assert "rating-link" not in page
    page = clean(reader(world.raiser).get(f"/desk/needs/{need.public_id}/"))
    assert "How it was rated" not in page


# --- the contact ---------------------------------------------------------------------


def test_contact_is_shown_once_with_a_reason_on_record(world, reader, clean):
    need = world.raised()
    data = {"version": 1, "field": "phone", "reason": "约上门时间"}
    response = reader(world.worker).post(url("reveal", need), data)
    assert '<a href="tel:13800001234">13800001234</a>' in clean(response)
    assert "no-store" in response["Cache-Control"]
    assert Disclosure.objects.get().by == world.worker


def test_contact_needs_a_reason(world, reader):
    need = world.raised()
    data = {"version": 1, "field": "phone", "reason": "x"}
    response = reader(world.worker).post(url("reveal", need), data)
    assert response.status_code == 422
    assert "13800001234" not in response.content.decode()
    assert Disclosure.objects.count() == 0


def test_contact_is_for_the_station_alone(world, reader):
    need = world.raised()
    data = {"version": 1, "field": "phone", "reason": "约上门时间"}
    for user in (world.raiser, world.officer):
        response = reader(user).post(url("reveal", need), data)
        assert response.status_code == 403
        assert "Only the social work station" in response.content.decode()


def test_no_contact_no_page(world, reader):
    need = world.raised(person=None)
    assert reader(world.worker).get(url("reveal", need)).status_code == 404
