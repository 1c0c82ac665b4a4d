"""Unmet items are gathered by service and street; who waits hears first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching import tasks
from matching.domain import course
from matching.domain.pack import leave_unmet
from matching.domain.topic import (
    end_topic,
    rewrite_entries,
    take_topic,
    take_up_again,
    tell_first,
)
from matching.enums import BlockingRule, ItemState, NeedState, TopicState, Track
from matching.models import Need, PurchaseTopic, TopicItem
from matching.queries.topic import topic_rows
from organisations.domain.capability import change_capability
from records.models import Job
from tests.matching.tools import (
    acts,
    fresh,
    propose_by_hand,
    refused,
    say_yes,
    told,
    version_of,
)

pytestmark = pytest.mark.django_db


def unmet(world, *pairs, **more):
    """A need of which nobody could do anything, left on the list."""
    need = world.opened(*pairs, **more)
    pack = propose_by_hand(need, [], gaps=True)
    leave_unmet(pack=pack, need_version=version_of(pack), by=world.worker)
    return fresh(need)


def numbers():
    rows = topic_rows(PurchaseTopic.objects.all())
    return [(row.topic.service_type.code, row.needs, row.units) for row in rows]


def test_what_nobody_can_do_is_gathered_by_service_and_street(world):
    need = unmet(world, (world.visit, 2), (world.meal, 5))
    unmet(world, (world.visit, 3), need=world.raised(community=world.neighbour))

    assert numbers() == [("A1", 2, 5), ("A2", 1, 5)]
    assert set(TopicItem.objects.values_list("rule", flat=True)) == {BlockingRule.FULL}
    assert acts(need)[-3:] == ["gather_topic", "gather_topic", "leave_unmet"]
    assert PurchaseTopic.objects.filter(street=world.street).count() == 2


def test_each_street_has_its_own_topic(world):
    unmet(world)
    unmet(world, need=world.raised(community=world.far))

    streets = PurchaseTopic.objects.values_list("street__code", flat=True)
    assert sorted(streets) == ["440104019", "440104021"]


def test_a_pack_confirmed_with_a_gap_gathers_the_rest(world):
    need = world.opened((world.visit, 2), (world.meal, 4))
    pack = propose_by_hand(need, [world.menu["org"]], gaps=True)

    world.confirmed(pack=pack)

    assert numbers() == [("A2", 1, 4)]
    assert acts(need)[-2:] == ["gather_topic", "close_pack"]


def test_confidential_needs_are_on_no_list(world):
    unmet(world, track=Track.CONFIDENTIAL)
    assert PurchaseTopic.objects.count() == 0

    need = unmet(world)
    Need.objects.filter(pk=need.pk).update(track=Track.CONFIDENTIAL)
    assert numbers() == [("A1", 0, 0)]
    entry = TopicItem.objects.get()
    assert tell_first(entry=entry, capability=world.menu["org"]) is False


def test_a_price_that_nobody_pays_is_a_gap_for_want_of_money(world):
    need = world.opened((world.meal, 2))
    pack = world.proposed("firm", need=need)

    gap = pack.gaps.get()
    assert pack.lines.count() == 0
    assert gap.rules == [{"rule": "no_funding", "count": 1}]
    leave_unmet(pack=pack, need_version=version_of(pack), by=world.worker)
    assert TopicItem.objects.get().rule == BlockingRule.NO_FUNDING


def test_a_no_for_want_of_money_counts_as_money(world):
    engagement = world.invited("org")[0]
    world.declines(engagement, reason="money")
    pack = propose_by_hand(engagement.need, [], gaps=True)

    leave_unmet(pack=pack, need_version=version_of(pack), by=world.worker)

    assert TopicItem.objects.get().rule == BlockingRule.NO_FUNDING


def test_what_is_taken_up_again_leaves_the_list(world):
    need = unmet(world)
    course.reopen_need(need=need, version=need.version, by=world.worker)
    assert TopicItem.objects.count() == 0

    withdrawn = unmet(world)
    course.withdraw_need(need=withdrawn, version=withdrawn.version, by=world.raiser)
    assert TopicItem.objects.count() == 0


def test_after_an_end_the_next_one_opens_a_new_topic(world):
    unmet(world)
    topic = PurchaseTopic.objects.get()
    officer = world.officer
    take_topic(topic=topic, version=1, taker="purchase", by=officer)
    assert (topic.state, topic.taken_by) == (TopicState.TAKEN, "purchase")
    with refused("stale"):
        end_topic(topic=topic, version=1, by=officer)
    end_topic(topic=topic, version=2, by=officer)
    with refused("wrong_state"):
        take_topic(topic=topic, version=3, taker="fund", by=officer)

    unmet(world)
    assert numbers() == [("A1", 1, 2), ("A1", 1, 2)]
    assert PurchaseTopic.objects.running().count() == 1


def test_a_taker_is_one_of_three(world):
    unmet(world)
    with refused("taker"):
        take_topic(
            topic=PurchaseTopic.objects.get(), version=1, taker="me", by=world.officer
        )


@pytest.mark.parametrize(
    "words", ["示例社区的老人", "三楼301室", "82岁的老人", "独居老人", "电话62345678"]
)
def test_rewritten_words_give_nobody_away(world, words):
    need = unmet(world)
    community = need.community
    community.name = "示例社区"
    community.save()
    item = need.items.get()

    with refused("gives_away"):
        rewrite_entries(
            need=need, version=need.version, words={item.pk: words}, by=world.worker
        )
    rewrite_entries(
        need=need,
        version=need.version,
        words={item.pk: "每周两次上门探访"},
        by=world.worker,
    )
    assert TopicItem.objects.get().rewritten == "每周两次上门探访"


def look(topic):
    payload = {"topic": topic.pk}
    tasks.commit_look(payload, tasks.plan_look(payload))


def test_the_person_hears_first_and_once(world):
    for capability in world.menu.values():
        change_capability(capability=capability, active=False, by=None)
    need = unmet(world)
    topic = PurchaseTopic.objects.get()
    look(topic)
    assert TopicItem.objects.get().told_at is None

    change_capability(capability=world.menu["team"], active=True, by=None)
    look(topic)
    look(topic)

    assert TopicItem.objects.get().told_at is not None
    assert (
        told(world.worker).count("can_now"),
        told(world.raiser).count("can_now"),
    ) == (
        1,
        1,
    )
    assert acts(need)[-1] == "tell_first"
    take_up_again(need=fresh(need), version=fresh(need).version, by=world.worker)
    assert fresh(need).state == NeedState.OPEN
    assert fresh(need.items.get()).state == ItemState.OPEN
    assert TopicItem.objects.count() == 0


def test_nobody_is_promised_what_another_was_told_of(world):
    for name in ("org", "team"):
        change_capability(capability=world.menu[name], active=False, by=None)
    first, second = unmet(world, (world.visit, 4)), unmet(world, (world.visit, 4))
    change_capability(capability=world.menu["org"], active=True, by=None)

    look(PurchaseTopic.objects.get())

    waiting = TopicItem.objects.filter(told_at__isnull=True)
    assert [entry.item.need for entry in waiting] == [second]
    assert acts(first)[-1] == "tell_first"


def test_only_what_somebody_can_do_is_opened_again(world):
    need = unmet(world, (world.visit, 1), (world.meal, 1))
    with refused("wrong_state"):
        take_up_again(need=need, version=need.version, by=world.worker)
    entry = TopicItem.objects.get(item__service_type=world.meal)
    tell_first(entry=entry, capability=world.menu["unit"])

    take_up_again(need=need, version=need.version, by=world.worker)

    states = dict(need.items.values_list("service_type__code", "state"))
    assert states == {"A1": "unmet", "A2": "open"}
    assert numbers() == [("A1", 1, 1), ("A2", 0, 0)]


def test_a_part_is_opened_again_while_the_rest_runs(world):
    need = world.opened((world.visit, 2), (world.meal, 4))
    pack = propose_by_hand(need, [world.menu["org"]], gaps=True)
    world.confirmed(pack=pack)
    tell_first(entry=TopicItem.objects.get(), capability=world.menu["unit"])
    need = fresh(need)

    take_up_again(need=need, version=need.version, by=world.worker)
    pack = propose_by_hand(need, [world.menu["unit"]])

    assert say_yes(pack, kind="social_worker", by=world.worker) is False
    assert need.items.filter(state=ItemState.UNMET).count() == 0


def test_one_look_a_day_is_asked_for(world):
    unmet(world)
    unmet(world)

    job = Job.objects.get(kind="matching.look_again")
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert timezone.localdate(job.due_at) == tomorrow
