"""The pages of pairings: by the station, the secretary and the volunteer."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisations.enums import Role
from organisations.models import Disclosure, Pairing
from tests.factories.organisations import (
    AppointmentFactory,
    PairingFactory,
    ServiceTypeFactory,
    StreetFactory,
    TerritoryFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db
LIST = reverse("organisations:pairings")
QUERIES = 6


def reader(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def url(name, thing):
    return reverse(f"organisations:{name}", args=[thing.public_id])


@pytest.fixture
def worker():
    StreetFactory()
    return AppointmentFactory().user


def test_from_the_page_of_the_volunteer_to_the_end(worker):
    volunteer, kind = VolunteerFactory(signed_in=True), ServiceTypeFactory()
    client, day = reader(worker), timezone.localdate()
    assert (
        url("pair", volunteer)
        in client.get(url("volunteer", volunteer)).content.decode()
    )
    form = {
        "name": "陈婆婆",
        "phone": "13800001234",
        "place": volunteer.home.pk,
        "service_type": kind.pk,
        "consent": "phone",
        "consent_on": day.isoformat(),
        "until": (day + timedelta(days=60)).isoformat(),
    }
    assert client.get(url("pair", volunteer)).status_code == 200
    wrong = {**form, "until": day.isoformat()}
    assert client.post(url("pair", volunteer), wrong).status_code == 422
    made = client.post(url("pair", volunteer), form, follow=True).content.decode()
    assert "introduce them to each other now" in made
    assert "陈婆婆" not in made
    pairing = Pairing.objects.get()
    own = reader(volunteer.user).get(LIST).content.decode()
    assert "陈**" in own
    assert url("pairing_end", pairing) not in own
    assert reader(volunteer.user).get(url("pairing_end", pairing)).status_code == 403
    page = url("pairing_contact", pairing)
    assert "陈婆婆" not in client.get(page).content.decode()
    assert client.post(page, {"reason": "x"}).status_code == 422
    shown = client.post(page, {"reason": "约上门时间"}).content.decode()
    assert "陈婆婆" in shown
    assert "13800001234" in shown
    assert Disclosure.objects.filter(by=worker).count() == 2
    ending = url("pairing_end", pairing)
    assert client.get(ending).status_code == 200
    assert client.post(ending, {"end_reason": ""}).status_code == 422
    assert client.post(ending, {"end_reason": "moved"}).status_code == 302
    again = client.post(ending, {"end_reason": "moved"})
    assert again.status_code == 409
    assert "ended already" in again.content.decode()
    assert "The household has moved away" in client.get(LIST).content.decode()


def test_who_sees_and_keeps_what(worker):
    pairing = PairingFactory()
    secretary = AppointmentFactory(
        role=Role.COMMUNITY_SECRETARY, territory=pairing.place
    ).user
    far = StreetFactory(code="440104019", name="别处街道")
    stranger = AppointmentFactory(territory=far).user
    officer = AppointmentFactory(
        role=Role.STREET_OFFICER, territory=StreetFactory()
    ).user
    rows = {
        who: list(reader(who).get(LIST).context["page"].object_list)
        for who in (worker, secretary, stranger, officer)
    }
    assert list(rows.values()) == [[pairing], [pairing], [], []]
    assert reader(secretary).get(url("pairing_end", pairing)).status_code == 200
    assert reader(secretary).get(url("pairing_contact", pairing)).status_code == 403
    for page in ("pairing_end", "pairing_contact"):
        assert reader(stranger).get(url(page, pairing)).status_code == 404
    assert reader(officer).get(url("pair", pairing.volunteer)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(
    worker, number, django_assert_num_queries
):
    for n in range(number):
        place = TerritoryFactory(code=f"44010402100{n}", name=f"第{n}社区")
        PairingFactory(
            volunteer=VolunteerFactory(home=place), companion=VolunteerFactory()
        )
    client = reader(worker)
    with django_assert_num_queries(QUERIES):
        page = client.get(LIST).context["page"]
    assert page.paginator.count == number
