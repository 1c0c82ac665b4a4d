"""Every arrow of an engagement is walked by its verb, and no other."""

import pytest

from matching.domain import engagement as engagements
from matching.domain import session as sessions
from matching.domain.answers import take_back_answer
from matching.domain.dispute import dispute_delivery, settle_dispute
from matching.enums import (
    ENGAGEMENT_ARROWS,
    SecondKey,
)
from tests.matching.tools import (
    acts,
    everything,
    fresh,
    length,
    refused,
)

pytestmark = pytest.mark.django_db


def arrows(table):
    return {(str(a), str(b)) for a, after in table.items() for b in after}


def session_of(engagement):
    return engagement.sessions.order_by("-pk").first()


def accept(world, engagement):
    engagements.accept_engagement(engagement=engagement, by=world.admin(engagement))


def take_back(world, engagement):
    take_back_answer(engagement=engagement, by=world.admin(engagement))


def decline(world, engagement):
    world.declines(engagement)


def expire(world, engagement):
    assert engagements.expire_engagement(engagement=engagement) is True


def cancel(world, engagement):
    world.cancels(engagement)


def schedule(world, engagement):
    world.scheduled(engagement)


def deliver(world, engagement):
    sessions.record_delivery(
        session=session_of(engagement), units=2, minutes=60, by=world.admin(engagement)
    )


def second_key(world, engagement):
    sessions.turn_second_key(
        session=session_of(engagement), kind=SecondKey.WORKER, by=world.worker
    )


def no_show(world, engagement):
    world.reports_no_show(session_of(engagement))


def replace(world, engagement):
    other = "team" if engagement.provider == world.providers["org"] else "org"
    world.replaces(engagement, other)


def dispute(world, engagement):
    dispute_delivery(engagement=engagement, said="那天没有人来", by=world.worker)


def uphold(world, engagement):
    settle(world, engagement, True)


def dismiss(world, engagement):
    settle(world, engagement, False)


def settle(world, engagement, took_place):
    settle_dispute(
        engagement=engagement,
        took_place=took_place,
        finding="两边都问过",
        by=world.manager,
    )


STEPS = {
    ("invited", "replaced"): replace,
    ("accepted", "replaced"): replace,
    ("scheduled", "replaced"): replace,
    ("no_show", "replaced"): replace,
    ("delivered", "disputed"): dispute,
    ("disputed", "confirmed"): uphold,
    ("disputed", "cancelled"): dismiss,
    ("invited", "accepted"): accept,
    ("invited", "declined"): decline,
    ("invited", "expired"): expire,
    ("invited", "cancelled"): cancel,
    ("accepted", "scheduled"): schedule,
    ("accepted", "invited"): take_back,
    ("accepted", "cancelled"): cancel,
    ("scheduled", "delivered"): deliver,
    ("scheduled", "cancelled"): cancel,
    ("scheduled", "no_show"): no_show,
    ("delivered", "confirmed"): second_key,
    ("no_show", "scheduled"): schedule,
    ("no_show", "cancelled"): cancel,
}
REACHED = ("invited", "accepted", "declined", "expired", "scheduled", "delivered")
REACHED += ("confirmed", "cancelled", "no_show", "replaced", "disputed")


def test_every_arrow_of_an_engagement_is_walked():
    assert set(STEPS) == arrows(ENGAGEMENT_ARROWS)


@pytest.mark.parametrize(("source", "to"), sorted(STEPS))
def test_an_arrow_of_an_engagement(world, source, to):
    engagement = world.engagement_in(source)
    before = length()

    STEPS[source, to](world, engagement)

    assert fresh(engagement).state == to
    # One act; the second key proves the capability besides.
    assert length() - before == (2 if to == "confirmed" else 1)


@pytest.mark.parametrize("state", REACHED)
def test_a_verb_refuses_every_other_state_of_an_engagement(world, state):
    engagement = world.engagement_in(state)
    open_to = {verb for (source, _to), verb in STEPS.items() if source == state}
    on_sessions = {deliver, second_key, no_show}
    has_session = session_of(engagement) is not None
    verbs = set(STEPS.values()) - open_to - {expire}

    for verb in verbs - (set() if has_session else on_sessions):
        # A further session of a scheduled one is refused for want of units.
        full = (verb, state) == (schedule, "scheduled")
        with refused("too_many" if full else "wrong_state"):
            verb(world, engagement)

    if state != "invited":
        before = everything()
        assert engagements.expire_engagement(engagement=engagement) is False
        assert everything() == before


@pytest.mark.parametrize("state", ["accepted", "expired", "declined", "cancelled"])
def test_a_form_that_still_shows_the_invitation_is_refused(world, state):
    """The row in the hand is old: what counts is how it stands now."""
    engagement = world.invited()[0]
    shown = fresh(engagement)
    verb = {
        "accepted": accept,
        "expired": expire,
        "declined": decline,
        "cancelled": cancel,
    }[state]
    verb(world, engagement)

    with refused("wrong_state"):
        accept(world, shown)

    assert acts(engagement.need).count("accept_engagement") == (state == "accepted")
