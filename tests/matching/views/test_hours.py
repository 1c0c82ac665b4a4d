"""Hours looked at again, in the browser of each role; a dispute; another takes over."""

import pytest
from django.urls import reverse

from matching.domain.hours import Served
from matching.domain.session import record_delivery
from matching.enums import Track
from matching.models import HourFlag, Session
from matching.queries.invitation import DISPUTE
from matching.queries.waiting import waiting_for
from organisations.enums import Role
from tests.factories.delivery import HourFlagFactory
from tests.factories.matching import AttendanceFactory
from tests.matching.tools import fresh

LIST = reverse("matching:hours")
QUERIES = 7


def url(name, thing):
    return reverse(f"matching:{name}", args=[thing.public_id])


@pytest.fixture
def operator(world):
    return world.appointed(Role.CENTRE_OPERATOR, world.district)


@pytest.fixture
def attendance(world):
    session = world.scheduled()
    return record_delivery(
        session=session,
        units=2,
        minutes=60,
        served=[Served(60, "陈一", "13800000001")],
        by=world.admin(session.engagement),
    )


def flagged(world, rule="burst"):
    session = world.twice_signed()
    return HourFlagFactory(attendance=session.attendance, rule=rule)


@pytest.mark.parametrize("number", [1, 3, 1000])
def test_the_list_asks_the_same_whatever_its_length(
    world, operator, reader, clean, django_assert_num_queries, number
):
    session = world.twice_signed()
    sessions = Session.objects.bulk_create(
        Session(
            engagement=session.engagement,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            state="confirmed",
        )
        for _n in range(number)
    )
    made = AttendanceFactory._meta.model.objects.bulk_create(
        AttendanceFactory.build(
            session=each,
            first_by=session.attendance.first_by,
            first_employer=session.attendance.first_employer,
        )
        for each in sessions
    )
    HourFlag.objects.bulk_create(HourFlag(attendance=a, rule="burst") for a in made)
    client = reader(operator)
    with django_assert_num_queries(QUERIES):
        response = client.get(LIST)
    assert response.context["page_obj"].paginator.count == number
    clean(response)


def test_an_operator_keeps_one_and_takes_back_another(world, operator, reader):
    kept, back = flagged(world), flagged(world, "overlap")
    client = reader(operator)

    wrong = client.post(url("hours_fine", kept), {"version": "burst", "note": ""})
    answers = [
        client.post(url("hours_fine", kept), {"version": "burst", "note": "属实"}),
        client.post(url("hours_back", back), {"version": "overlap", "reason": "没去"}),
    ]

    assert wrong.status_code == 422
    assert [each.status_code for each in answers] == [302, 302]
    assert (fresh(kept).outcome, fresh(back).outcome) == ("fine", "taken_back")
    assert fresh(back.attendance.session).state == "reversed"
    assert client.get(url("hours_fine", kept)).status_code == 409


def test_of_a_confidential_case_the_centre_reads_no_service(
    world, operator, reader, clean
):
    flag = flagged(world)
    need = flag.attendance.session.engagement.need
    type(need).objects.filter(pk=need.pk).update(track=Track.CONFIDENTIAL, team=None)
    client = reader(operator)

    service = str(world.visit)
    for address in (LIST, url("hours_fine", flag)):
        page = clean(client.get(address))
        assert need.number in page
        assert service not in page


def test_the_list_is_the_centres_own(world, operator, reader):
    flag = flagged(world)
    for user, status in ((world.worker, 403), (world.manager, 403), (None, 302)):
        assert reader(user).get(LIST).status_code == status
    assert reader(world.worker).get(url("hours_fine", flag)).status_code == 404


def test_the_provider_corrects_and_takes_back(world, reader, clean, attendance):
    session = attendance.session
    client = reader(world.admin(session.engagement))
    person = attendance.entries.get().person
    form = {
        "version": "delivered",
        "person": person.pk,
        "minutes": 50,
        "reason": "早走",
    }

    assert client.post(url("correct_hours", session), form).status_code == 302
    page = clean(client.get(url("engagement", session.engagement)))

    assert "陈*" in page
    assert "50 minutes" in page
    assert reader(world.worker).get(url("correct_hours", session)).status_code == 403
    assert client.get(url("take_back", session)).status_code == 409


def test_a_dispute_from_both_sides(world, reader, clean):
    engagement = world.delivered().engagement
    worker, admin = reader(world.worker), reader(world.admin(engagement))
    manager = reader(world.manager)

    seen = {"version": "delivered"}
    worker.post(url("dispute", engagement), seen | {"said": "那天没有人来"})
    seen = {"version": "disputed"}
    assert [w.group for w in waiting_for(world.admin(engagement))] == [DISPUTE]
    assert [w.group for w in waiting_for(world.manager)] == [DISPUTE]
    assert waiting_for(world.officer) != []
    admin.post(url("dispute_answer", engagement), seen | {"answer": "来了，有照片"})
    page = clean(manager.get(url("dispute_settle", engagement)))
    assert "那天没有人来" in page
    assert "来了，有照片" in page
    form = seen | {"took_place": "yes", "finding": "看了照片"}
    assert worker.post(url("dispute_settle", engagement), form).status_code == 403
    assert manager.post(url("dispute_settle", engagement), form).status_code == 302

    assert fresh(engagement).state == "confirmed"
    assert "Settled: it took place" in clean(admin.get(url("engagement", engagement)))
    assert waiting_for(world.admin(engagement)) == []


def test_another_provider_takes_over(world, reader, clean):
    engagement = world.accepted()[0]
    worker = reader(world.worker)
    page = worker.get(url("replace", engagement))
    clean(page)
    [choice] = [each.capability.pk for each in page.context["choices"]]

    form = {"version": "accepted", "choice": choice, "reason": "time", "note": ""}
    answer = worker.post(url("replace", engagement), form)

    assert choice == world.menu["team"].pk
    assert answer.status_code == 302
    assert fresh(engagement).state == "replaced"
    need = clean(worker.get(url("need", engagement.need)))
    assert "Replaced" in need
    admin = reader(world.admin(engagement))
    assert admin.get(url("replace", engagement)).status_code == 403
