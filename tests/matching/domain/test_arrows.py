"""Every arrow is walked by its verb; every other pair of state and verb is refused."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from matching.domain import course, wish
from matching.domain.need import accept_draft
from matching.domain.pack import confirm_own_agency, confirm_pack, leave_unmet
from matching.enums import (
    NEED_ARROWS,
    NeedState,
)
from matching.models import Need
from tests.matching.tools import (
    fresh,
    paused,
    propose_by_hand,
    refused,
    version_of,
)

pytestmark = pytest.mark.django_db


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


def a_claim_given_back(world, _source):
    need = world.claimed()
    wish.drop_wish(need=need, by=world.member)
    return need


def a_lapse(world, _source):
    need = world.released()
    Need.objects.filter(pk=need.pk).update(due_at=timezone.now())
    wish.lapse_wish(need_id=need.pk)
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
    ("open", "in_delivery"): lambda world, _: world.claimed(),
    ("open", "unmet"): a_lapse,
    ("in_delivery", "open"): a_claim_given_back,
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
# No verb leads here: a pause of what cannot be paused.
WITHOUT_VERB = {("paused", "draft"), ("paused", "returned")}


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
