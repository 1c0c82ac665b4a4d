"""Every arrow is walked by its verb; every other pair of state and verb is refused."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from matching.domain import course
from matching.domain import engagement as engagements
from matching.domain import session as sessions
from matching.domain.need import accept_draft
from matching.domain.pack import confirm_own_agency, confirm_pack, leave_unmet
from matching.enums import (
    ENGAGEMENT_ARROWS,
    NEED_ARROWS,
    NeedState,
    SecondKey,
)
from tests.matching.world import (
    World,
    acts,
    everything,
    fresh,
    length,
    paused,
    propose_by_hand,
    refused,
    version_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def arrows(table):
    return {(str(a), str(b)) for a, after in table.items() for b in after}


# --- the verbs that a page offers on a need -------------------------------------------


def a_return(world, need, version):
    course.return_need(need=need, version=version, question="几楼？", by=world.worker)


def an_answer(world, need, version):
    course.answer_return(need=need, version=version, answer="六楼", by=world.raiser)


def a_referral(world, need, version):
    course.refer_need(
        need=need, version=version, body="市政部门", number="", by=world.worker
    )


def a_refusal(world, need, version):
    course.refuse_need(need=need, version=version, reason="outside", by=world.worker)


def a_merger(world, need, version):
    course.merge_need(need=need, version=version, into=world.twin, by=world.worker)


def a_withdrawal(world, need, version):
    course.withdraw_need(need=need, version=version, by=world.raiser)


def a_pause(world, need, version):
    until = timezone.localdate() + timedelta(days=3)
    course.pause_need(
        need=need, version=version, reason="away", until=until, by=world.worker
    )


def a_resumption(world, need, version):
    course.resume_need(need=need, version=version, by=world.worker)


def a_close(world, need, version):
    course.close_need(need=need, version=version, by=world.officer)


def a_reopening(world, need, version):
    items = world.items() if need.state == "closed" else ()
    course.reopen_need(need=need, version=version, items=items, by=world.worker)


def an_acceptance(world, need, version):
    accept_draft(need=need, version=version, by=world.worker)


def an_assessment(world, need, version):
    world.opened(need=need, version=version)


# verb -> the states it starts from
ACTS = {
    an_acceptance: {"draft"},
    an_assessment: {"raised"},
    a_return: {"raised"},
    an_answer: {"returned"},
    a_referral: {"raised", "open", "proposed"},
    a_refusal: {"draft", "raised", "returned"},
    a_merger: {"raised"},
    a_withdrawal: {
        *("draft", "raised", "returned", "open", "proposed", "confirmed"),
        *("paused", "unmet"),
    },
    a_pause: {"raised", "open", "proposed", "confirmed"},
    a_resumption: {"paused"},
    a_close: {"completed", "unmet"},
    a_reopening: {"closed", "unmet"},
}


@pytest.mark.parametrize("state", [str(state) for state in NeedState])
def test_a_verb_refuses_every_state_it_is_not_made_for(world, state):
    world.twin = world.raised()
    need = world.need_in(state)

    for verb, sources in ACTS.items():
        if state not in sources:
            with refused("wrong_state"):
                verb(world, need, need.version)

    assert fresh(need).state == state


@pytest.mark.parametrize("state", ["open", "confirmed", "completed", "unmet", "paused"])
def test_a_pack_that_waits_for_no_yes_takes_none(world, state):
    if state == "paused":
        need = paused(world.need_in("proposed"), world.worker)
        pack = need.packs.get()
    elif state == "open":
        need = back_to_open(world, state)
        pack = need.packs.get(version=2)
    else:
        need = world.need_in(state)
        pack = need.packs.first()
    version = version_of(pack)

    with refused("wrong_state"):
        confirm_pack(
            pack=pack, need_version=version, kind="social_worker", by=world.worker
        )
    with refused("wrong_state"):
        leave_unmet(pack=pack, need_version=version, by=world.worker)
    for line in pack.lines.all():
        with refused("wrong_state"):
            confirm_own_agency(
                line=line, need_version=version, reason="近", by=world.manager
            )


# --- the arrows of a need --------------------------------------------------------------


def by(verb):
    def walk(world, source):
        need = world.need_in(source)
        verb(world, need, need.version)
        return need

    return walk


def out_of_a_pause(world, _source, *, state):
    need = paused(world.need_in(state), world.worker)
    course.resume_need(need=need, version=need.version, by=world.worker)
    return need


def a_proposal(world, source):
    """Into `proposed`: the first time, or again for a line that came back."""
    need = world.need_in("open") if source == "open" else None
    if need is None:
        found = world.invited() if source == "confirmed" else world.accepted()
        world.cancels(found[0])
        need = fresh(found[0].need)
        assert need.state == source
    propose_by_hand(need, [world.menu["team"]])
    return need


def back_to_open(world, _source):
    """A second line is lost while the new proposal for the first one waits."""
    need = world.opened((world.visit, 2), (world.meal, 1))
    first, second = world.invited(pack=world.proposed("org", "unit", need=need))
    world.declines(first)
    propose_by_hand(need, [world.menu["team"]])
    assert fresh(need).state == NeedState.PROPOSED
    world.declines(second)
    return need


WALKS = {
    **{
        ("draft", to): by(verb)
        for to, verb in {
            "raised": an_acceptance,
            "refused": a_refusal,
            "withdrawn": a_withdrawal,
        }.items()
    },
    **{
        ("raised", to): by(verb)
        for to, verb in {
            "open": an_assessment,
            "returned": a_return,
            "referred": a_referral,
            "merged": a_merger,
            "refused": a_refusal,
            "withdrawn": a_withdrawal,
            "paused": a_pause,
        }.items()
    },
    **{
        ("returned", to): by(verb)
        for to, verb in {
            "raised": an_answer,
            "refused": a_refusal,
            "withdrawn": a_withdrawal,
        }.items()
    },
    **{
        ("open", to): by(verb)
        for to, verb in {
            "referred": a_referral,
            "withdrawn": a_withdrawal,
            "paused": a_pause,
        }.items()
    },
    ("open", "proposed"): a_proposal,
    **{
        ("proposed", to): by(verb)
        for to, verb in {
            "referred": a_referral,
            "withdrawn": a_withdrawal,
            "paused": a_pause,
        }.items()
    },
    ("proposed", "open"): back_to_open,
    ("proposed", "confirmed"): lambda world, _: world.confirmed().need,
    ("proposed", "unmet"): lambda world, _: world.need_in("unmet"),
    ("confirmed", "proposed"): a_proposal,
    ("confirmed", "in_delivery"): lambda world, _: world.accepted()[0].need,
    ("confirmed", "withdrawn"): by(a_withdrawal),
    ("confirmed", "paused"): by(a_pause),
    ("in_delivery", "proposed"): a_proposal,
    ("in_delivery", "completed"): lambda world, _: world.need_in("completed"),
    ("completed", "closed"): by(a_close),
    ("closed", "open"): by(a_reopening),
    ("unmet", "open"): by(a_reopening),
    ("unmet", "closed"): by(a_close),
    ("unmet", "withdrawn"): by(a_withdrawal),
    ("paused", "withdrawn"): by(a_withdrawal),
    **{
        ("paused", state): lambda world, source, state=state: out_of_a_pause(
            world, source, state=state
        )
        for state in ("raised", "open", "proposed", "confirmed")
    },
}
# No verb leads here yet: a micro-wish that lapses; a pause of what cannot be paused.
WITHOUT_VERB = {("open", "unmet"), ("paused", "draft"), ("paused", "returned")}


def test_every_arrow_of_a_need_is_walked():
    assert set(WALKS) | WITHOUT_VERB == arrows(NEED_ARROWS)
    assert set(WALKS) & WITHOUT_VERB == set()


@pytest.mark.parametrize(("source", "to"), sorted(WALKS))
def test_an_arrow_of_a_need(world, source, to):
    world.twin = world.raised()

    need = WALKS[source, to](world, source)

    assert fresh(need).state == to
    assert fresh(need).due_at is None  # no clocks are loaded here
    call_command("verify_ledger")


# --- the arrows of an engagement -------------------------------------------------------


def session_of(engagement):
    return engagement.sessions.order_by("-pk").first()


def accept(world, engagement):
    engagements.accept_engagement(engagement=engagement, by=world.admin(engagement))


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


STEPS = {
    ("invited", "accepted"): accept,
    ("invited", "declined"): decline,
    ("invited", "expired"): expire,
    ("invited", "cancelled"): cancel,
    ("accepted", "scheduled"): schedule,
    ("accepted", "cancelled"): cancel,
    ("scheduled", "delivered"): deliver,
    ("scheduled", "cancelled"): cancel,
    ("scheduled", "no_show"): no_show,
    ("delivered", "confirmed"): second_key,
    ("no_show", "scheduled"): schedule,
    ("no_show", "cancelled"): cancel,
}
# There is no verb yet that replaces somebody under way, or disputes a delivery.
LATER = {"replaced", "disputed"}
REACHED = ("invited", "accepted", "declined", "expired", "scheduled", "delivered")
REACHED += ("confirmed", "cancelled", "no_show")


def test_every_arrow_of_an_engagement_is_walked():
    known = {pair for pair in arrows(ENGAGEMENT_ARROWS) if not LATER & set(pair)}

    assert set(STEPS) == known


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
