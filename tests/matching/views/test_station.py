"""The station manager's view, handing cases over, leave, the own agency in figures."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from matching.enums import Track
from matching.models import Absence, Need
from matching.queries.station import own_agency_figures, station_load
from organisations.enums import Role
from tests.matching.tools import fresh, line_of, proposal, record_proposal
from tests.matching.world import WORDS

STATION_QUERIES = 11
CASES_QUERIES = 13


@pytest.fixture
def manager(world, reader):
    world.colleague = world.appointed(Role.SOCIAL_WORKER, employer=world.agency)
    return reader(world.manager)


def cases(worker):
    return reverse("matching:cases", args=[worker.public_id])


def many(world, number):
    """Cases in bulk: lists are read, not walked through verbs."""
    now = timezone.now()
    Need.objects.bulk_create(
        Need(
            number=f"XQ-L{n}",
            code="000000",
            state="in_delivery",
            origin="person",
            text=WORDS,
            community=world.community,
            worker=world.worker,
            raised_at=now - timedelta(days=n % 90),
            due_at=now + timedelta(days=n % 3 - 1),
        )
        for n in range(number)
    )


@pytest.mark.parametrize("number", [1, 3, 1000])
def test_station_asks_the_same_whatever_its_length(
    world, manager, django_assert_num_queries, number
):
    many(world, number)
    for _n in range(min(number, 3)):
        world.appointed(Role.SOCIAL_WORKER, employer=world.agency)
    with django_assert_num_queries(STATION_QUERIES):
        response = manager.get(reverse("matching:station"))
    assert response.context["total"] == number


@pytest.mark.parametrize("number", [1, 3, 1000])
def test_cases_ask_the_same_whatever_their_number(
    world, manager, django_assert_num_queries, number
):
    many(world, number)
    with django_assert_num_queries(CASES_QUERIES):
        response = manager.get(cases(world.worker))
    assert response.context["page_obj"].paginator.count == number


def test_load_age_and_leave_of_each(world, manager, clean):
    world.need_in("open")
    world.opened(track=Track.CONFIDENTIAL)
    world.need_in("closed")
    late = world.need_in("confirmed")
    Need.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1))
    today = timezone.localdate()
    Absence.objects.create(
        user=world.worker, cover=world.colleague, since=today, until=today
    )

    loads = {load.worker: load for load in station_load([world.street.code])}

    load = loads[world.worker]
    assert (load.open, load.late, load.confidential) == (3, 1, 1)
    assert load.away.cover == world.colleague
    assert load.oldest == Need.objects.running().earliest("raised_at").raised_at
    assert loads[world.colleague].open == 0
    assert station_load([world.far_street.code]) == []
    clean(manager.get(reverse("matching:station")))


def test_who_left_is_still_listed_with_her_cases(world, manager):
    need = world.need_in("open")
    world.worker.appointments.update(until=timezone.localdate() - timedelta(days=1))
    world.worker.is_active = False
    world.worker.save()

    assert world.worker in {each.worker for each in station_load([world.street.code])}
    data = {"to": world.colleague.pk, "reason": "left", "everything": "on"}
    assert manager.post(cases(world.worker), data).status_code == 302
    assert fresh(need).worker == world.colleague


def test_others_see_no_station(world, reader, manager):
    elsewhere = world.appointed(Role.STATION_MANAGER, world.far_street)
    for stranger in (world.worker, world.officer, world.raiser):
        assert reader(stranger).get(reverse("matching:station")).status_code == 403
    assert reader(elsewhere).get(cases(world.worker)).status_code == 403
    assert reader(world.colleague).get(cases(world.worker)).status_code == 403


def test_ticked_cases_go_to_a_colleague(world, manager, clean):
    first, second = world.need_in("open"), world.need_in("open")
    clean(manager.get(cases(world.worker)))
    data = {"to": world.colleague.pk, "reason": "load"}

    nothing = manager.post(cases(world.worker), data)
    assert nothing.status_code == 422
    assert "Tick the cases" in clean(nothing)
    data["needs"] = [first.public_id]
    response = manager.post(cases(world.worker), data, follow=True)

    assert "1 case handed over." in clean(response)
    assert (fresh(first).worker, fresh(second).worker) == (
        world.colleague,
        world.worker,
    )


def test_a_worker_hands_over_her_own(world, reader, manager):
    need = world.need_in("open")
    own = reader(world.worker)

    data = {"to": world.colleague.pk, "reason": "skill", "needs": [need.public_id]}
    assert own.post(cases(world.worker), data).status_code == 302
    assert fresh(need).worker == world.colleague


def test_leave_is_planned_and_ended(world, reader, manager, clean):
    own, page = reader(world.worker), reverse("matching:leave")
    clean(own.get(page))
    day = timezone.localdate() + timedelta(days=1)
    data = {"since": day, "until": day, "cover": world.colleague.pk}

    assert own.post(page, {**data, "until": "2020-01-01"}).status_code == 422
    assert own.post(page, data).status_code == 302
    absence = Absence.objects.get()
    shown = clean(own.get(page))
    with translation.override("en"):
        assert world.colleague.spoken_name in shown
    end = reverse("matching:leave_end", args=[absence.pk])
    assert reader(world.colleague).post(end).status_code == 403
    assert manager.post(end).status_code == 302
    assert Absence.objects.count() == 0
    of_hers = reverse("matching:leave_of", args=[world.worker.public_id])
    assert manager.post(of_hers, data).status_code == 302
    assert Absence.objects.get().user == world.worker
    assert reader(world.officer).get(page).status_code == 403


def test_own_agency_is_counted_by_street(world, reader, manager, clean):
    own = world.offered(world.agency, world.visit)
    for capability, mine in ((own, True), (world.menu["org"], False), (own, True)):
        need = world.opened()
        line = line_of(need.items.get(), capability, own_agency=mine)
        pack = record_proposal(
            need_id=need.pk, version=need.version, proposal=proposal([line])
        )
        pack.lines.update(own_agency_by=world.manager if mine else None)
        world.confirmed(pack=pack)
    secret = world.opened(track=Track.CONFIDENTIAL)
    world.proposed("org", need=secret)

    street, far = own_agency_figures([world.far_street, world.street])[::-1]

    assert (street.proposed, street.proposed_own) == (3, 2)
    assert (street.chosen, street.chosen_own, street.share) == (3, 2, 67)
    assert (far.proposed, far.share) == (0, None)
    operator = reader(world.appointed(Role.CENTRE_OPERATOR, world.district))
    page = reverse("matching:own_agency_figures")
    assert "67%" in clean(operator.get(page))
    assert "67%" in clean(manager.get(reverse("matching:station")))
    assert reader(world.worker).get(page).status_code == 403
