"""What waits for whom, and at what price in queries."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from matching.domain.proposal import record_proposal
from matching.enums import NeedState
from matching.models import Need
from matching.queries import waiting_for
from organisations.enums import Role
from tests.matching.tools import fresh, line_of, proposal, propose_by_hand, say_yes
from tests.matching.world import WORDS

QUERIES = 7


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def world(clocked_world):
    return clocked_world


def titles(user):
    return [str(each.title) for each in waiting_for(user)]


def test_new_needs_wait_for_the_station_and_the_street(world):
    desk = world.appointed(
        Role.DUTY_DESK, world.community.__class__.objects.get(code="440104")
    )
    need = world.raised()
    for user in (world.worker, world.officer):
        found = waiting_for(user)
        assert [str(each.title) for each in found] == ["A new need to assess"]
        assert found[0].url == f"/desk/needs/{need.public_id}/"
        assert found[0].until == need.due_at
        assert need.number in str(found[0].detail)
        assert WORDS not in f"{found[0].title}{found[0].detail}"
    assert titles(desk) == []
    Need.objects.update(urgency="urgent")
    assert titles(desk) == ["A new need to assess"]


def test_drafts_wait_for_the_community_too(world):
    secretary = world.appointed(Role.COMMUNITY_SECRETARY, world.community)
    world.need_in("draft")
    for user in (world.worker, secretary):
        assert titles(user) == ["A public form waits to be taken over"]


def test_question_waits_for_the_raiser(world):
    world.need_in("returned")
    assert titles(world.raiser) == ["A question about what you raised"]
    assert titles(world.worker) == []


def test_pack_waits_for_each_seat_until_its_yes(world):
    pack = world.proposed(need=world.project())
    asked = ["A pack to confirm: “上门探访”"]
    assert (titles(world.member), titles(world.worker)) == (asked, asked)
    say_yes(pack, kind="party_member", by=world.member)
    assert (titles(world.member), titles(world.worker)) == ([], asked)
    assert titles(world.officer) == []


def test_pack_waits_on_for_the_worker_until_the_person_agreed(world):
    pack = world.proposed()
    say_yes(pack, kind="social_worker", by=world.worker)
    assert titles(world.worker) == ["A pack to confirm: “上门探访”"]
    say_yes(pack, kind="person", by=world.worker, person=world.person, how="phone")
    assert titles(world.worker) == []


def test_own_agency_waits_for_the_manager_alone(world):
    own = world.offered(world.agency, world.visit)
    need = world.opened()
    line = line_of(need.items.get(), own, own_agency=True)
    record_proposal(need_id=need.pk, version=need.version, proposal=proposal([line]))
    assert titles(world.manager) == ["Own agency chosen: your decision for “上门探访”"]
    assert titles(world.worker) == []


def test_empty_pack_waits_for_a_decision(world):
    propose_by_hand(world.opened(), [], gaps=True)
    assert titles(world.worker) == ["Nobody found for “上门探访”: decide how to go on"]


def test_invitation_time_and_record_wait_for_the_provider(world):
    engagement = world.engagement_in("invited")
    admin = world.admin(engagement)
    service = str(world.visit)
    found = waiting_for(admin)
    assert [str(each.title) for each in found] == [f"An invitation: {service}"]
    assert found[0].url == f"/desk/invitations/{engagement.public_id}/"
    assert found[0].until == engagement.answer_by


def test_accepted_without_a_time(world):
    engagement = world.engagement_in("accepted")
    asked = [f"Accepted, no time fixed yet: {world.visit}"]
    assert titles(world.admin(engagement)) == asked


def test_begun_session_without_the_first_key(world):
    ahead = world.scheduled(begun=False)
    assert titles(world.admin(ahead.engagement)) == []
    begun = world.scheduled()
    asked = [f"Record what was delivered: {world.visit}"]
    assert titles(world.admin(begun.engagement)) == asked


def test_second_key_waits_for_worker_and_raiser(world):
    session = world.delivered()
    asked = [f"Did it take place? {world.visit}"]
    assert (titles(world.worker), titles(world.raiser)) == (asked, asked)
    assert titles(world.admin(session.engagement)) == []
    assert titles(world.officer) == []


def test_delivered_need_waits_for_who_may_close_it(world):
    need = world.need_in("completed")
    asked = ["Delivered, to close: “上门探访”"]
    assert titles(world.officer) == asked
    assert need.state == NeedState.COMPLETED
    assert titles(world.raiser) == []


def test_pause_and_gap_come_back_when_their_time_is_over(world):
    Need.objects.filter(pk=world.need_in("unmet").pk).update(
        state_since=timezone.now() - timedelta(days=31)
    )
    assert titles(world.worker) == ["Nobody found for a month: “上门探访”"]
    need = world.opened()
    Need.objects.filter(pk=need.pk).update(
        state="paused",
        paused_state="open",
        pause_reason="away",
        pause_until=timezone.localdate(),
    )
    assert "The pause is over: “上门探访”" in titles(world.worker)


def test_nothing_for_strangers(world):
    world.raised()
    assert titles(world.appointed(Role.SOCIAL_WORKER, world.far_street)) == []
    closed = world.worker
    closed.is_active = False
    assert waiting_for(closed) == []


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_depend_on_how_much_waits(
    world, django_assert_num_queries, number
):
    world.menu["org"].weekly_capacity = 99
    world.menu["org"].save()
    for _n in range(number):
        for state in ("raised", "proposed", "completed"):
            world.need_in(state)
        world.delivered()
    with django_assert_num_queries(QUERIES):
        found = waiting_for(world.worker)
    assert len(found) == 3 * number + number
    assert fresh(world.worker).pk == world.worker.pk
