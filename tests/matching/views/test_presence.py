"""The code on the spot and its page; a question about hours and its answer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.domain.hours import Served
from matching.domain.session import record_delivery
from matching.models import HourQuestion, Presence, Session
from tests.factories.organisations import UserFactory, VolunteerFactory
from tests.matching.slots import Service
from tests.matching.tools import fresh


@pytest.fixture
def service(world):
    """A session that began, with one volunteer who has an account and one who has not."""
    found = Service(world)
    found.me = VolunteerFactory(user=UserFactory())
    found.other = VolunteerFactory(person__phone="13800009999")
    found.coming(found.me, found.other)
    start = timezone.now() - timedelta(minutes=10)
    Session.objects.filter(pk=found.session.pk).update(
        starts_at=start, ends_at=start + timedelta(hours=1)
    )
    found.session = fresh(found.session)
    return found


def url(name, thing):
    return reverse(f"matching:{name}", args=[thing.public_id])


def address(service, reader):
    """What the code on the keeper's screen leads to."""
    keeper = reader(service.admin)
    response = keeper.post(url("here_code", service.session), {"version": "planned"})
    assert response.status_code == 200
    assert response.context["picture"].startswith("data:image/svg+xml;base64,")
    assert "no-store" in response["Cache-Control"]
    return response.context["address"].removeprefix("http://testserver")


def test_the_keeper_shows_a_code(service, reader, clean):
    keeper = reader(service.admin)
    page = clean(keeper.get(url("slots", service.session)))
    assert url("here_code", service.session) in page
    clean(keeper.get(url("here_code", service.session)))
    assert (
        reader(service.world.worker).get(url("here_code", service.session)).status_code
        == 403
    )


def test_signed_in_it_is_one_tap(service, reader, clean):
    way = address(service, reader)
    me = reader(service.me.user)
    assert "Your telephone number" not in clean(me.get(way))
    assert me.get(way).status_code == 200  # looking changes nothing
    assert not Presence.objects.exists()
    assert me.post(way, {"version": "planned"}).status_code == 200
    assert Presence.objects.get().person == service.me.person
    keeper = reader(service.admin)
    assert "said by the code at" in clean(keeper.get(url("deliver", service.session)))


def test_without_an_account_the_number_is_asked(service, reader, clean):
    client = reader(None)
    way = address(service, reader)
    assert "Your telephone number" in clean(client.get(way))
    wrong = client.post(way, {"version": "planned", "phone": "13900000000"})
    assert wrong.status_code == 422
    assert "not on the list" in clean(wrong)
    phone = service.other.person.phone
    right = client.post(way, {"version": "planned", "phone": phone})
    assert right.status_code == 200
    assert Presence.objects.get().person == service.other.person


def test_too_late_is_said(service, reader, clean):
    way = address(service, reader)
    over = timezone.now() - timedelta(minutes=31)
    Session.objects.update(starts_at=over - timedelta(hours=1), ends_at=over)
    response = reader(service.me.user).post(way, {"version": "planned"})
    assert response.status_code == 422
    assert "is over" in clean(response)


def test_a_question_about_hours_and_its_answer(service, reader, clean):
    record_delivery(
        session=service.session,
        units=1,
        minutes=60,
        served=[Served(30, person=service.me.person)],
        by=service.admin,
    )
    me, keeper = reader(service.me.user), reader(service.admin)
    ask = url("hours_ask", service.session)
    assert ask in clean(me.get(reverse("matching:volunteer")))
    clean(me.get(ask))
    form = {"version": "delivered", "minutes": "60", "words": "我待到了最后"}
    assert me.post(ask, {**form, "minutes": "61"}).status_code == 422
    assert me.post(ask, form).status_code == 302
    assert ask not in clean(me.get(reverse("matching:volunteer")))

    question = HourQuestion.objects.get()
    answer = url("hours_answer", question)
    page = clean(keeper.get(url("engagement", service.session.engagement)))
    assert answer in page
    assert me.get(answer).status_code == 403
    assert reader(service.world.worker).get(answer).status_code == 404
    assert "我待到了最后" in clean(keeper.get(answer))
    said = {"version": "asked", "granted": "yes", "answer": "查过名单"}
    assert keeper.post(answer, said).status_code == 302
    assert keeper.post(answer, said).status_code == 409
    assert "查过名单" in clean(me.get(reverse("matching:volunteer")))
