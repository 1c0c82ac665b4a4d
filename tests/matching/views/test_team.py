"""Setting up a community's standing team, its seats taken and left."""

import pytest
from django.urls import reverse

from matching.models import Team
from tests.factories.organisations import TerritoryFactory


@pytest.fixture
def keeper(world, reader):
    return reader(world.worker)


def page_of(name, community):
    return reverse(f"matching:{name}", args=[community.code])


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_same_whatever_its_length(
    world, keeper, django_assert_num_queries, number
):
    for n in range(number):
        TerritoryFactory(code=f"{world.community.code[:9]}9{n:02d}", level="community")
    with django_assert_num_queries(LIST_QUERIES):
        response = keeper.get(reverse("matching:teams"))
    assert response.status_code == 200


LIST_QUERIES = 7


def test_one_tap_sets_it_up_and_twice_is_once(world, keeper, clean):
    assert "No standing team yet" in clean(keeper.get(page_of("team", world.community)))

    for _n in range(2):
        keeper.post(page_of("team_adopt", world.community))

    assert Team.objects.get().community == world.community


def test_three_seats_are_taken(world, keeper, clean):
    keeper.post(page_of("team_adopt", world.community))

    for kind, user in (("party_member", world.member), ("social_worker", world.worker)):
        data = {"holder": f"{kind}:{user.pk}"}
        assert (
            keeper.post(page_of("team_seat", world.community), data).status_code == 302
        )
    resident = {"name": "黎伯", "phone": "19900000000"}
    keeper.post(page_of("team_resident", world.community), resident)

    kinds = Team.objects.get().seats.current().values_list("kind", flat=True)
    assert sorted(kinds) == ["party_member", "resident", "social_worker"]
    assert "黎*" in clean(keeper.get(page_of("team", world.community)))


def test_who_is_not_appointed_here_takes_no_seat(world, keeper):
    keeper.post(page_of("team_adopt", world.community))

    data = {"holder": f"party_member:{world.raiser.pk}"}
    response = keeper.post(page_of("team_seat", world.community), data)

    assert response.status_code == 422
    assert Team.objects.get().seats.count() == 0


def test_a_resident_has_a_name(world, keeper):
    keeper.post(page_of("team_adopt", world.community))
    response = keeper.post(page_of("team_resident", world.community), {"name": ""})
    assert response.status_code == 422


def test_without_a_team_there_is_no_seat(world, keeper):
    data = {"holder": f"party_member:{world.member.pk}"}
    assert keeper.post(page_of("team_seat", world.community), data).status_code == 404


def test_a_seat_is_left(world, keeper):
    seat = world.team_of().seats.get(kind="party_member")

    keeper.post(reverse("matching:seat_leave", args=[seat.pk]))

    assert seat.team.seats.current().filter(kind="party_member").count() == 0


def test_others_do_not_keep_it(world, reader):
    seat = world.team_of().seats.get(kind="party_member")
    stranger = reader(world.member)
    left = stranger.post(reverse("matching:seat_leave", args=[seat.pk]))
    assert left.status_code == 404
    assert stranger.get(page_of("team", world.community)).status_code == 404
