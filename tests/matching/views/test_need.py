"""The list, raising, the one page of a need."""

import pytest
from django.urls import reverse

from matching.domain.course import withdraw_need
from matching.enums import NeedState
from matching.models import Engagement, Need
from organisations.enums import Role
from organisations.models import Person
from tests.matching.tools import fresh, propose_by_hand
from tests.matching.world import WORDS

LIST, RAISE = reverse("matching:need_list"), reverse("matching:raise")
LIST_QUERIES = 7


def page(need):
    return reverse("matching:need", args=[need.public_id])


def needs_of(world, number):
    Need.objects.bulk_create(
        Need(
            number=f"XQ-2030-{n:05d}",
            code="000000",
            origin="person",
            text=WORDS,
            community=world.community,
            worker=world.worker,
            title="探访" if n % 2 else "",
        )
        for n in range(number)
    )


# --- the list ------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3, 1000])
def test_list_asks_the_same_whatever_its_length(
    world, reader, django_assert_num_queries, number
):
    needs_of(world, number)
    client = reader(world.worker)
    with django_assert_num_queries(LIST_QUERIES):
        response = client.get(LIST)
    assert len(response.context["page_obj"]) == min(number, 25)


def test_list_shows_titles_and_never_the_words(world, reader, clean):
    need = world.opened()
    text = clean(reader(world.worker).get(LIST))
    assert need.title in text
    assert need.number in text
    assert WORDS not in text


def test_list_finds_by_number_title_and_group(world, reader):
    raised, opened = world.raised(), world.opened()
    client = reader(world.worker)

    def found(**asked):
        return [need.pk for need in client.get(LIST, asked).context["page_obj"]]

    assert found(q=raised.number) == [raised.pk]
    assert found(q="上门") == [opened.pk]
    assert found(group="new") == [raised.pk]
    assert found(group="nonsense") == [opened.pk, raised.pk]
    assert found(q="nothing like it") == []


def test_list_is_empty_for_a_provider_and_says_so(world, reader):
    world.raised()
    response = reader(world.admins[world.providers["org"].pk]).get(LIST)
    assert list(response.context["page_obj"]) == []
    assert "No needs here at present" in response.content.decode()


def test_list_needs_an_account(world, reader):
    response = reader(None).get(LIST)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


# --- raising --------------------------------------------------------------------------


def sent(world, **more):
    return {
        "text": WORDS,
        "community": world.community.pk,
        "urgency": "normal",
        "origin": "person",
        "ticket": "a" * 32,
        **more,
    }


def test_resident_raises_in_one_sentence(world, reader, clean):
    client = reader(world.raiser)
    clean(client.get(RAISE))
    response = client.post(RAISE, sent(world), follow=True)
    need = Need.objects.get()
    text = clean(response)
    assert (need.text, need.raised_by, need.state) == (WORDS, world.raiser, "raised")
    assert need.number in text
    assert need.code in text
    assert response.redirect_chain == [(f"{page(need)}received/", 302)]


def test_a_form_sent_twice_raises_one_need(world, reader):
    client = reader(world.raiser)
    for _time in range(2):
        client.post(RAISE, sent(world, contact_name="陈婆婆"))
    assert Need.objects.count() == 1
    assert Need.objects.get().person.masked_name == "陈**"


@pytest.mark.parametrize(
    ("who", "community", "origin"),
    [
        ("raiser", "hidden", "person"),
        ("member", "hidden", "party_member"),
        ("worker", "select", "social_worker"),
        ("officer", "select", "hotline"),
    ],
)
def test_form_knows_place_and_origin_of_the_role(world, reader, who, community, origin):
    form = reader(getattr(world, who)).get(RAISE).context["form"]
    assert form["community"].field.widget.input_type == community
    assert form["origin"].initial == origin


def test_grid_leader_raises_in_the_community_of_the_grid(world, reader):
    grid = world.community.__class__.objects.create(
        code=f"{world.community.code}003", level="grid", name="第3网格"
    )
    leader = world.appointed(Role.GRID_LEADER, grid)
    form = reader(leader).get(RAISE).context["form"]
    assert (form["community"].initial, form["origin"].initial) == (
        world.community,
        "grid",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "x" * 2001},
        {"urgency": "at once"},
        {"contact_phone": "13800001234"},
        {"contact_name": "陈婆婆", "contact_phone": "call me"},
    ],
)
def test_wrong_input_is_422_and_keeps_what_was_written(world, reader, wrong, clean):
    response = reader(world.raiser).post(RAISE, sent(world, **wrong))
    assert response.status_code == 422
    assert "error-summary" in clean(response)
    assert Need.objects.count() == 0
    assert Person.objects.count() == 2


def test_community_of_somebody_else_is_refused(world, reader):
    response = reader(world.raiser).post(RAISE, sent(world, community=world.far.pk))
    assert response.status_code == 422
    assert Need.objects.count() == 0


