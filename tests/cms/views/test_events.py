"""Events: places left, the waiting list, sign-up, and calendar files."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from organisations.enums import SeatState
from organisations.models import Training
from tests.cms.markup import assert_quiet
from tests.cms.menu import linked
from tests.factories.incubation import TrainingFactory, TrainingSeatFactory

pytestmark = pytest.mark.django_db
LIST_QUERIES = 4


def full() -> Training:
    training = TrainingFactory(taken=2)
    for state in (SeatState.HELD, SeatState.HELD, SeatState.WAITING):
        TrainingSeatFactory(training=training, state=state)
    return training


@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_to_come_the_next_one_first(
    client: Client, django_assert_num_queries, rows: int
) -> None:
    now = timezone.now()
    TrainingFactory(over=True, title="昨天的（演示）")
    for number in range(rows, 0, -1):
        TrainingFactory(title=f"第{number}课", starts_at=now + timedelta(days=number))
    with django_assert_num_queries(LIST_QUERIES):
        response = client.get("/events/")
    assert_quiet(response.content.decode())
    titles = [event.title for event in response.context["events"]]
    assert titles == [f"第{number}课" for number in range(1, rows + 1)]


def test_an_event_says_its_places_and_where_to_sign_up(client: Client) -> None:
    training = TrainingFactory(taken=1)
    html = client.get(f"/en/events/{training.public_id}/").content.decode()
    assert_quiet(html)
    assert "1 place left" in html
    assert f'href="/desk/trainings/{training.public_id}/"' in html
    assert f'href="/en/events/{training.public_id}.ics"' in html
    assert training.offered_by.name_en not in html
    event, _trail = linked(html)
    assert (event["@type"], event["remainingAttendeeCapacity"]) == ("Event", 1)
    assert event["startDate"] == training.starts_at.isoformat()


def test_a_full_one_leads_onto_the_waiting_list(client: Client) -> None:
    html = client.get(f"/en/events/{full().public_id}/").content.decode()
    assert "full, 1 waiting" in html
    assert "Onto the waiting list" in html


def test_one_that_is_over_takes_nobody(client: Client) -> None:
    training = TrainingFactory(over=True)
    html = client.get(f"/en/events/{training.public_id}/").content.decode()
    assert "It is over" in html
    assert f"/desk/trainings/{training.public_id}/" not in html


def test_calendar_files_hold_the_events_that_are_to_come(client: Client) -> None:
    training = TrainingFactory()
    TrainingFactory(over=True)
    one = client.get(f"/events/{training.public_id}.ics")
    for response in (one, client.get("/events/calendar.ics")):
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        [event] = Calendar.from_ical(response.content).walk("VEVENT")
        assert event["SUMMARY"] == training.title
        assert event["LOCATION"] == training.where
        assert event.decoded("DTSTART") == training.starts_at.replace(microsecond=0)
        assert event["UID"] == f"{training.public_id}@testserver"
        assert event["URL"] == f"http://testserver/events/{training.public_id}/"
    assert one.headers["Content-Disposition"].startswith("attachment")


def test_no_event_is_said_in_words(client: Client) -> None:
    for address in ("/en/events/NOSUCHEVENT0/", "/en/events/NOSUCHEVENT0.ics"):
        response = client.get(address)
        assert response.status_code == 404
        assert "There is no such event" in response.content.decode()
    html = client.get("/en/events/").content.decode()
    assert "No event is announced at present" in html
