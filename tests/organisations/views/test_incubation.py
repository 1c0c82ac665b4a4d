"""Incubation, trainings and owners' committees in the browser, each for its role."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organisations.domain.estate import load_committee_steps
from organisations.enums import IncubationStage, Role, SeatState
from organisations.models import Estate, Incubation, Training
from organisations.queries import waiting_for
from tests.factories.incubation import (
    STEPS,
    EstateFactory,
    IncubationFactory,
    IncubationPostFactory,
    TrainingFactory,
    TrainingSeatFactory,
    conditions,
    shipped,
)
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
BOARD = reverse("organisations:incubations")
TRAININGS = reverse("organisations:trainings")
ESTATES = reverse("organisations:estates")


def reader(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    client.user = user
    return client


def send(client, path, **data):
    answer = client.post(path, data)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def version(row):
    return type(row).objects.get(pk=row.pk).version


@pytest.fixture
def home():
    StreetFactory()
    return TerritoryFactory()


@pytest.fixture
def centre():
    return reader(AppointmentFactory(operator=True).user)


@pytest.fixture
def federation():
    body = ProviderFactory(form="association", credit_code="")
    held = AppointmentFactory(
        role=Role.FEDERATION_OFFICER, territory=None, provider=body
    )
    return reader(held.user)


@pytest.fixture
def officer(home):
    return reader(AppointmentFactory(role=Role.STREET_OFFICER).user)


def test_an_idea_is_taken_on_grows_and_is_filed(
    home, centre, federation, officer, clean
):
    conditions()
    lead = AppointmentFactory(role=Role.RESIDENT, territory=home).user
    neighbour = reader(lead)
    idea = {"name": "榕树棋友会", "aim": "filed_group", "idea": "教孩子下棋。"}
    assert reader(UserFactory()).get(f"{BOARD}new/").status_code == 403
    page = send(neighbour, f"{BOARD}new/", **idea, place=home.pk, lead=lead.username)
    row = Incubation.objects.get()
    assert [(w.url, w.detail) for w in waiting_for(federation.user)] == [
        (page, str(home))
    ]
    assert neighbour.get(f"{page}accept/").status_code == 403
    mentor = federation.user.pk
    send(federation, f"{page}accept/", version=1, mentor=mentor)
    figures = {"members": 12, "starters": 3, "starter_bodies": 0, "seat": "二楼"}
    grown = {"name": row.name, **figures}
    assert neighbour.post(f"{page}record/", grown | {"version": 1}).status_code == 409
    send(neighbour, f"{page}record/", **grown | {"members": 9}, version=2)
    text = clean(federation.get(page))
    assert "9 of 10 members" in text
    assert federation.post(f"{page}ready/", {"version": 3}).status_code == 422
    send(neighbour, f"{page}record/", **grown, version=3)
    send(federation, f"{page}post/", holder=lead.username, title="召集人")
    send(federation, f"{page}ready/", version=version(row))
    for desk in (officer, centre):
        assert page in [w.url for w in waiting_for(desk.user)]
    assert federation.get(f"{page}file/").status_code == 403
    filed = {"number": "登峰备-031", "lead": lead.username}
    send(officer, f"{page}file/", **filed, version=version(row))
    row.refresh_from_db()
    assert row.stage == IncubationStage.FILED
    assert "榕树棋友会" in clean(neighbour.get("/desk/registration/who/"))
    assert "Its registration here" in clean(neighbour.get(page))
    assert ["榕树棋友会" in w.title for w in waiting_for(lead)] == [True]
    assert reader(UserFactory()).get(page).status_code == 404


def test_an_idea_that_is_stopped_goes_on(home, centre, clean):
    row = IncubationFactory()
    page = f"{BOARD}{row.public_id}/"
    assert centre.post(f"{page}stop/", {"version": 1, "reason": ""}).status_code == 422
    send(centre, f"{page}stop/", version=1, reason="要先找到场地")
    assert "要先找到场地" in clean(reader(row.lead).get(page))
    send(centre, f"{page}resume/", version=2)
    mentor = AppointmentFactory().user
    send(centre, f"{page}mentor/", version=3, mentor=mentor.pk)
    assert reader(mentor).get(page).status_code == 200
    post = IncubationPostFactory(incubation=row)
    send(centre, f"{page}post/{post.pk}/end/", version=1)


def test_a_training_is_offered_signed_up_for_and_recorded(home, centre, clean):
    begins = timezone.localtime() + timedelta(days=2)
    sent = {
        "title": "怎样备案",
        "title_en": "How to file",
        "starts_at": f"{begins:%Y-%m-%dT%H:%M}",
        "ends_at": f"{begins + timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "where": "指导中心",
        "places": 1,
    }
    first, second = reader(UserFactory()), reader(UserFactory())
    assert first.post(f"{TRAININGS}new/", sent).status_code == 403
    page = send(centre, f"{TRAININGS}new/", **sent)
    for each in (first, second):
        send(each, f"{page}sign-up/")
    assert "On the waiting list" in clean(second.get(TRAININGS))
    assert "1 waits" in clean(first.get(page))
    assert str(first.user) not in clean(second.get(page))
    send(first, f"{page}give-back/")
    assert "Has a place" in clean(second.get(page))
    assert first.post(f"{page}give-back/").status_code == 404
    ended = timezone.now() - timedelta(minutes=1)
    Training.objects.update(starts_at=ended - timedelta(hours=1), ends_at=ended)
    assert [w.url for w in waiting_for(centre.user)] == [page]
    seat = Training.objects.get().seats.get(state=SeatState.HELD)
    send(centre, f"{page}record/", attended=[seat.pk])
    assert "Attended" in clean(second.get(TRAININGS))


def test_the_board_of_estates_is_for_street_and_community(home, officer, centre, clean):
    load_committee_steps(data=shipped(STEPS), by=None)
    secretary = reader(
        AppointmentFactory(role=Role.COMMUNITY_SECRETARY, territory=home).user
    )
    soon = timezone.localdate() + timedelta(days=20)
    sent = {
        "community": home.pk,
        "name": "桂花苑",
        "state": "standing",
        "seats": 7,
        "seats_without_hukou": 1,
        "term_ends_on": "",
        "next_step": "renew",
        "note": "",
    }
    assert centre.get(ESTATES).status_code == 403
    assert officer.post(f"{ESTATES}new/", sent).status_code == 422
    send(officer, f"{ESTATES}new/", **sent | {"term_ends_on": soon.isoformat()})
    estate = Estate.objects.get()
    page = f"{ESTATES}{estate.public_id}/"
    assert "Renewal" in clean(secretary.get(ESTATES))
    for desk in (secretary, officer):
        assert [w.url for w in waiting_for(desk.user)] == [page]
    later = (soon + timedelta(days=900)).isoformat()
    change = {**sent, "term_ends_on": later}
    send(secretary, page, **change, version=1)
    assert secretary.post(page, change | {"version": 1}).status_code == 409
    assert waiting_for(secretary.user) == []
    assert clean(centre.get(f"{ESTATES}guide/")).count("<h2>") == 7
    other = AppointmentFactory(
        role=Role.COMMUNITY_SECRETARY,
        territory=TerritoryFactory(code="440104021009", name="童心社区"),
    )
    assert reader(other.user).get(page).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_the_same_whatever_their_length(home, officer, centre, number):
    conditions()
    for n in range(number):
        row = IncubationFactory(grown=True, mentor=UserFactory())
        IncubationPostFactory.create_batch(n, incubation=row, holder=UserFactory())
        TrainingSeatFactory(user=row.lead, state=SeatState.ATTENDED)
        EstateFactory(standing=True, term_ends_on=timezone.localdate())
        IncubationFactory()
        TrainingFactory(over=True)

    assert queries(centre, BOARD) == 11
    assert queries(centre, f"{BOARD}{row.public_id}/") == 13
    assert queries(centre, TRAININGS) == 8
    assert queries(officer, ESTATES) == 9
    assert len(waiting_for(centre.user)) == 2 * number


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
