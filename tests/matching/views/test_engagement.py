"""Invitations, answers, sessions, and the two keys."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from matching.enums import EngagementState
from matching.models import Attendance, Engagement, Session
from matching.queries import waiting_for
from organisations.enums import Role
from tests.matching.tools import fresh
from tests.matching.world import WORDS

LIST = reverse("matching:engagement_list")
LIST_QUERIES = 7


def url(name, thing):
    return reverse(f"matching:{name}", args=[thing.public_id])


def invitations(world, number):
    """`number` invitations of the same organisation."""
    world.menu["org"].weekly_capacity = 99
    world.menu["org"].save()
    return [world.invited("org")[0] for _n in range(number)]


# --- the list and the page -----------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_same_whatever_its_length(
    world, reader, django_assert_num_queries, number
):
    found = invitations(world, number)
    client = reader(world.admin(found[0]))
    with django_assert_num_queries(LIST_QUERIES):
        response = client.get(LIST)
    assert len(response.context["page_obj"]) == number


def test_list_holds_the_own_invitations_alone(world, reader, clean):
    mine = world.invited("org")[0]
    other = reader(world.admins[world.providers["team"].pk])
    assert list(other.get(LIST).context["page_obj"]) == []
    assert list(reader(world.worker).get(LIST).context["page_obj"]) == []
    text = clean(reader(world.admin(mine)).get(LIST))
    assert mine.need.number in text


def test_ended_ones_are_shown_when_asked(world, reader):
    engagement = world.engagement_in("declined")
    client = reader(world.admin(engagement))
    assert list(client.get(LIST).context["page_obj"]) == []
    shown = client.get(LIST, {"group": "all"}).context["page_obj"]
    assert list(shown) == [engagement]


def test_before_the_yes_nobody_is_named(world, reader, clean):
    engagement = world.invited("firm", pack=world.proposed("firm", need=paid(world)))[0]
    text = clean(reader(world.admin(engagement)).get(url("engagement", engagement)))
    assert "Paid by the user at a shown price" in text
    assert "¥13.00" in text
    assert str(world.community) in text
    for secret in (WORDS, "138****1234", "欧阳", "上门探访", world.worker.name_en):
        assert secret not in text


def test_its_own_side_comes_from_the_invitations_the_station_from_the_need(
    world, reader, clean
):
    engagement = world.engagement_in("accepted")
    need = f'href="{url("need", engagement.need)}"'
    page = url("engagement", engagement)

    own = clean(reader(world.admin(engagement)).get(page))
    station = clean(reader(world.worker).get(page))

    assert (f'href="{LIST}">Invitations' in own, need in own) == (True, False)
    assert need in station
    for text in (own, station):
        assert text.index("times-title") < text.index("What is asked")


def paid(world):
    return world.opened(items=world.items((world.meal, 2), funding=["user_pays"]))


def test_after_the_yes_the_masked_contact_and_the_worker(world, reader):
    engagement = world.engagement_in("accepted")
    client = reader(world.admin(engagement))
    text = client.get(url("engagement", engagement)).content.decode()
    assert "138****1234" in text
    assert world.worker.name_en in text
    assert WORDS not in text
    assert "13800001234" not in text


@pytest.mark.parametrize(
    "state",
    [
        "invited",
        "accepted",
        "declined",
        "expired",
        "scheduled",
        "confirmed",
        "cancelled",
    ],
)
def test_page_in_every_state(world, reader, clean, state):
    engagement = world.engagement_in(state)
    for user in (world.admin(engagement), world.worker):
        response = reader(user).get(url("engagement", engagement))
        assert response.status_code == 200
        clean(response)


@pytest.mark.parametrize(
    ("state", "why"), [("declined", "Not enough hands"), ("cancelled", "老人住院了")]
)
def test_ended_page_says_why_and_promises_no_name(world, reader, state, why):
    engagement = world.engagement_in(state)
    client = reader(world.admin(engagement))
    text = client.get(url("engagement", engagement)).content.decode()
    assert why in text
    assert "Whom it is for" not in text


def test_what_is_due_is_the_one_next_step(world, reader):
    session = world.scheduled()
    client = reader(world.admin(session.engagement))
    due = client.get(url("engagement", session.engagement)).context["due"]
    assert due == [session]
    world.reports_no_show(session)
    page = client.get(url("engagement", session.engagement))
    assert page.context["due"] == []
    assert 'class="button" href="' + url("schedule", session.engagement) in (
        page.content.decode()
    )


def test_page_of_others_is_404(world, reader):
    engagement = world.engagement_in("invited")
    stranger = world.appointed(Role.SOCIAL_WORKER, world.far_street)
    for user in (stranger, world.admins[world.providers["team"].pk], world.member):
        assert reader(user).get(url("engagement", engagement)).status_code == 404


# --- the answer ----------------------------------------------------------------------------


def test_accept(world, reader):
    engagement = world.engagement_in("invited")
    data = {"version": "invited", "note": "周三开始"}
    response = reader(world.admin(engagement)).post(url("accept", engagement), data)
    assert response.status_code == 302
    engagement = fresh(engagement)
    assert (engagement.state, engagement.note) == ("accepted", "周三开始")


def test_decline_by_one_tap(world, reader, clean):
    engagement = world.engagement_in("invited")
    client = reader(world.admin(engagement))
    assert "no black mark" in clean(client.get(url("decline", engagement)))
    none = client.post(url("decline", engagement), {"version": "invited"})
    assert none.status_code == 422
    data = {"version": "invited", "reason": "hands"}
    assert client.post(url("decline", engagement), data).status_code == 302
    assert fresh(engagement).decline_reason == "hands"


def test_answer_that_was_given_already_is_409(world, reader, clean):
    engagement = world.engagement_in("accepted")
    client = reader(world.admin(engagement))
    for name in ("accept", "decline"):
        data = {"version": "invited", "reason": "hands"}
        response = client.post(url(name, engagement), data)
        assert response.status_code == 409
        assert "Accepted" in clean(response)


def test_late_answer_is_422_with_the_way_on(world, reader):
    engagement = world.engagement_in("invited")
    Engagement.objects.update(answer_by=timezone.now() - timedelta(hours=1))
    response = reader(world.admin(engagement)).post(
        url("accept", engagement), {"version": "invited"}
    )
    assert response.status_code == 422
    assert "Ask the social worker" in response.content.decode()


@pytest.mark.parametrize("name", ["accept", "decline", "schedule"])
def test_only_the_invited_provider_answers(world, reader, name):
    engagement = world.engagement_in("invited")
    response = reader(world.worker).post(url(name, engagement), {"version": "invited"})
    assert response.status_code == 403
    assert "Only the administrators" in response.content.decode()


def test_worker_calls_it_off(world, reader, clean):
    engagement = world.engagement_in("accepted")
    need, client = fresh(engagement.need), reader(world.worker)
    clean(client.get(url("call_off", engagement)))
    data = {"version": need.version, "reason": "老人住院了"}
    stale = {**data, "version": need.version - 1}
    assert client.post(url("call_off", engagement), stale).status_code == 409
    assert client.post(url("call_off", engagement), data).status_code == 302
    assert fresh(engagement).state == EngagementState.CANCELLED


# --- times and keys --------------------------------------------------------------------------


def time_of(state, **more):
    day = timezone.localdate() + timedelta(days=1)
    return {
        "version": state,
        "day": day.isoformat(),
        "start": "09:00",
        "end": "10:30",
        "units": 1,
        **more,
    }


def test_times_are_fixed_one_by_one_the_next_a_week_later(world, reader, clean):
    engagement = world.engagement_in("accepted")
    client, target = reader(world.admin(engagement)), url("schedule", engagement)
    with translation.override("en"):
        unit = engagement.line.item.service_type.unit_name
    assert f"How much ({unit})" in clean(client.get(target))
    assert client.post(target, time_of("accepted")).status_code == 302
    initial = client.get(target).context["form"].initial
    assert initial["day"] == timezone.localdate() + timedelta(days=8)
    assert fresh(engagement).state == "scheduled"


@pytest.mark.parametrize(
    "wrong", [{"units": 0}, {"units": -1}, {"end": "08:00"}, {"day": ""}, {"units": 9}]
)
def test_wrong_time_is_422(world, reader, clean, wrong):
    engagement = world.engagement_in("accepted")
    data = time_of("accepted", **wrong)
    response = reader(world.admin(engagement)).post(url("schedule", engagement), data)
    assert response.status_code == 422
    assert "error-summary" in clean(response)
    assert Session.objects.count() == 0


def test_first_key(world, reader, clean):
    session = world.scheduled()
    client = reader(world.admin(session.engagement))
    clean(client.get(url("deliver", session)))
    data = {"version": "planned", "units": session.units, "minutes": 60, "people": 1}
    wrong = {**data, "units": session.units + 1}
    assert client.post(url("deliver", session), wrong).status_code == 422
    assert client.post(url("deliver", session), data).status_code == 302
    assert client.post(url("deliver", session), data).status_code == 409
    assert Attendance.objects.get().minutes == 60


def test_no_show(world, reader):
    session = world.scheduled()
    client = reader(world.admin(session.engagement))
    data = {"version": "planned", "reason": "门口没人"}
    assert client.post(url("no_show", session), data).status_code == 302
    assert fresh(session).state == "no_show"


def test_after_a_no_show_another_time_is_fixed_or_it_is_called_off(world, reader):
    engagement = world.engagement_in("no_show")
    admin = world.admin(engagement)

    provider = reader(admin).get(url("schedule", engagement))
    worker = reader(world.worker).get(url("call_off", engagement))

    assert (provider.status_code, worker.status_code) == (200, 200)
    with translation.override("en"):
        titles = [str(each.title) for each in waiting_for(admin)]
    assert [title.split(":")[0] for title in titles] == [
        "Nobody came; fix another time"
    ]


def test_second_key_of_the_worker(world, reader, clean):
    session = world.delivered()
    client = reader(world.worker)
    clean(client.get(url("second_key", session)))
    data = {"version": "delivered"}
    assert client.post(url("second_key", session), data).status_code == 302
    assert client.post(url("second_key", session), data).status_code in (403, 409)
    assert fresh(session).state == "confirmed"


def test_second_key_is_never_the_providers(world, reader):
    session = world.delivered()
    admin = reader(world.admin(session.engagement))
    response = admin.post(url("second_key", session), {"version": "delivered"})
    assert response.status_code == 403
    assert "The second key belongs to another employer" in response.content.decode()


def test_key_link_is_shown_once_to_the_worker(world, reader, clean):
    session = world.delivered()
    data = {"version": "delivered"}
    response = reader(world.worker).post(url("key_link", session), data)
    assert "/i/" in clean(response)
    refused = reader(world.admin(session.engagement)).post(
        url("key_link", session), data
    )
    assert refused.status_code == 403


def test_session_of_others_is_404(world, reader):
    session = world.delivered()
    stranger = world.appointed(Role.SOCIAL_WORKER, world.far_street)
    for name in ("deliver", "no_show", "second_key", "key_link"):
        assert reader(stranger).get(url(name, session)).status_code == 404
