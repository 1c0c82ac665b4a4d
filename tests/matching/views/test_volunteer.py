"""A volunteer's own page, one-tap answers, the provider's page of places and cover."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.tongue import marked
from matching.domain.offer import drop_offer, issue_offer_link
from matching.models import Session, Slot, SlotOffer
from organisations.enums import Role
from records.models import Delivery, Link, Message
from tests.factories.matching import SlotOfferFactory
from tests.factories.organisations import VolunteerFactory
from tests.matching.slots import Service, states
from tests.matching.tools import fresh
from tests.matching.world import WORDS

OWN = reverse("matching:volunteer")
OWN_QUERIES = 15
SLOTS_QUERIES = 9


@pytest.fixture
def service(world):
    return Service(world)


@pytest.fixture
def volunteer(world):
    """Somebody with an account and the role over the home community."""
    user = world.appointed(Role.VOLUNTEER, world.community)
    return VolunteerFactory(user=user, in_service_member=True)


def url(name, thing):
    return reverse(f"matching:{name}", args=[thing.public_id])


def test_one_tap_says_yes_and_the_page_tells_nothing_of_the_need(
    service, volunteer, reader, clean
):
    [offer] = service.asked(volunteer)
    client = reader(volunteer.user)
    for page in ("/desk/", OWN, url("offer", offer)):
        text = clean(client.get(page))
        assert "陪伴" in text
        assert WORDS not in text
        assert "138****1234" not in text
    seen = {"version": "offered", "answer": "yes"}
    answer = client.post(url("offer", offer), seen, follow=True)
    assert "Thank you for answering." in clean(answer)
    assert fresh(offer).state == "accepted"
    again = client.post(url("offer", offer), seen)
    assert again.status_code == 409
    assert "I cannot come" in clean(client.get(url("offer", offer)))
    client.post(url("offer_sure", offer), {"version": "accepted"})
    assert fresh(offer).confirmed_at
    client.post(url("offer_drop", offer), {"version": "accepted"})
    assert fresh(offer).state == "dropped"


def test_nobody_answers_for_somebody_else(service, volunteer, reader):
    [offer] = service.asked(VolunteerFactory(signed_in=True))
    for name in ("offer", "offer_drop", "offer_sure"):
        assert reader(volunteer.user).get(url(name, offer)).status_code == 404
    assert reader(service.admin).get(url("offer", offer)).status_code == 404


def test_the_star_that_hours_reach_stands_on_the_own_page_alone(
    service, volunteer, reader, clean
):
    service.coming(volunteer)
    start = service.session.starts_at

    def counted(minutes):
        end = start + timedelta(minutes=minutes)
        rows = Session.objects.filter(pk=service.session.pk)
        rows.update(state="confirmed", ends_at=end)
        return clean(reader(volunteer.user).get(OWN))

    assert "Star level" not in counted(100 * 60 - 1)
    assert "<b>one star</b>" in counted(100 * 60)
    others = ["/desk/volunteers/", f"/desk/volunteers/{volunteer.public_id}/"]
    for page in others:
        text = clean(reader(service.world.worker).get(page))
        assert str(volunteer) in text
        assert "star" not in text.split("<main")[1]


@pytest.mark.parametrize("number", [1, 3])
def test_the_own_page_asks_the_same_whatever_its_length(
    service, volunteer, reader, number, django_assert_num_queries
):
    for _n in range(number):
        slot = Slot.objects.create(session=service.session, role="陪伴")
        for trait in ({}, {"accepted": True}, {"declined": True}):
            other = Slot.objects.create(session=slot.session, role="引路")
            SlotOfferFactory(slot=other, volunteer=volunteer, **trait)
    client = reader(volunteer.user)
    with django_assert_num_queries(OWN_QUERIES):
        response = client.get(OWN)
    assert len(response.context["waiting"]) == number


@pytest.mark.parametrize("number", [1, 3, 1000])
def test_the_page_of_places_asks_the_same_whatever_its_length(
    service, reader, number, django_assert_num_queries
):
    people = [VolunteerFactory() for _n in range(min(number, 3))]
    for each in people:
        SlotOfferFactory(slot=service.slot, volunteer=each)
    if number > 3:
        more = [Slot(session=service.session, role=f"{n}") for n in range(number - 3)]
        Slot.objects.bulk_create(more)
    client = reader(service.admin)
    with django_assert_num_queries(SLOTS_QUERIES):
        assert client.get(url("slots", service.session)).status_code == 200


def test_a_provider_looks_for_volunteers_and_finds_cover(service, reader, clean):
    client = reader(service.admin)
    form = {"version": "planned", "role": "搬米", "number": "1", "gates": ["INS"]}
    client.post(url("slot_add", service.session), form)
    slot = Slot.objects.get(role="搬米")
    assert (slot.number, slot.gates) == (1, ["INS"])
    assert (
        client.post(
            url("slot_add", service.session), {**form, "number": "0"}
        ).status_code
        == 422
    )
    [offer] = service.coming(VolunteerFactory())
    idle = VolunteerFactory()
    drop_offer(offer=offer)
    text = clean(client.get(url("cover", service.slot)))
    assert idle.public_id in text
    assert "lives in this community" in text
    path = reverse("matching:slot_ask", args=[service.slot.public_id, idle.public_id])
    asked = clean(client.post(path, follow=True))
    assert "Asked." in asked
    assert states(service.slot) == ["dropped", "offered"]
    assert "asked already" in clean(client.post(path, follow=True))
    [waits] = SlotOffer.objects.filter(state="offered")
    made = clean(client.post(url("offer_link", waits)))
    assert "/i/" in made


def test_how_each_offer_reached_its_volunteer(service, reader):
    [far] = service.asked(VolunteerFactory(signed_in=True))
    alone = SlotOfferFactory(slot=service.slot, volunteer=VolunteerFactory())
    other = SlotOfferFactory(slot=service.slot, volunteer=VolunteerFactory())
    told = Message.objects.get(recipient=far.volunteer.user)
    Delivery.objects.create(message=told, channel="email", state="sent")
    client = reader(service.admin)
    client.post(url("offer_link", alone))
    page = client.get(url("slots", service.session))
    shown = {o.pk: o for slot in page.context["slots"] for o in slot.shown}
    assert shown[far.pk].told == told
    assert [each.by for each in shown[alone.pk].handed] == [service.admin]
    assert (shown[other.pk].told, shown[other.pk].handed) == (None, [])
    text = page.content.decode()
    by = "Link handed over by hand by "
    for words in ("not read in the inbox yet", "Sent", by, "not used yet"):
        assert words in text
    Link.objects.update(expires_at=timezone.now())
    assert (
        "ended, not used" in client.get(url("slots", service.session)).content.decode()
    )


def test_the_page_of_cover_asks_the_same_for_one_and_for_many(service, reader):
    client, counts = reader(service.admin), []
    for number in (1, 3, 40):
        for _n in range(number):
            VolunteerFactory()
        client.get(url("cover", service.slot))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url("cover", service.slot)).status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_other_providers_see_nothing_of_it(service, world, reader):
    other = world.admins[world.providers["firm"].pk]
    for name, thing in (
        ("slots", service.session),
        ("slot_add", service.session),
        ("cover", service.slot),
    ):
        assert reader(other).get(url(name, thing)).status_code == 404
        assert reader(world.worker).get(url(name, thing)).status_code == 403


def test_a_link_answers_without_an_account(service, clean):
    [offer] = service.asked()
    path = f"/i/{issue_offer_link(offer=offer, by=service.admin)}/"
    anybody = Client(headers={"accept-language": "en"})
    assert "Can you help?" in clean(anybody.get(path))
    assert fresh(offer).state == "offered"
    sent = {"version": "offered", "answer": "yes"}
    assert "Thank you" in clean(anybody.post(path, sent))
    assert fresh(offer).state == "accepted"
    assert anybody.post(path, sent).status_code == 410


def test_a_gap_of_the_next_two_days_is_on_the_provider_s_list(world, reader, clean):
    service = Service(world, number=1, ahead=timedelta(hours=30))
    assert marked("1 missing: 陪伴") in clean(reader(service.admin).get("/desk/"))


def test_a_rest_and_a_farewell(service, volunteer, reader, clean):
    client = reader(volunteer.user)
    client.post(reverse("matching:volunteer_rest"), {"rest": "yes"})
    assert fresh(volunteer).state == "paused"
    client.post(reverse("matching:volunteer_rest"), {"rest": "no"})
    assert fresh(volunteer).state == "active"
    clean(client.get(reverse("matching:volunteer_leave")))
    client.post(reverse("matching:volunteer_leave"))
    assert fresh(volunteer).state == "withdrawn"
    assert client.get(OWN).status_code == 302
