"""What comes back: its lines only, as a new version; and what must not come back."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from matching import tasks
from matching.domain import course
from matching.domain import engagement as engagements
from matching.domain import session as sessions
from matching.domain.pack import leave_unmet
from matching.engine import Rule, propose
from matching.enums import NeedState, SecondKey
from matching.models import CapacityHold, Engagement
from matching.snapshot import take
from records.domain.job import drain
from records.models import Job
from records.queries import trail
from tests.matching.tools import (
    acts,
    fresh,
    paused,
    plate,
    propose_by_hand,
    refused,
    say_yes,
    taken,
    told,
    version_of,
)

pytestmark = pytest.mark.django_db


def states(need):
    rows = need.engagements.order_by("pk")
    return list(rows.values_list("state", flat=True))


def two_lines(world):
    """A confirmed need whose visits the organisation does, and meals the unit."""
    need = world.opened((world.visit, 2), (world.meal, 3))
    return need, *world.invited(pack=world.proposed("org", "unit", need=need))


def test_a_declined_line_alone_comes_back_and_must_be_confirmed_again(world):
    need, visits, meals = two_lines(world)
    world.declines(visits)

    pack = plate(need)

    line = pack.lines.get()
    assert (pack.version, line.item, line.capability) == (
        2,
        visits.line.item,
        world.menu["team"],
    )
    assert (fresh(need).state, states(need)) == (
        NeedState.PROPOSED,
        ["declined", "invited"],
    )
    assert taken(world.menu["unit"]) == [3]
    new = world.invited(pack=pack)
    assert (len(new), states(need)) == (1, ["declined", "invited", "invited"])
    assert told(world.admin(meals)) == ["invited"]
    assert "lost" in told(world.worker)


@pytest.mark.parametrize("how", ["declined", "expired", "cancelled"])
def test_who_said_no_is_not_asked_again_for_that_item(world, how):
    need = world.opened((world.visit, 2))
    engagement = world.invited(pack=world.proposed("org", need=need))[0]
    {
        "declined": lambda: world.declines(engagement),
        "expired": lambda: engagements.expire_engagement(engagement=engagement),
        "cancelled": lambda: world.cancels(engagement),
    }[how]()
    seen = take(fresh(need))

    proposal = propose(seen.need, seen.candidates, today=seen.today)

    blocked = [(each.candidate, each.rule) for each in proposal.exclusions]
    assert blocked == [(world.menu["org"].pk, Rule.RECUSED)]
    assert [line.candidate for line in proposal.lines] == [world.menu["team"].pk]


def test_a_recusal_counts_for_the_whole_need(world):
    world.offered(world.providers["org"], world.meal)
    need, visits, _meals = two_lines(world)

    world.declines(visits, reason="recusal")

    assert take(fresh(need)).need.recused == {world.providers["org"].pk}


def test_nobody_left_leaves_the_item_on_the_gap_list(world):
    need, visits, meals = two_lines(world)
    world.declines(visits)
    world.declines(world.invited(pack=plate(need))[0])

    pack = plate(need)
    assert (pack.lines.count(), pack.gaps.get().rules) == (
        0,
        [{"rule": "recused", "count": 2}],
    )
    leave_unmet(pack=pack, need_version=version_of(pack), by=world.worker)

    assert fresh(need).state == NeedState.CONFIRMED
    assert list(need.items.values_list("state", flat=True)) == ["unmet", "planned"]
    assert "need_unmet" not in told(world.raiser)
    engagements.accept_engagement(engagement=meals, by=world.admin(meals))
    world.twice_signed(meals)
    assert fresh(need).state == NeedState.COMPLETED


def test_a_need_is_unmet_when_every_item_is(world):
    need = world.opened((world.visit, 1), (world.meal, 1))
    pack = propose_by_hand(need, [], gaps=True)

    leave_unmet(pack=pack, need_version=version_of(pack), by=world.worker)

    assert (fresh(need).state, told(world.raiser)[-1]) == ("unmet", "need_unmet")
    course.reopen_need(
        need=fresh(need), version=version_of(pack), by=world.worker, items=()
    )
    assert list(need.items.values_list("state", flat=True)) == ["open", "open"]


def test_what_a_part_of_an_item_delivered_is_no_gap(world):
    """Three of six visits were done, nobody does the rest: done, with a gap."""
    need = world.opened(items=world.items((world.visit, 6), weeks=2))
    item = need.items.get()
    pack = world.proposed("org", need=need)
    line = pack.lines.get()
    line.quantity = 3
    line.save()
    (engagement,) = world.invited(pack=pack)
    engagements.accept_engagement(engagement=engagement, by=world.admin(engagement))
    item.state = "open"
    item.save()
    world.twice_signed(engagement)
    item.refresh_from_db()
    assert (item.state, take(fresh(need)).need.items[0].quantity) == ("open", 3)

    pack = propose_by_hand(need, [], gaps=True)
    leave_unmet(pack=pack, need_version=version_of(pack), by=world.worker)

    item.refresh_from_db()
    assert (item.state, fresh(need).state) == ("done", "completed")


def test_what_was_delivered_before_a_cancellation_stays_delivered(world):
    """Two of four visits were done: two are plated again, two weeks are given back."""
    need = world.opened(items=world.items((world.visit, 4), weeks=4))
    (engagement,) = world.invited(pack=world.proposed("org", need=need))
    engagements.accept_engagement(engagement=engagement, by=world.admin(engagement))
    done = world.twice_signed(engagement, units=1)
    waiting = world.delivered(fresh(engagement), units=1)
    planned = world.scheduled(fresh(engagement), units=1, begun=False)

    world.cancels(engagement)

    assert taken(world.menu["org"]) == [1, 1, 0, 0]
    assert CapacityHold.objects.filter(released_at=None).count() == 2
    assert [fresh(each).state for each in (done, waiting, planned)] == [
        "confirmed",
        "delivered",
        "cancelled",
    ]
    assert take(fresh(need)).need.items[0].quantity == 2
    sessions.turn_second_key(session=waiting, kind=SecondKey.WORKER, by=world.worker)
    assert fresh(engagement).state == "cancelled"


def test_a_part_that_came_back_stays_open_while_another_is_delivered(world):
    need = world.opened((world.visit, 4))
    pack = world.proposed("org", need=need)
    first = pack.lines.get()
    first.quantity = 2
    first.save()
    pack.lines.create(
        item=first.item, capability=world.menu["team"], quantity=2, score=0.4
    )
    ours, theirs = world.invited(pack=pack)
    engagements.accept_engagement(engagement=ours, by=world.admin(ours))
    world.declines(theirs)

    world.delivered(ours)

    assert need.items.get().state == "open"
    assert take(fresh(need)).need.items[0].quantity == 2


def test_a_yes_of_somebody_else_does_not_lose_the_question(world):
    """The version moves on between the question and its answer: it is asked again."""
    need, visits, meals = two_lines(world)
    world.declines(visits)
    engagements.accept_engagement(engagement=meals, by=world.admin(meals))

    drain()

    assert fresh(need).state == NeedState.PROPOSED
    assert need.packs.order_by("-version").first().lines.count() == 1
    assert set(
        Job.objects.filter(kind="matching.propose_pack").values_list("state", flat=True)
    ) == {"done"}


def test_a_second_loss_makes_one_proposal_for_both(world):
    need, visits, meals = two_lines(world)
    world.declines(visits)
    old = plate(need)
    say_yes(old, kind="social_worker", by=world.worker)

    world.declines(meals)
    assert (fresh(need).state, fresh(old).state) == (NeedState.OPEN, "superseded")
    pack = plate(need)

    assert {line.item_id for line in pack.lines.all()} == {visits.line.item_id}
    assert [gap.item_id for gap in pack.gaps.all()] == [meals.line.item_id]
    assert need.packs.filter(state="proposed").count() == 1


def test_a_withdrawn_need_frees_everything_and_tells_everybody(world):
    need, visits, meals = two_lines(world)
    world.declines(visits)
    pack = plate(need)
    need = fresh(need)

    course.withdraw_need(need=need, version=need.version, by=world.raiser)

    assert (states(need), fresh(pack).state) == (
        ["declined", "cancelled"],
        "superseded",
    )
    assert (taken(world.menu["org"]), taken(world.menu["unit"])) == ([0], [0])
    assert told(world.admin(meals)) == ["invited", "cancelled"]
    assert told(world.worker)[-1] == "need_withdrawn"
    assert acts(need)[-1] == "withdraw_need"
    with refused("wrong_state"):
        say_yes(pack, kind="social_worker", by=world.worker)
    Job.objects.update(due_at=timezone.now())
    drain()
    assert (fresh(need).state, fresh(need).version) == ("withdrawn", need.version)
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
    call_command("verify_ledger")


def test_a_referred_need_drops_its_pack(world):
    need = world.need_in("proposed")
    pack = need.packs.get()

    course.refer_need(
        need=need, version=need.version, body="市政部门", number="7", by=world.worker
    )

    assert fresh(pack).state == "superseded"
    assert told(world.raiser) == ["need_assessed", "need_referred"]


def test_the_raiser_is_told_when_the_worker_withdraws(world):
    need = world.opened()

    course.withdraw_need(need=need, version=need.version, by=world.worker)

    assert told(world.raiser)[-1] == "need_withdrawn"
    assert "need_withdrawn" not in told(world.worker)


# --- pauses ---------------------------------------------------------------------------------


def resume(world, need):
    course.resume_need(need=need, version=need.version, by=world.worker)
    return need.state


def test_nothing_is_proposed_while_a_need_is_paused(world):
    need = world.opened()
    payload = {"need": need.pk, "version": need.version}
    plan = tasks.plan_pack(payload)
    paused(need, world.worker)

    tasks.commit_pack(payload, plan)
    tasks.commit_pack({**payload, "version": need.version}, plan)
    drain()

    assert (fresh(need).state, need.packs.count()) == ("paused", 0)
    assert resume(world, need) == NeedState.OPEN
    drain()
    assert fresh(need).state == NeedState.PROPOSED


def test_an_invitation_that_expires_in_a_pause_is_plated_afterwards(world):
    need = world.need_in("confirmed")
    paused(need, world.worker)
    engagements.expire_engagement(engagement=need.engagements.get())
    drain()
    need = fresh(need)
    assert (need.state, need.packs.count()) == ("paused", 1)

    assert resume(world, need) == NeedState.CONFIRMED
    drain()

    assert (fresh(need).state, need.packs.count()) == ("proposed", 2)


def test_a_proposal_that_no_longer_fits_does_not_outlive_a_pause(world):
    need, visits, meals = two_lines(world)
    world.declines(visits)
    plate(need)
    need = paused(fresh(need), world.worker)

    world.declines(meals)
    need = fresh(need)
    assert (need.state, need.paused_state) == ("paused", "open")

    assert resume(world, need) == NeedState.OPEN
    drain()
    assert need.packs.order_by("-version").first().gaps.count() == 1


def test_a_yes_in_a_pause_counts_when_it_ends(world):
    need = world.need_in("confirmed")
    paused(need, world.worker)
    engagement = need.engagements.get()
    engagements.accept_engagement(engagement=engagement, by=world.admin(engagement))
    assert fresh(need).state == "paused"
    world.twice_signed(engagement)

    assert resume(world, fresh(need)) == NeedState.COMPLETED


def test_the_clock_of_an_invitation_runs_as_a_job(world):
    engagement = world.invited()[0]
    assert drain() == 1  # the proposal that was made by hand meanwhile
    assert fresh(engagement).state == "invited"

    Job.objects.filter(kind="matching.expire_engagement").update(
        due_at=timezone.now() - timedelta(seconds=1)
    )
    drain()

    assert fresh(engagement).state == "expired"
    assert Engagement.objects.count() == 1
    assert fresh(engagement.need).state == NeedState.PROPOSED


def test_the_ledger_keeps_no_words_of_a_referral(world):
    need = world.raised()

    course.refer_need(
        need=need,
        version=need.version,
        body="街道王科长",
        number="12345-9",
        by=world.worker,
    )

    entry = trail(need.subject).last()
    assert set(entry.facts) == {"to", "called_off"}
    assert (need.referred_to, need.referred_no) == ("街道王科长", "12345-9")
