"""A volunteer's own calendar: at a personal address, with nothing of the need in it."""

import re

import pytest
from django.urls import reverse
from icalendar import Calendar

from matching.domain.offer import leave_for_good
from organisations.enums import Role
from records.models import LedgerEntry
from records.queries import handed_over
from tests.factories.organisations import VolunteerFactory
from tests.matching.slots import Service
from tests.matching.tools import fresh
from tests.matching.world import WORDS

GIVE = reverse("matching:volunteer_calendar")


@pytest.fixture
def volunteer(world):
    user = world.appointed(Role.VOLUNTEER, world.community)
    return VolunteerFactory(user=user)


def address(client):
    page = client.post(GIVE).content.decode()
    return re.search(r"http://testserver(/i/[\w-]+/)", page).group(1)


def events(client, where):
    answer = client.get(where)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert WORDS.encode() not in answer.content
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_it_holds_what_was_promised_and_ends_with_a_new_one(world, volunteer, reader):
    [offer] = Service(world).asked(volunteer)
    client, guest = reader(volunteer.user), reader(None)
    first = address(client)
    assert events(guest, first) == []
    seen = {"version": "offered", "answer": "yes"}
    client.post(reverse("matching:offer", args=[offer.public_id]), seen)
    assert fresh(offer).state == "accepted"
    for _again in range(2):  # a calendar asks again and again
        [event] = events(guest, first)
    assert event["SUMMARY"] == offer.slot.role
    assert event.decoded("DTSTART") == offer.slot.session.starts_at.replace(
        microsecond=0
    )
    assert guest.post(first).status_code == 405
    second = address(client)
    assert guest.get(first).status_code == 410
    assert len(events(guest, second)) == 1
    leave_for_good(volunteer=volunteer, by=volunteer.user)
    assert guest.get(second).status_code == 410
    given = LedgerEntry.objects.filter(action="matching.give_calendar")
    assert [entry.subject for entry in given] == [volunteer.subject] * 2
    handed = handed_over([volunteer.subject])
    assert [each.by for each in handed] == [volunteer.user] * 2


def test_who_is_no_volunteer_has_none(world, reader):
    assert reader(world.worker).post(GIVE).status_code == 404
