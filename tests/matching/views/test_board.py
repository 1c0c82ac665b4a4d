"""The street board and the duty desk: what they count, and the lists behind it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.domain.call import answer_call
from matching.enums import Level, NeedState, NoticeKind, Track, Urgency
from matching.models import Call, ClockNotice, Need
from organisations.enums import Role
from tests.matching.calls import Calls
from tests.matching.tools import acts, fresh, told
from tests.matching.world import WORDS

STREET, DUTY = reverse("matching:street_board"), reverse("matching:duty_desk")
LIST = reverse("matching:need_list")
STREET_QUERIES, DUTY_QUERIES = 8, 11


@pytest.fixture
def calls(world):
    return Calls(world)


def hours_ago(number):
    return timezone.now() - timedelta(hours=number)


def put(need, **changes):
    Need.objects.filter(pk=need.pk).update(**changes)
    return fresh(need)


def noticed(need, kind, level=""):
    need = fresh(need)
    ClockNotice.objects.create(
        need=need, kind=kind, level=level, since=need.state_since
    )
    return put(need, level=level)


def needs_of(world, number, **more):
    values = {
        "code": "000000",
        "origin": "person",
        "text": WORDS,
        "community": world.community,
        "worker": world.worker,
        "due_at": hours_ago(1),
        "level": Level.DISTRICT,
        "urgency": Urgency.URGENT,
    }
    Need.objects.bulk_create(
        Need(number=f"XQ-2030-{n:05d}", **{**values, **more}) for n in range(number)
    )


@pytest.fixture
def street(world, calls):
    """Two late ones, one of them passed on; one reminded; what must not count."""
    late = put(world.raised(), due_at=hours_ago(3))
    risen = put(world.opened(matter="ZH-01"), due_at=hours_ago(9))
    noticed(risen, NoticeKind.LEVEL, Level.STREET)
    noticed(world.project(matter="ZG-13"), NoticeKind.REMINDER)
    put(world.raised(), urgency=Urgency.URGENT)
    hidden = put(world.raised(), track=Track.CONFIDENTIAL, due_at=hours_ago(9))
    noticed(hidden, NoticeKind.LEVEL, Level.DISTRICT)
    put(world.raised(community=world.far), due_at=hours_ago(9))
    world.need_in("withdrawn")
    return {"late": late, "risen": risen, "hidden": hidden}


# --- the street -------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3, 1000])
def test_street_asks_the_same_whatever_runs(
    world, calls, reader, django_assert_num_queries, number
):
    needs_of(world, number)
    client = reader(calls.officer)
    with django_assert_num_queries(STREET_QUERIES):
        response = client.get(STREET)
    assert response.context["figures"].late == number


def test_street_counts_what_runs_there_without_confidential_needs(
    street, calls, reader, clean
):
    response = reader(calls.officer).get(STREET)
    clean(response)
    figures = response.context["figures"]

    assert (figures.running, figures.late) == (4, 2)
    assert (figures.escalated, figures.reminded, figures.district) == (1, 1, 0)
    assert figures.by_state == {
        "raised": {"normal": 1, "urgent": 1},
        "open": {"normal": 1, "project": 1},
    }
    assert figures.by_class == {"comprehensive": 1, "priority_work": 1, "none": 2}
    assert list(response.context["late"]) == [street["risen"], street["late"]]


def test_every_figure_opens_a_list_of_that_length(street, calls, reader, clean):
    client = reader(calls.officer)
    response = client.get(STREET)
    text = clean(response)
    links = re.findall(rf'href="({LIST}\?[^"]+)">(?:<b>)?(\d+)', text)

    assert len(links) >= 4 + 4 + 2 + 3
    for url, number in links:
        listed = client.get(url.replace("&amp;", "&"))
        assert listed.context["page_obj"].paginator.count == int(number), url
        assert street["hidden"].number not in listed.content.decode()


def test_the_list_says_how_it_was_narrowed(street, calls, reader, clean, world):
    client = reader(calls.officer)
    asked = {"street": world.street.code, "late": "1", "klass": "comprehensive"}
    response = client.get(LIST, asked)
    text = clean(response)
    assert list(response.context["page_obj"]) == [street["risen"]]
    assert response.context["board"][1:] == ["late", "Comprehensive management"]
    assert "Show all" in text
    nothing = client.get(LIST, {**asked, "klass": "emergency"})
    assert "Nothing found" in clean(nothing)


def test_a_pause_is_not_late(world, calls, reader):
    put(world.need_in("paused"), due_at=hours_ago(9))
    assert reader(calls.officer).get(STREET).context["figures"].late == 0


def test_a_notice_of_an_earlier_clock_does_not_count(world, calls, reader):
    need = noticed(world.raised(), NoticeKind.LEVEL, Level.STREET)
    put(need, state_since=timezone.now() + timedelta(seconds=1))
    assert reader(calls.officer).get(STREET).context["figures"].escalated == 0


def test_who_also_runs_a_station_counts_no_confidential_need_here(
    street, world, calls, reader
):
    """Her own list holds them; the list behind a figure does not."""
    both = world.appointed(Role.STATION_MANAGER, employer=world.agency)
    both.appointments.create(role=Role.STREET_OFFICER, territory=world.street)
    client = reader(both)
    running = client.get(LIST, {"street": world.street.code})

    assert client.get(LIST).context["page_obj"].paginator.count == 5
    assert running.context["page_obj"].paginator.count == 4
    assert client.get(STREET).context["figures"].running == 4


def test_the_board_is_for_officers_of_that_street(street, world, calls, reader, clean):
    elsewhere = reader(calls.far_officer).get(STREET)
    assert elsewhere.context["figures"].running == 1
    assert street["late"].number not in clean(elsewhere)
    other = {"street": world.street.code}
    assert reader(calls.far_officer).get(STREET, other).status_code == 404
    for user in (world.worker, world.manager, world.raiser, calls.desk, calls.admin):
        assert reader(user).get(STREET).status_code == 403
    assert reader(None).get(STREET).status_code == 302


def test_an_empty_street_says_so(world, calls, reader, clean):
    text = clean(reader(calls.officer).get(STREET))
    assert "Nothing is late." in text
    assert "Nothing runs in this street at present." in text


# --- the duty desk ------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3, 1000])
def test_duty_desk_asks_the_same_whatever_waits(
    world, calls, reader, django_assert_num_queries, number
):
    needs_of(world, number)
    client = reader(calls.desk)
    with django_assert_num_queries(DUTY_QUERIES):
        response = client.get(DUTY)
    assert response.context["rose_total"] == number
    assert len(response.context["urgent"]) == min(number, 50)


def test_duty_desk_shows_what_rose_and_opens_it(street, world, calls, reader, clean):
    risen = noticed(street["risen"], NoticeKind.LEVEL, Level.DISTRICT)
    client = reader(calls.desk)
    response = client.get(DUTY)
    text = clean(response)

    assert list(response.context["rose"]) == [risen]
    assert street["hidden"].number not in text
    page = reverse("matching:need", args=[risen.public_id])
    assert client.get(page).status_code == 200
    listed = client.get(response.context["rose_url"])
    assert list(listed.context["page_obj"]) == [risen]


def test_a_need_that_did_not_rise_stays_with_the_street(street, calls, reader):
    page = reverse("matching:need", args=[street["risen"].public_id])
    assert reader(calls.desk).get(page).status_code == 404


def test_duty_desk_shows_urgent_and_emergencies_before_assessment(world, calls, reader):
    urgent = put(world.raised(), urgency=Urgency.URGENT, due_at=hours_ago(1))
    danger = put(world.raised(), danger="life")
    emergency = put(world.raised(draft=True), matter="YJ-04")
    world.raised()
    put(world.raised(), urgency=Urgency.URGENT, track=Track.CONFIDENTIAL)
    put(world.opened(), urgency=Urgency.URGENT)
    shown = reader(calls.desk).get(DUTY).context["urgent"]

    assert next(iter(shown)) == urgent
    assert set(shown) == {urgent, danger, emergency}


def test_duty_desk_shows_calls_without_an_answer(world, calls, reader, clean):
    late, answered = calls.called(), calls.called(code="YJ-04")
    Call.objects.update(due_at=hours_ago(2))
    answer_call(call=answered, version=1, answer="已到。", by=calls.admin)
    calls.called()
    response = reader(calls.desk).get(DUTY)
    assert list(response.context["calls"]) == [late]
    assert "overdue by 2 hours" in clean(response)


def test_duty_desk_hands_over_to_the_command_centre(world, calls, reader, clean):
    need = put(world.raised(), urgency=Urgency.URGENT)
    url = reverse("matching:command", args=[need.public_id])
    client = reader(calls.desk)
    assert url in clean(client.get(DUTY))
    clean(client.get(url))
    assert client.post(url, {"version": 1, "number": ""}).status_code == 422
    client.post(url, {"version": 1, "number": "ZH-77"})
    kept = fresh(need)

    assert (kept.state, kept.referred_to, kept.referred_no) == (
        "referred",
        "区指挥中心",
        "ZH-77",
    )
    assert acts(need)[-1] == "refer_need"
    assert told(world.raiser)[-1] == "need_referred"
    assert client.get(url).status_code == 409


def test_others_do_not_hand_over_to_the_command_centre(world, calls, reader):
    need = world.raised()
    url = reverse("matching:command", args=[need.public_id])
    for user in (world.worker, calls.officer):
        assert reader(user).get(url).status_code == 403


def test_duty_desk_is_for_the_desk(world, calls, reader):
    for user in (world.worker, calls.officer, calls.admin):
        assert reader(user).get(DUTY).status_code == 403


@pytest.mark.parametrize("state", NeedState.values)
def test_both_boards_open_with_a_need_in_every_state(
    world, calls, reader, clean, state
):
    put(world.need_in(state), level=Level.DISTRICT, urgency=Urgency.URGENT)
    clean(reader(calls.officer).get(STREET))
    clean(reader(calls.desk).get(DUTY))
