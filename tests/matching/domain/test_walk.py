"""A need from the first sentence to the closed case, act by act."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from matching.domain import course
from matching.domain import engagement as engagements
from matching.domain import session as sessions
from matching.domain.feedback import (
    CONFIRM_LINK,
    give_feedback,
    issue_confirmation_link,
    issue_feedback_link,
)
from matching.enums import ConfirmerKind, NeedState, SecondKey, Track
from matching.models import CapacityHold, Engagement, StageLimit
from organisations.queries import verification_state
from records.domain.job import drain
from records.links import open_link
from records.models import Job
from tests.matching.tools import acts, fresh, length, say_yes, taken, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clocked_world):
    return clocked_world


def open_jobs():
    jobs = Job.objects.filter(state="waiting").order_by("pk")
    return [key.split(":")[0] for key in jobs.values_list("key", flat=True)]


def from_a_sentence_to_a_confirmed_pack(world):
    need = world.raised()
    assert (need.state, need.version, told(world.worker)) == (
        NeedState.RAISED,
        1,
        ["need_raised"],
    )
    assert need.due_at > timezone.now()

    world.opened((world.visit, 2), need=need)
    assert (need.state, need.worker, open_jobs()) == (
        NeedState.OPEN,
        world.worker,
        ["propose"],
    )
    assert told(world.raiser) == ["need_assessed"]

    assert drain() == 1
    need = fresh(need)
    pack = need.packs.get()
    line = pack.lines.get()
    assert (need.state, pack.state, line.quantity) == (
        NeedState.PROPOSED,
        "proposed",
        2,
    )
    assert [reason["code"] for reason in line.reasons] != []
    assert told(world.worker) == ["need_raised", "pack_proposed"]

    assert say_yes(pack, kind=ConfirmerKind.SOCIAL_WORKER, by=world.worker) is False
    assert (fresh(need).state, taken(line.capability)) == (NeedState.PROPOSED, [])
    word = {"by": world.worker, "person": world.person, "how": "phone"}
    assert say_yes(pack, kind=ConfirmerKind.PERSON, **word) is True
    assert (fresh(need).state, taken(line.capability)) == (NeedState.CONFIRMED, [2])
    engagement = need.engagements.get()
    assert engagement.answer_by > timezone.now()
    assert open_jobs() == ["expire"]
    assert told(world.admin(engagement)) == ["invited"]
    return need, line, engagement


def from_a_yes_to_a_closed_case(world, need, line, engagement):
    admin = world.admin(engagement)
    engagements.accept_engagement(engagement=engagement, by=admin)
    assert fresh(need).state == NeedState.IN_DELIVERY

    session = world.scheduled(engagement)
    assert fresh(engagement).state == "scheduled"
    sessions.record_delivery(session=session, units=2, minutes=60, by=admin)
    assert (fresh(engagement).state, need.items.get().state) == (
        "delivered",
        "in_delivery",
    )
    sessions.turn_second_key(session=session, kind=SecondKey.WORKER, by=world.worker)
    need = fresh(need)
    assert (need.state, need.items.get().state) == (NeedState.COMPLETED, "done")
    assert fresh(engagement).state == "confirmed"
    proof = verification_state([line.capability])[line.capability_id]
    assert (proof.level, proof.deliveries) == ("proven", 1)

    token = issue_feedback_link(need=need, by=world.worker)
    give_feedback(need=need, link=open_link(token), grade="very_good")
    course.close_need(need=need, version=need.version, by=world.officer)
    assert (need.state, told(world.raiser)) == (
        NeedState.CLOSED,
        ["need_assessed", "need_closed"],
    )
    return need


def test_individual_need_from_sentence_to_closed_case(world):
    start = length()

    need, line, engagement = from_a_sentence_to_a_confirmed_pack(world)
    need = from_a_yes_to_a_closed_case(world, need, line, engagement)

    assert acts(need) == [
        "raise_need",
        "assess_need",
        "record_proposal",
        "confirm_pack",
        "invite",
        "close_pack",
        "accept_engagement",
        "schedule_session",
        "record_delivery",
        "turn_second_key",
        "issue_link",
        "give_feedback",
        "close_need",
    ]
    # The one more is the proof of the capability.
    assert length() - start == 14
    call_command("verify_ledger")


def test_project_with_two_kinds_of_provider_and_a_resident_without_account(world):
    need = world.project((world.visit, 4), (world.meal, 3))
    drain()
    pack = need.packs.get()
    assert pack.lines.count() == 2

    assert say_yes(pack, kind=ConfirmerKind.PARTY_MEMBER, by=world.member) is False
    token = issue_confirmation_link(pack=pack, kind="resident", by=world.worker)
    link = open_link(token)
    assert (link.purpose, link.payload["person"]) == (CONFIRM_LINK, world.resident.pk)
    yes = {"kind": ConfirmerKind.RESIDENT, "person": world.resident, "link": link}
    assert say_yes(pack, **yes) is True
    kinds = pack.confirmations.values_list("kind", "how")
    assert list(kinds) == [("party_member", ""), ("resident", "link")]

    both = list(Engagement.objects.filter(need=need))
    for engagement in both:
        engagements.accept_engagement(engagement=engagement, by=world.admin(engagement))
    world.twice_signed(both[0])
    assert fresh(need).state == NeedState.IN_DELIVERY
    world.twice_signed(both[1], units=1)
    assert fresh(both[1]).state == "scheduled"
    world.twice_signed(both[1], units=both[1].quantity - 1)
    assert fresh(need).state == NeedState.COMPLETED

    need = fresh(need)
    course.close_need(need=need, version=need.version, by=world.officer)
    assert acts(need) == [
        "raise_need",
        "assess_need",
        "record_proposal",
        "confirm_pack",
        "issue_link",
        "invite",
        "invite",
        "close_pack",
        "accept_engagement",
        "accept_engagement",
        *["schedule_session", "record_delivery", "turn_second_key"] * 3,
        "close_need",
    ]
    call_command("verify_ledger")


def test_capacity_is_held_week_by_week_and_freed_on_a_no(world):
    need = world.opened(items=world.items((world.visit, 5), weeks=2))
    pack = world.proposed("org", need=need)
    (engagement,) = world.invited(pack=pack)
    assert taken(world.menu["org"]) == [3, 2]
    assert CapacityHold.objects.filter(released_at=None).count() == 2

    engagements.decline_engagement(
        engagement=engagement, reason="hands", by=world.admin(engagement)
    )

    assert taken(world.menu["org"]) == [0, 0]
    assert CapacityHold.objects.filter(released_at=None).count() == 0
    assert need.items.get().state == "open"


@pytest.mark.parametrize(
    ("name", "urgency", "hours"),
    [("org", "urgent", 4), ("unit", "urgent", 8)],
)
def test_a_public_unit_has_its_own_time_to_answer(world, name, urgency, hours):
    kind = world.menu[name].service_type
    need = world.opened((kind, 1), urgency=urgency)
    pack = world.proposed(name, need=need)

    assert say_yes(pack, kind=ConfirmerKind.SOCIAL_WORKER, by=world.worker) is True

    engagement = need.engagements.get()
    seconds = (engagement.answer_by - engagement.invited_at).total_seconds()
    assert (seconds, told(world.manager)) == (hours * 3600, ["urgent_confirmed"])
    assert "urgent_confirmed" not in told(world.worker)


def test_an_urgent_project_tells_the_other_seats_afterwards(world):
    need = world.project((world.visit, 1), urgency="urgent")
    pack = world.proposed("org", need=need)

    say_yes(pack, kind=ConfirmerKind.SOCIAL_WORKER, by=world.worker)

    assert told(world.member) == ["urgent_confirmed"]
    assert told(world.manager) == []


def test_without_loaded_clocks_nobody_is_asked_for_ever(world):
    StageLimit.objects.all().delete()

    (engagement,) = world.invited()

    assert (
        engagement.answer_by - engagement.invited_at == engagements.ANSWER_WITHOUT_CLOCK
    )
    assert engagement.need.due_at is None


def test_a_confidential_need_is_confirmed_by_worker_and_station_manager(world):
    need = world.raised(person=None)
    world.opened(need=need, track=Track.CONFIDENTIAL, consent="")
    pack = world.proposed(need=need)

    assert say_yes(pack, kind=ConfirmerKind.SOCIAL_WORKER, by=world.worker) is False
    assert say_yes(pack, kind=ConfirmerKind.STATION_MANAGER, by=world.manager) is True
