"""Many at once: never one too many, nothing twice, nothing lost. Real commits."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from matching import tasks
from matching.domain import course
from matching.domain import engagement as engagements
from matching.domain.need import ContactInput
from matching.domain.pack import confirm_pack
from matching.domain.proposal import record_proposal
from matching.domain.team import take_seat
from matching.models import Engagement, Need, Pack
from organisations.enums import Role
from organisations.models import CapacityWeek
from tests.matching.tools import (
    acts,
    codes,
    fresh,
    line_of,
    plate,
    proposal,
    say_yes,
    taken,
    version_of,
)
from tests.matching.world import World
from tests.records.racing import race

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
MANY = 16


def outcome(act):
    """The act as a function of no arguments: what it returned, or its code."""

    def run():
        try:
            return act()
        except ValidationError as error:
            return codes(error)[0]

    return run


def test_raising_at_once_gives_consecutive_numbers():
    world = World()

    needs = race(*[world.raised] * MANY)
    again = race(*[lambda: world.raised(ticket="one-form")] * 4)

    numbers = sorted(int(need.number[-5:]) for need in needs)
    assert numbers == list(range(1, MANY + 1))
    assert len({need.pk for need in again}) == 1
    assert Need.objects.count() == MANY + 1
    call_command("verify_ledger")


def test_raising_with_and_without_a_new_contact_at_once_never_locks():
    world = World()
    contact = ContactInput("何女士", "19900000000")

    raised = race(
        *[world.raised] * (MANY // 2),
        *[lambda: world.raised(person=None, contact=contact)] * (MANY // 2),
    )

    assert len({need.pk for need in raised}) == MANY
    assert Need.objects.filter(person__isnull=True).count() == 0
    call_command("verify_ledger")


def test_the_last_unit_of_a_week_goes_to_one():
    world = World(weekly=3)
    packs = []
    for _ in range(MANY):
        pack = world.proposed("org", need=world.opened((world.visit, 1)))
        say_yes(pack, kind="social_worker", by=world.worker)
        packs.append((pack, version_of(pack)))

    def last_yes(pack):
        word = {"by": world.worker, "person": world.person, "how": "phone"}
        return outcome(lambda: say_yes(pack, kind="person", **word))

    results = race(*[last_yes(pack) for pack, _version in packs])

    assert sorted(map(str, results)) == ["True"] * 3 + ["full"] * (MANY - 3)
    assert (taken(world.menu["org"]), Engagement.objects.count()) == ([3], 3)
    states = [fresh(pack.need).state for pack, _version in packs]
    assert (states.count("confirmed"), states.count("proposed")) == (3, MANY - 3)
    call_command("verify_ledger")


def test_packs_that_want_the_same_weeks_crosswise_do_not_lock_each_other_out():
    world = World(weekly=50)
    second = world.offered(world.providers["team"], world.meal, weekly_capacity=50)
    pairs = [(world.menu["org"], second), (second, world.menu["org"])]
    packs = []
    for number in range(8):
        first, other = pairs[number % 2]
        need = world.opened(
            items=[
                *world.items((first.service_type, 6), weeks=3),
                *world.items((other.service_type, 6), weeks=3),
            ]
        )
        lines = [
            line_of(item, first if item.service_type == first.service_type else other)
            for item in need.items.all()
        ]
        need = fresh(need)
        packs.append(
            record_proposal(
                need_id=need.pk, version=need.version, proposal=proposal(lines)
            )
        )
    engaged = world.invited(pack=packs.pop())
    for pack in packs:
        say_yes(pack, kind="social_worker", by=world.worker)

    def last_yes(pack):
        word = {"by": world.worker, "person": world.person, "how": "phone"}
        return outcome(lambda: say_yes(pack, kind="person", **word))

    no = [outcome(lambda e=e: world.declines(e)) for e in engaged]
    results = race(*map(last_yes, packs), *no)

    assert results == [True] * 7 + [None, None]
    assert taken(world.menu["org"]) == taken(second) == [14, 14, 14]


def test_two_second_seats_at_once_close_the_pack_once():
    world = World()
    pack = world.proposed(need=world.project())
    third = world.appointed(Role.PARTY_MEMBER, world.community)
    take_seat(team=pack.need.team, kind="party_member", user=third, by=None)
    say_yes(pack, kind="social_worker", by=world.worker)
    version = version_of(pack)

    def yes(user):
        return outcome(
            lambda: confirm_pack(
                pack=pack, need_version=version, kind="party_member", by=user
            )
        )

    results = race(yes(world.member), yes(third))

    assert sorted(map(str, results)) == ["True", "stale"]
    assert Engagement.objects.count() == 1
    assert acts(pack.need).count("close_pack") == 1


def test_an_answer_and_its_deadline_at_once():
    world = World()
    found = [
        world.invited(pack=world.proposed("org", need=world.opened((world.visit, 1))))[
            0
        ]
        for _ in range(4)
    ]

    def accept(engagement):
        return outcome(
            lambda: engagements.accept_engagement(
                engagement=engagement, by=world.admin(engagement)
            )
        )

    def expire(engagement):
        seen = fresh(engagement)
        return outcome(lambda: engagements.expire_engagement(engagement=seen))

    results = race(*[act(e) for e in found for act in (accept, expire)])

    for number, engagement in enumerate(found):
        answer, expired = results[2 * number : 2 * number + 2]
        state = fresh(engagement).state
        assert (state, answer, expired) in [
            ("accepted", None, False),
            ("expired", "wrong_state", True),
        ]
    held = [fresh(engagement).state for engagement in found].count("accepted")
    assert taken(world.menu["org"]) == [held]


def test_a_proposal_that_is_delivered_twice_is_kept_once():
    world = World()
    need = world.opened()
    payload = {"need": need.pk, "version": need.version}
    plan = tasks.plan_pack(payload)

    packs = race(
        *[lambda: record_proposal(need_id=need.pk, version=need.version, proposal=plan)]
        * 6
    )

    assert len({pack.pk for pack in packs}) == 1
    assert (Pack.objects.count(), acts(need).count("record_proposal")) == (1, 1)
    assert fresh(need).version == need.version + 1


def test_two_who_decline_at_once_are_replaced_in_one_new_proposal():
    world = World()
    world.offered(world.providers["org"], world.meal)
    need = world.opened((world.visit, 2), (world.meal, 1))
    first, second = world.invited(pack=world.proposed("org", "unit", need=need))

    race(lambda: world.declines(first), lambda: world.declines(second))
    pack = plate(need)

    assert (pack.version, pack.lines.count(), need.packs.count()) == (2, 2, 2)
    assert {line.capability_id for line in pack.lines.all()} & {
        first.line.capability_id,
        second.line.capability_id,
    } == set()
    weeks = CapacityWeek.objects.values_list("used", flat=True)
    assert sum(weeks) == 0


def test_two_needs_are_not_merged_into_each_other():
    world = World()
    one, other = world.raised(), world.raised()

    def merge(need, into):
        return outcome(
            lambda: course.merge_need(
                need=fresh(need), version=1, into=into, by=world.worker
            )
        )

    results = race(merge(one, other), merge(other, one))

    assert sorted(map(str, results)) == ["None", "merge"]


def test_a_withdrawal_and_a_yes_at_once_leave_no_capacity_held():
    world = World(weekly=9)
    found = [
        world.invited(pack=world.proposed("org", need=world.opened((world.visit, 1))))[
            0
        ]
        for _ in range(4)
    ]

    def withdraw(engagement):
        need = fresh(engagement.need)
        return outcome(
            lambda: course.withdraw_need(
                need=need, version=need.version, by=world.raiser
            )
        )

    def accept(engagement):
        return outcome(
            lambda: engagements.accept_engagement(
                engagement=engagement, by=world.admin(engagement)
            )
        )

    race(*[act(e) for e in found for act in (withdraw, accept)])

    for engagement in found:
        engagement = fresh(engagement)
        assert (engagement.state, engagement.need.state) in [
            ("cancelled", "withdrawn"),
            ("accepted", "in_delivery"),
        ]
    held = [fresh(engagement).state for engagement in found].count("accepted")
    assert taken(world.menu["org"]) == [held]