def test_role_that_does_not_raise_is_told_so(world, reader):
    client = reader(world.admins[world.providers["org"].pk])
    for response in (client.get(RAISE), client.post(RAISE, sent(world))):
        assert response.status_code == 403
        assert "Your role does not raise needs" in response.content.decode()


def test_received_is_for_who_raised_it(world, reader):
    need = world.raised()
    url = f"{page(need)}received/"
    assert reader(world.raiser).get(url).status_code == 200
    assert reader(world.worker).get(url).status_code == 404


# --- the page ---------------------------------------------------------------------------


@pytest.mark.parametrize("state", NeedState.values)
def test_page_in_every_state(world, reader, clean, state):
    need = world.need_in(state)
    for user in (world.worker, world.manager, world.raiser):
        response = reader(user).get(page(need))
        assert response.status_code == 200
        text = clean(response)
        assert WORDS in text
        assert need.number in text
        assert response.context["standing"].words


@pytest.mark.parametrize("state", ["paused", "returned"])
def test_the_act_that_holds_it_up_stands_once_in_the_timeline(world, reader, state):
    need = world.need_in(state)
    before, last = reader(world.worker).get(page(need)).context["steps"][-2:]
    assert (before["state"], last["state"]) == ("done", "now")
    assert before["title"] != last["title"]
    assert last["who"] == world.worker.name_en


def test_who_may_not_close_is_told_who_does(world, reader):
    need = world.need_in("completed")
    delivered = Engagement.objects.get(need=need).provider
    worker = world.appointed(Role.SOCIAL_WORKER, employer=delivered)
    words = reader(worker).get(page(need)).context["standing"].words
    assert words == (
        "Your own agency delivered this: the community or the street closes it."
    )


def test_page_is_404_for_who_may_not_see_it(world, reader):
    need = world.opened()
    stranger = world.appointed(Role.SOCIAL_WORKER, world.far_street)
    for user in (stranger, world.member, world.admins[world.providers["org"].pk]):
        assert reader(user).get(page(need)).status_code == 404


def first(reader, user, need):
    standing = reader(user).get(page(need)).context["standing"]
    return standing.first and standing.first.label


def test_the_next_step_is_this_readers(world, reader):
    assert first(reader, world.worker, world.raised()) == "Assess it"
    assert first(reader, world.raiser, world.raised()) is None
    assert first(reader, world.raiser, world.need_in("returned")) == "Answer"
    assert first(reader, world.worker, world.need_in("draft")) == "Take it over"
    proposed = world.need_in("proposed")
    assert first(reader, world.worker, proposed) == (
        "Confirm the pack as: Social worker"
    )
    assert first(reader, world.raiser, proposed) is None
    assert first(reader, world.officer, world.need_in("completed")) == "Close it"


def test_the_person_stays_masked(world, reader):
    text = reader(world.worker).get(page(world.raised())).content.decode()
    assert "138****1234" in text
    assert "13800001234" not in text


def test_gap_and_reasons_are_sentences(world, reader):
    need = world.opened((world.visit, 2), (world.meal, 3))
    pack = propose_by_hand(need, [world.menu["org"]], gaps=True)
    line = pack.lines.get()
    line.reasons = [
        {"code": "near", "contribution": 0.1, "facts": {"level": "street"}},
        {"code": "delivered", "contribution": 0.1, "facts": {"count": 11, "near": 4}},
    ]
    line.save()
    text = reader(world.worker).get(page(need)).content.decode()
    assert "Based in this street" in text
    assert "Did this 11 times, 4 of them in this street" in text
    assert "1 candidate was looked at: 1 × fully booked in these weeks." in text
    assert "1 of 2 provided for" in text


def test_unmet_need_goes_on_saying_why_nobody_was_found(world, reader):
    text = reader(world.worker).get(page(world.need_in("unmet"))).content.decode()
    assert "1 candidate was looked at" in text
    assert "0 of 1 provided for" in text


def test_what_was_asked_for_stays_when_the_pack_has_gone(world, reader):
    need = world.opened()
    propose_by_hand(need, [world.menu["org"]])
    withdraw_need(need=fresh(need), version=fresh(need).version, by=world.worker)
    text = reader(world.worker).get(page(need)).content.decode()
    assert "What is asked for" in text


def test_second_key_stands_on_top_for_the_raiser(world, reader):
    session = world.delivered()
    need = session.engagement.need
    keys = reader(world.raiser).get(page(need)).context["standing"].keys
    assert [each.pk for each in keys] == [session.pk]
    assert fresh(need).state == NeedState.IN_DELIVERY


def test_vacant_seat_is_said(world, reader):
    need = world.project()
    world.community.team.seats.filter(kind="resident").delete()
    text = reader(world.member).get(page(need)).content.decode()
    assert "vacant" in text
