"""More time by the street, taking up again, and what the page says of a clock."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from matching.domain.clock_notice import tell_what_is_due
from matching.models import Need
from matching.queries import waiting_for
from organisations.enums import Role
from tests.factories.matching import FeedbackFactory
from tests.matching.tools import acts, fresh, load_levels


def url(name, need):
    return reverse(f"matching:{name}", args=[need.public_id])


def closed(world):
    return world.need_in("closed")


# --- more time -------------------------------------------------------------------------


def test_the_street_gives_a_stage_more_time(world, reader, clean):
    need = world.opened(need=world.raised())
    client = reader(world.officer)
    page = clean(client.get(url("need", need)))
    assert url("extend", need) in page
    form = clean(client.get(url("extend", need)))
    assert "At most half of the limit: 1 working days." in form

    answer = client.post(
        url("extend", need), {"version": need.version, "amount": 1, "reason": "bodies"}
    )

    assert (answer.status_code, answer["Location"]) == (302, url("need", need))
    assert fresh(need).due_at.date() > need.due_at.date()
    page = clean(client.get(url("need", need)))
    assert "Other bodies have to be heard" in page
    assert url("extend", need) not in page


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"amount": 2, "reason": "facts"}, 422),
        ({"amount": 1, "reason": ""}, 422),
        ({"amount": 1, "reason": "facts", "version": 99}, 409),
    ],
)
def test_too_much_or_an_older_form_extends_nothing(world, reader, data, status):
    need = world.opened(need=world.raised())
    sent = {"version": need.version, **data}

    answer = reader(world.officer).post(url("extend", need), sent)

    assert answer.status_code == status
    assert fresh(need).due_at == need.due_at


def test_only_the_street_extends_and_never_what_it_cannot_see(world, reader):
    need = world.opened(need=world.raised())
    assert reader(world.worker).get(url("extend", need)).status_code == 403
    secret = world.opened(need=world.raised(), track="confidential")
    assert reader(world.officer).get(url("extend", secret)).status_code == 404
    done = closed(world)
    assert reader(world.officer).get(url("extend", done)).status_code == 409


def test_a_stage_without_a_limit_offers_no_form(world, reader, clean):
    need = world.opened(need=world.raised())
    Need.objects.filter(pk=need.pk).update(due_at=None)
    page = reader(world.officer).get(url("extend", need))
    assert page.status_code == 409
    assert "No clock runs here: there is nothing to extend." in clean(page)


# --- taken up again --------------------------------------------------------------------


@pytest.mark.parametrize("who", ["worker", "manager"])
def test_a_closed_need_is_taken_up_again_with_one_more_item(world, reader, clean, who):
    need = closed(world)
    client = reader(getattr(world, who))
    assert "Take up again" in clean(client.get(url("need", need)))
    clean(client.get(url("reopen", need)))
    sent = {"version": need.version, "reason": "word"}
    nothing = client.post(url("reopen", need), sent)
    assert nothing.status_code == 422

    answer = client.post(
        url("reopen", need), {**sent, "service_type": "A1", "quantity": 2}
    )

    assert answer.status_code == 302
    assert (fresh(need).state, need.items.count()) == ("open", 2)
    assert acts(need)[-1] == "reopen_need"


def test_an_unmet_need_is_taken_up_with_what_it_had(world, reader):
    need = world.need_in("unmet")

    answer = reader(world.worker).post(
        url("reopen", need), {"version": need.version, "reason": "offer"}
    )

    assert answer.status_code == 302
    assert (fresh(need).state, need.items.get().state) == ("open", "open")


def test_a_bad_grade_is_a_reason_only_where_there_is_one(world, reader):
    need = closed(world)
    sent = {"version": need.version, "reason": "grade", "service_type": "A1"}
    client = reader(world.manager)
    assert client.post(url("reopen", need), sent).status_code == 422
    FeedbackFactory(need=need, grade="poor")

    assert client.post(url("reopen", need), sent).status_code == 302


def test_after_thirty_days_it_is_raised_anew(world, reader, clean):
    need = closed(world)
    Need.objects.update(closed_at=timezone.now() - timedelta(days=31))
    client = reader(world.worker)
    assert "Take up again" not in clean(client.get(url("need", need)))
    sent = {"version": need.version, "reason": "word", "service_type": "A1"}

    answer = client.post(url("reopen", need), sent)

    assert answer.status_code == 422
    assert "more than 30 days ago" in answer.content.decode()


def test_nobody_else_takes_it_up_again(world, reader):
    need = closed(world)
    answer = reader(world.raiser).get(url("reopen", need))
    assert answer.status_code == 403
    assert "station manager takes it up again" in answer.content.decode()


def test_a_pause_before_anybody_assessed_it_can_be_ended(world, reader):
    need = world.need_in("paused")
    assert need.worker is None

    answer = reader(world.worker).post(url("resume", need), {"version": need.version})

    assert (answer.status_code, fresh(need).state) == (302, "raised")


# --- what pages say --------------------------------------------------------------------


def test_the_pages_say_who_was_told_and_how_long_it_was_paused(world, reader, clean):
    load_levels()
    need = world.opened(need=world.raised())
    tell_what_is_due(now=need.due_at)
    Need.objects.update(paused_seconds=3 * 86400)

    client = reader(world.worker)
    told = clean(client.get(url("need_told", need)))

    assert "Paused for 3 days so far." in clean(client.get(url("need", need)))
    assert "Passed on to the next level · Street" in told
    assert f"<b>{world.worker.name_en or world.worker}</b> · Time is up" in told


def test_what_rose_goes_first_in_the_list_of_the_street(world, reader, clean):
    load_levels()
    late = world.opened(need=world.raised())
    world.raised()
    tell_what_is_due(now=late.due_at - timedelta(days=1))
    tell_what_is_due(now=late.due_at)
    Need.objects.filter(pk=late.pk).update(due_at=timezone.now() + timedelta(days=9))

    page = clean(reader(world.officer).get(reverse("desk")))

    assert "Passed on to you" in page or "Waits too long" in page
    with override("en"):
        first = waiting_for(world.officer)[0]
    assert (first.url, first.pressing) == (url("need", late), True)
    assert "Waits too long" in str(first.title)


def test_a_reminded_task_says_so(world):
    need = world.proposed(need=world.opened(need=world.raised())).need
    need = fresh(need)
    tell_what_is_due(now=need.ring_at)

    with override("en"):
        tasks = waiting_for(world.worker)
    task = next(t for t in tasks if t.url == url("need", need))

    assert str(task.detail).endswith("Reminded")
    assert not task.pressing


def test_the_duty_desk_sees_what_rose_to_it(world, reader, clean):
    load_levels()
    desk = world.appointed(Role.DUTY_DESK, world.district)
    need = world.opened(need=world.raised())
    client = reader(desk)
    assert client.get(url("need", need)).status_code == 404
    for _ in range(2):
        tell_what_is_due(now=fresh(need).rise_at)

    clean(client.get(url("need", need)))
    assert [task.url for task in waiting_for(desk)] == [url("need", need)]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_much_rose(
    world, django_assert_max_num_queries, rows
):
    load_levels()
    for _ in range(rows):
        need = world.opened(need=world.raised())
    tell_what_is_due(now=need.due_at)

    with django_assert_max_num_queries(15):
        found = waiting_for(world.officer)

    assert len(found) == rows
