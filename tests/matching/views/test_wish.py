"""Micro-wishes on pages: the list, one tap to claim, what nobody else sees."""

import pytest
from django.urls import reverse

from matching.models import Need, WishClaim
from organisations.enums import Role
from tests.matching.tools import fresh
from tests.matching.world import WORDS

LIST = reverse("matching:wish_list")
LIST_QUERIES = 14


def url(name, need):
    return reverse(f"matching:{name}", args=[need.public_id])


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_same_whatever_its_length(
    world, reader, django_assert_num_queries, number
):
    for _n in range(number):
        world.released()
    world.claimed()
    client = reader(world.member)
    with django_assert_num_queries(LIST_QUERIES):
        response = client.get(LIST)
    assert len(response.context["page_obj"].object_list) == number


def test_list_shows_title_and_street_and_nothing_else(world, reader, clean):
    need = world.released()
    volunteer = world.appointed(Role.VOLUNTEER, world.far)
    for page in (LIST, url("wish", need), url("wish_claim", need)):
        text = clean(reader(volunteer).get(page))
        assert "大字收音机" in text
        for hidden in (WORDS, "138****1234", world.community.name, need.code):
            assert hidden not in text
    assert str(world.street) in clean(reader(world.member).get(LIST))


def test_one_tap_claims_it(world, reader, clean):
    need = world.released()
    client = reader(world.member)
    answer = client.post(url("wish_claim", need), {"version": "open"}, follow=True)
    assert "You claimed it." in clean(answer)
    assert WishClaim.objects.get().by == world.member
    assert fresh(need).state == "in_delivery"


def test_the_second_reads_that_somebody_was_faster(world, reader, clean):
    need = world.released()
    volunteer = world.appointed(Role.VOLUNTEER, world.far)
    reader(world.member).post(url("wish_claim", need), {"version": "open"})
    answer = reader(volunteer).post(url("wish_claim", need), {"version": "open"})
    assert answer.status_code == 409
    text = clean(answer)
    assert "Somebody else claimed this wish just before you" in text
    assert WORDS not in text


def test_who_has_two_names_chooses_one(world, reader):
    from_unit = world.providers["unit"]
    admin = world.admins[from_unit.pk]
    need = world.released()
    assert reader(admin).get(LIST).context["one_tap"]
    reader(admin).post(url("wish_claim", need), {"version": "open"})
    assert WishClaim.objects.get().provider == from_unit

    second = world.released()
    both = world.appointed(Role.PROVIDER_ADMIN, None, provider=world.providers["org"])
    world_role = world.appointed(Role.VOLUNTEER, world.community)
    both.appointments.add(*world_role.appointments.all())
    client = reader(both)
    assert not client.get(LIST).context["one_tap"]
    form = client.get(url("wish_claim", second)).context["form"]
    assert len(form.fields["name"].choices) == 2
    client.post(url("wish_claim", second), {"version": "open", "name": "me"})
    assert fresh(second).claim.provider is None


def test_claimer_fulfils_it_or_gives_it_back(world, reader, clean):
    need = world.claimed()
    client = reader(world.member)
    assert (
        client.post(url("wish_fulfil", need), {"version": "in_delivery"}).status_code
        == 422
    )
    done = {"version": "in_delivery", "note": "送到社工站了"}
    assert client.post(url("wish_fulfil", need), done).status_code == 302
    assert fresh(need).state == "completed"
    station = clean(reader(world.worker).get(url("need", need)))
    assert "送到社工站了" in station

    other = world.claimed()
    answer = client.post(url("wish_drop", other), {"version": "in_delivery"})
    assert answer.url == LIST
    assert fresh(other).state == "open"


def test_only_the_claimer_acts_on_a_claim(world, reader):
    need = world.claimed()
    volunteer = world.appointed(Role.VOLUNTEER, world.community)
    for act in ("wish_fulfil", "wish_drop"):
        assert reader(volunteer).get(url(act, need)).status_code == 403
    for user in (world.worker, world.raiser, world.officer):
        assert reader(user).get(LIST).status_code == 403
        assert reader(user).get(url("wish", need)).status_code == 403


def test_the_worker_releases_it_from_the_page_of_the_need(world, reader, clean):
    need = world.raised()
    client = reader(world.worker)
    assert url("release_wish", need) in clean(client.get(url("need", need)))
    form = {"version": 1, "title": "大字收音机", "consent": "phone"}
    assert (
        client.post(url("release_wish", need), {**form, "title": ""}).status_code == 422
    )
    assert client.post(url("release_wish", need), form).status_code == 302
    assert fresh(need).track == "micro_wish"
    assert reader(world.officer).get(url("release_wish", need)).status_code == 403


def test_the_deliverer_is_not_the_closer(world, reader):
    need = world.claimed(by=world.appointed(Role.VOLUNTEER, world.community))
    claimer = WishClaim.objects.get().by
    claimer.appointments.update(role=Role.PARTY_MEMBER)
    reader(claimer).post(
        url("wish_fulfil", need), {"version": "in_delivery", "note": "好"}
    )
    worker = reader(world.worker).get(url("need", need))
    assert worker.context["standing"].first.label == "Close it"
    assert Need.objects.get().state == "completed"
