"""Purchase topics and hand-overs, many at once. Real commits."""

import pytest
from django.core.management import call_command

from matching.domain.handover import hand_over_cases
from matching.domain.pack import leave_unmet
from matching.domain.topic import tell_first
from matching.models import PurchaseTopic, TopicItem
from organisations.enums import Role
from tests.matching.domain.test_races import outcome
from tests.matching.tools import fresh, propose_by_hand, told, version_of
from tests.matching.world import World
from tests.records.racing import race

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
MANY = 12


def test_one_topic_however_many_open_it_at_once():
    world = World()
    pairs = [((world.visit, 1), (world.meal, 1)), ((world.meal, 1), (world.visit, 1))]
    packs = [
        propose_by_hand(world.opened(*pairs[number % 2]), [], gaps=True)
        for number in range(MANY)
    ]

    def leave(pack):
        version = version_of(pack)
        return lambda: leave_unmet(pack=pack, need_version=version, by=world.worker)

    race(*[leave(pack) for pack in packs])

    assert PurchaseTopic.objects.count() == 2
    assert TopicItem.objects.count() == 2 * MANY
    call_command("verify_ledger")


def test_who_waits_hears_once_however_many_look():
    world = World()
    world.need_in("unmet")
    entry = TopicItem.objects.get()

    def tell():
        return tell_first(entry=entry, capability=world.menu["org"])

    results = race(*[tell] * MANY)

    assert results.count(True) == 1
    assert told(world.worker).count("can_now") == 1


def test_a_case_goes_to_one_of_two():
    world = World()
    needs = [world.opened() for _n in range(6)]
    takers = [world.appointed(Role.SOCIAL_WORKER) for _n in range(2)]

    def give(number):
        mine = needs if number % 2 else needs[::-1]
        return outcome(
            lambda: hand_over_cases(
                from_user=world.worker,
                to_user=takers[number % 2],
                needs=mine,
                reason="load",
                by=world.manager,
            )
        )

    results = race(*[give(number) for number in range(4)])

    moved = [need.pk for done in results for need in done.moved]
    assert sorted(moved) == [need.pk for need in needs]
    assert {fresh(need).worker in takers for need in needs} == {True}
    call_command("verify_ledger")
