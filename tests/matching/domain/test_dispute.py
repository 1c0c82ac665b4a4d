"""A disputed delivery, and a provider that takes over the rest of another."""

import pytest

from matching.domain import course, dispute
from matching.domain import session as sessions
from matching.domain.engagement import accept_engagement
from matching.enums import SecondKey
from matching.models import Dispute
from matching.queries.invariants import INVARIANTS
from tests.matching.tools import acts, fresh, refused, taken, told

pytestmark = pytest.mark.django_db


def in_order():
    return [fault for check in INVARIANTS for fault in check()]


def settled(world, engagement, took_place, by=None):
    dispute.settle_dispute(
        engagement=engagement,
        took_place=took_place,
        finding="两边都问过",
        by=by or world.manager,
    )
    return fresh(engagement)


def test_each_side_is_heard_and_everybody_told(world):
    engagement = world.engagement_in("disputed")
    admin = world.admin(engagement)

    for same in (world.worker, world.raiser):
        with refused("same_side"):
            dispute.answer_dispute(engagement=engagement, answer="没来", by=same)
    dispute.answer_dispute(engagement=engagement, answer="来了，有照片", by=admin)
    with refused("stale"):
        dispute.answer_dispute(engagement=engagement, answer="来了", by=admin)

    kept = Dispute.objects.get()
    assert (kept.said, kept.answer) == ("那天没有人来", "来了，有照片")
    assert told(world.manager)[-1] == told(admin)[-1] == "disputed"


def test_a_disputed_session_takes_no_second_key(world):
    engagement = world.engagement_in("disputed")
    with refused("wrong_state"):
        sessions.turn_second_key(
            session=engagement.sessions.get(), kind=SecondKey.WORKER, by=world.worker
        )
    with refused("wrong_state"):
        world.cancels(engagement)


def test_what_took_place_counts_by_the_key_of_the_one_who_settled(world):
    engagement = settled(world, world.engagement_in("disputed"), True)

    attendance = engagement.sessions.get().attendance
    assert (engagement.state, attendance.second_kind) == ("confirmed", "settled")
    assert attendance.second_by == world.manager
    assert fresh(engagement.need).state == "completed"
    assert in_order() == []


def test_what_did_not_take_place_is_looked_for_again(world):
    engagement = settled(world, world.engagement_in("disputed"), False)

    assert engagement.state == "cancelled"
    assert engagement.sessions.get().state == "reversed"
    assert engagement.line.item.state == "open"
    assert taken(engagement.line.capability) == [0]
    assert acts(engagement.need)[-1] == "settle_dispute"
    assert in_order() == []


def test_a_need_that_was_withdrawn_meanwhile_stays_so(world):
    engagement = world.engagement_in("disputed")
    need = fresh(engagement.need)
    type(need).objects.filter(pk=need.pk).update(state="closed")

    settled(world, engagement, False)

    assert fresh(need).state == "closed"


def test_nobody_of_the_provider_settles(world):
    engagement = world.engagement_in("disputed")
    with refused("same_person"):
        settled(world, engagement, True, world.admin(engagement))


@pytest.mark.parametrize("missing", ["said", "answer", "finding"])
def test_no_words_no_act(world, missing):
    if missing == "said":
        engagement = world.engagement_in("delivered")
        with refused("no_words"):
            dispute.dispute_delivery(engagement=engagement, said=" ", by=world.worker)
        return
    engagement = world.engagement_in("disputed")
    with refused("no_words"):
        if missing == "answer":
            dispute.answer_dispute(engagement=engagement, answer="", by=world.manager)
        else:
            dispute.settle_dispute(
                engagement=engagement, took_place=True, finding="", by=world.manager
            )


# --- another takes over the rest ----------------------------------------------------------


def test_the_rest_moves_with_its_capacity(world):
    engagement = world.accepted()[0]
    world.twice_signed(engagement, 1)

    invited = world.replaces(fresh(engagement), "team", 1)

    assert (fresh(engagement).state, invited.state) == ("replaced", "invited")
    assert (engagement.quantity, invited.quantity) == (2, 1)
    assert taken(world.menu["org"]) == [1]
    assert taken(world.menu["team"]) == [1]
    assert told(world.admins[engagement.provider_id])[-1] == "cancelled"
    assert told(world.admins[invited.provider_id])[-1] == "invited"
    assert acts(engagement.need)[-1] == "replace_engagement"
    assert in_order() == []


def test_both_together_complete_the_need(world):
    engagement = world.accepted()[0]
    world.twice_signed(engagement, 1)
    invited = world.replaces(fresh(engagement), "team", 1)
    accept_engagement(engagement=invited, by=world.admin(invited))

    world.twice_signed(fresh(invited), 1)

    assert fresh(engagement.need).state == "completed"
    assert in_order() == []


def test_a_full_provider_changes_nothing(world):
    engagement = world.accepted()[0]
    world.menu["team"].weekly_capacity = 1
    world.menu["team"].save()

    with refused("full"):
        world.replaces(engagement)
    with refused("short"):
        world.replaces(engagement, "team", 1)
    with refused("same"):
        world.replaces(engagement, "org")


def test_a_need_that_ends_leaves_the_dispute_open(world):
    """What was said stays to be settled, whatever becomes of the need."""
    engagement = world.engagement_in("disputed")
    need = fresh(engagement.need)
    with refused("wrong_state"):
        course.close_need(need=need, version=need.version, by=world.officer)
