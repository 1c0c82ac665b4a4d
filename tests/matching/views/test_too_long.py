"""The centre's list of what waits too long: who is on it, who reads it, its cost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.enums import NeedState, Track
from matching.models import Need, NeedItem, Pack, PackLine
from organisations.enums import Role
from tests.matching.tools import fresh
from tests.matching.world import WORDS

LIST = reverse("matching:too_long")
QUERIES = 12


@pytest.fixture
def operator(world, reader):
    return reader(world.appointed(Role.CENTRE_OPERATOR, world.district))


def put(need, **changes):
    Need.objects.filter(pk=need.pk).update(**changes)
    return fresh(need)


def overdue(need, days=1, **more):
    moment = timezone.now() - timedelta(days=days)
    return put(need, state_since=moment, due_at=moment, ring_at=moment, **more)


def shown(client):
    return [row["need"].number for row in client.get(LIST).context["rows"]]


@pytest.mark.parametrize("number", [1, 3, 1000])
def test_list_asks_the_same_whatever_its_length(
    world, operator, django_assert_num_queries, number
):
    day = timezone.now() - timedelta(days=1)
    needs = Need.objects.bulk_create(
        Need(
            number=f"XQ-2030-{n:05d}",
            code="000000",
            origin="person",
            text=WORDS,
            community=world.community,
            worker=world.worker,
            state=NeedState.PROPOSED,
            due_at=day,
            ring_at=day,
        )
        for n in range(number)
    )
    items = NeedItem.objects.bulk_create(
        NeedItem(need=need, service_type=world.visit, quantity=2) for need in needs
    )
    packs = Pack.objects.bulk_create(
        Pack(need=need, version=1, need_version=1, matcher="hand") for need in needs
    )
    PackLine.objects.bulk_create(
        PackLine(
            pack=pack, item=item, capability=world.menu["org"], quantity=2, score=0.5
        )
        for pack, item in zip(packs, items, strict=True)
    )
    with django_assert_num_queries(QUERIES):
        response = operator.get(LIST)
    assert response.context["page_obj"].paginator.count == number
    assert len(response.context["rows"]) == min(number, 25)


def test_past_three_quarters_the_longest_first(world, operator):
    now = timezone.now()
    late, later = overdue(world.opened()), overdue(world.opened(), days=5)
    reminded = fresh(world.opened())
    put(reminded, ring_at=reminded.due_at)
    rings = put(world.opened(), ring_at=now - timedelta(seconds=1))
    world.opened()  # its bell is set for three quarters
    overdue(world.raised())
    overdue(world.released())
    overdue(world.confirmed().need)
    assert shown(operator) == [need.number for need in (later, late, reminded, rings)]


def test_who_is_proposed_and_what_is_not_covered(world, operator, clean):
    pack = world.proposed(
        "org", need=world.opened((world.visit, 2), (world.meal, 1)), gaps=True
    )
    overdue(pack.need)
    text = clean(operator.get(LIST))
    (row,) = operator.get(LIST).context["rows"]
    assert [str(each) for each in row["who"]] == [str(world.providers["org"])]
    assert (row["covered"], row["uncovered"]) == (1, 1)
    assert "1 covered, 1 not" in text
    assert "<form" not in text.split("<main", 1)[1].split("</main", 1)[0]


def test_a_need_that_may_not_be_opened_is_named_by_number_and_street(
    world, operator, clean
):
    """The centre opens the projects; of a household it sees neither title nor place."""
    household, project = overdue(world.opened()), overdue(world.project())
    text = clean(operator.get(LIST))
    assert household.number in text
    for need, link in ((household, False), (project, True)):
        url = reverse("matching:need", args=[need.public_id])
        assert (url in text) == link
        assert (operator.get(url).status_code == 200) == link
    assert text.count(str(world.community)) == 1
    assert text.count(project.heading) == 1
    assert household.text not in text


def test_never_a_confidential_one_nor_another_district(world, operator):
    overdue(world.opened(), track=Track.CONFIDENTIAL)
    overdue(world.opened(), danger="life", worker=None)
    world.community.__class__.objects.filter(pk=world.far.pk).update(
        code="440105001001"
    )
    overdue(world.opened(need=world.raised()), community=world.far)
    response = operator.get(LIST)
    assert response.context["rows"] == []
    assert "Nothing waits too long" in response.content.decode()


def test_the_centre_and_the_duty_desk_alone(world, reader, operator):
    duty = reader(world.appointed(Role.DUTY_DESK, world.district))
    assert operator.get(LIST).status_code == duty.get(LIST).status_code == 200
    for stranger in (world.worker, world.manager, world.officer, world.raiser):
        assert reader(stranger).get(LIST).status_code == 403
    assert reader(None).get(LIST).status_code == 302
