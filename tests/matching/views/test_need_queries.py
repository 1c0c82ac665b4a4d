"""How often the page of a need asks: at most 15 times, whoever reads it, in any state."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.domain.absence import plan_absence
from matching.domain.consent import ConsentInput, record_consent
from matching.domain.dispute import dispute_delivery
from matching.domain.engagement import accept_engagement
from matching.enums import ConfirmerKind, EngagementState, NeedState
from matching.models import Engagement
from organisations.enums import Role
from tests.matching.tools import fresh, propose_by_hand, say_yes

MOST = 15
PROPOSED, DELIVERED, DISPUTED = 13, 13, 13
STATION = {"worker", "cover", "manager"}
EVERYBODY = {*STATION, "officer", "raiser", "member", "secretary", "operator"}


def page(need):
    return reverse("matching:need", args=[need.public_id])


@pytest.fixture
def readers(world, reader):
    """A client for each, by name; the worker is away, and somebody stands in."""
    world.cover = world.appointed(Role.SOCIAL_WORKER, employer=world.agency)
    world.operator = world.appointed(Role.CENTRE_OPERATOR, world.district)
    world.secretary = world.appointed(Role.COMMUNITY_SECRETARY, world.community)
    today = timezone.localdate()
    leave = {"since": today, "until": today + timedelta(days=3)}
    plan_absence(user=world.worker, cover=world.cover, by=world.manager, **leave)
    return {name: reader(getattr(world, name)) for name in EVERYBODY}


@pytest.fixture
def seen_by(readers, django_assert_max_num_queries):
    """`seen_by(need)`: who sees its page; for each of them it asks at most so often."""

    def seen(need):
        found = set()
        for name, client in readers.items():
            with django_assert_max_num_queries(MOST):
                answer = client.get(page(need))
            found |= {name} if answer.status_code == 200 else set()
        return found

    return seen


@pytest.mark.parametrize("state", NeedState.values)
def test_in_every_state(world, seen_by, state):
    assert seen_by(world.need_in(state)) >= {*STATION, "officer", "raiser"}


@pytest.mark.parametrize("state", EngagementState.values)
def test_in_every_state_of_an_engagement(world, seen_by, state):
    need = world.engagement_in(state).need
    assert seen_by(need) == {*STATION, "officer", "raiser"}


@pytest.mark.parametrize("walk", ["released", "claimed"])
def test_of_a_wish(world, seen_by, walk):
    assert seen_by(getattr(world, walk)()) == {*STATION, "officer", "raiser"}


def test_of_a_project_that_is_proposed_again(world, seen_by):
    """The most that a page shows: seats, what was agreed and runs, what was served
    before, and a second version to confirm."""
    project = {"text": "再办一次", "by": world.raiser}
    before = world.project(need=world.raised(person=None, **project))
    served(world, world.proposed("org", need=before))
    need = world.project((world.visit, 1), (world.visit, 1))
    pack = world.proposed("org", "team", need=need)
    assert seen_by(fresh(need)) == EVERYBODY
    asked = served(world, pack)
    assert seen_by(fresh(need)) == EVERYBODY
    world.declines(asked[1])
    propose_by_hand(need, [world.menu["org"]])
    assert fresh(need).state == NeedState.PROPOSED
    assert seen_by(fresh(need)) == EVERYBODY


def served(world, pack):
    """Confirmed by two seats; the first provider accepts and delivers."""
    say_yes(pack, kind=ConfirmerKind.SOCIAL_WORKER, by=world.worker)
    say_yes(pack, kind=ConfirmerKind.PARTY_MEMBER, by=world.member)
    asked = list(Engagement.objects.filter(line__pack=pack).order_by("pk"))
    accept_engagement(engagement=asked[0], by=world.admin(asked[0]))
    world.delivered(asked[0])
    return asked


@pytest.mark.parametrize("rows", [1, 3])
def test_the_same_for_one_and_three_rows(
    world, reader, django_assert_num_queries, rows
):
    """Lines, gaps, sessions, notes of consent, what was told, disputes."""
    need = pack_of(world, rows)
    worker, manager = reader(world.worker), reader(world.manager)
    with django_assert_num_queries(PROPOSED):
        worker.get(page(need))
    pack = need.packs.get()
    for engagement in world.invited(pack=pack):
        accept_engagement(engagement=engagement, by=world.admin(engagement))
        for _session in range(rows):
            world.delivered(engagement, units=3 // rows)
    with django_assert_num_queries(DELIVERED):
        shown = worker.get(page(need))
    assert len(shown.context["standing"].keys) == rows * rows
    for engagement in Engagement.objects.filter(need=need):
        dispute_delivery(engagement=engagement, said="那天没有人来", by=world.worker)
    with django_assert_num_queries(DISPUTED):
        shown = manager.get(page(need))
    assert shown.content.decode().count("那天没有人来") == rows


def pack_of(world, rows):
    """A proposed pack with so many lines, each of another provider, and so many gaps."""
    kinds = [world.visit, world.meal, world.visit][:rows]
    names = ["org", "unit", "team"][:rows]
    need = world.opened(*[(kind, 3) for kind in [*kinds, *kinds]])
    for _note in range(rows):
        given = ConsentInput(way="phone", given_on=timezone.localdate())
        version = fresh(need).version
        record_consent(need=need, version=version, consent=given, by=world.worker)
    propose_by_hand(need, [world.menu[name] for name in names], gaps=True)
    return fresh(need)
