"""Saying yes, the own agency, choosing somebody else, the gap list."""

import pytest
from django.urls import reverse
from django.utils import translation

from matching.domain.proposal import record_proposal
from matching.enums import ConfirmerKind
from matching.models import Need, PackLine
from organisations.enums import Role
from tests.matching.tools import fresh, line_of, plate, proposal, propose_by_hand


def url(name, thing):
    return reverse(f"matching:{name}", args=[thing.public_id])


def version(pack):
    return {"version": fresh(pack.need).version}


def of_the_own_agency(world):
    """A pack whose only line is the agency that employs the worker."""
    own = world.offered(world.agency, world.visit)
    need = world.opened()
    line = line_of(need.items.get(), own, own_agency=True)
    return record_proposal(
        need_id=need.pk, version=need.version, proposal=proposal([line])
    )


# --- yes -------------------------------------------------------------------------------


def test_worker_and_the_persons_word_confirm_an_individual_need(world, reader, clean):
    pack = world.proposed()
    need, client = pack.need, reader(world.worker)
    assert client.post(url("confirm", need), version(pack)).status_code == 302
    clean(client.get(url("person_word", need)))
    data = {**version(pack), "how": "phone"}
    assert client.post(url("person_word", need), data).status_code == 302
    kinds = {yes.kind: yes.how for yes in pack.confirmations.all()}
    assert kinds == {ConfirmerKind.SOCIAL_WORKER: "", ConfirmerKind.PERSON: "phone"}
    assert fresh(need).state == "confirmed"


@pytest.mark.parametrize("act", ["confirm", "person_word", "confirmation_link"])
def test_whoever_says_yes_reads_what_it_is(world, reader, clean, act):
    pack = world.proposed()
    page = reader(world.worker).get(url(act, pack.need))
    html = clean(page)
    with translation.override("en"):
        for line in pack.lines.all():
            assert str(line.item.service_type) in html
            assert str(line.capability.provider) in html


def test_seats_confirm_a_project(world, reader):
    pack = world.proposed(need=world.project())
    for user in (world.member, world.worker):
        response = reader(user).post(url("confirm", pack.need), version(pack))
        assert response.status_code == 302
    assert fresh(pack.need).state == "confirmed"


def test_without_a_seat_no_yes(world, reader):
    pack = world.proposed()
    response = reader(world.officer).post(url("confirm", pack.need), version(pack))
    assert response.status_code == 403
    assert "You hold no seat" in response.content.decode()
    assert pack.confirmations.count() == 0


def test_yes_to_an_older_pack_is_409(world, reader, clean):
    pack = world.proposed()
    old = version(pack)
    Need.objects.filter(pk=pack.need_id).update(version=old["version"] + 1)
    response = reader(world.worker).post(url("confirm", pack.need), old)
    assert response.status_code == 409
    assert "Somebody changed this" in clean(response)


def test_yes_when_the_last_place_is_gone_is_409(world, reader):
    late = world.proposed(need=world.opened((world.visit, 4)))
    world.confirmed(pack=world.proposed(need=world.opened((world.visit, 4))))
    client = reader(world.worker)
    client.post(url("confirm", late.need), version(late))
    data = {**version(late), "how": "phone"}
    response = client.post(url("person_word", late.need), data)
    assert response.status_code == 409
    assert "has no room left" in response.content.decode()
    assert fresh(late.need).state == "proposed"


def test_nothing_to_confirm_is_422_with_a_sentence(world, reader, clean):
    pack = propose_by_hand(world.opened(), [], gaps=True)
    response = reader(world.worker).post(url("confirm", pack.need), version(pack))
    assert response.status_code == 422
    assert "there is nothing to confirm" in clean(response)


@pytest.mark.parametrize("track", ["individual", "project"])
def test_confirmation_link_is_shown_once(world, reader, clean, track):
    need = world.project() if track == "project" else world.opened()
    pack = world.proposed(need=need)
    client = reader(world.worker)
    response = client.post(url("confirmation_link", need), version(pack))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "/i/" in clean(response)


def test_link_for_nobody_is_422(world, reader):
    need = world.opened(need=world.raised(person=None))
    pack = world.proposed(need=need)
    response = reader(world.worker).post(url("confirmation_link", need), version(pack))
    assert response.status_code == 422
    assert "There is no person without an account" in response.content.decode()


def test_what_nobody_can_do_goes_on_the_gap_list(world, reader):
    pack = propose_by_hand(world.opened(), [], gaps=True)
    response = reader(world.worker).post(url("unmet", pack.need), version(pack))
    assert response.status_code == 302
    assert fresh(pack.need).state == "unmet"


# --- the own agency ------------------------------------------------------------------------


def test_station_manager_answers_for_the_own_agency(world, reader, clean):
    pack = of_the_own_agency(world)
    line = pack.lines.get()
    client = reader(world.manager)
    text = clean(client.get(url("need", pack.need)))
    assert url("own_agency", line) in text
    clean(client.get(url("own_agency", line)))
    data = {**version(pack), "reason": "街内仅此一家"}
    assert client.post(url("own_agency", line), data).status_code == 302
    assert fresh(line).own_agency_by == world.manager


def test_own_agency_needs_the_manager_and_a_reason(world, reader):
    pack = of_the_own_agency(world)
    line, data = pack.lines.get(), {**version(pack), "reason": "就近"}
    assert reader(world.worker).post(url("own_agency", line), data).status_code == 403
    empty = {**data, "reason": ""}
    assert reader(world.manager).post(url("own_agency", line), empty).status_code == 422
    waiting = reader(world.worker).post(url("confirm", pack.need), version(pack))
    assert waiting.status_code == 422
    assert "the station manager confirms first" in waiting.content.decode()


# --- somebody else ---------------------------------------------------------------------------


@pytest.fixture
def pack(world):
    """A pack that the matcher made, after somebody who is not verified was added."""
    world.offered(world.providers["firm"], world.visit)
    unverified = world.offered(world.providers["unit"], world.visit)
    unverified.verifications.all().delete()
    return plate(world.opened())


def swap(pack, capability, **more):
    return {
        **version(pack),
        "choice": capability.pk,
        "reason": "familiar",
        "note": "",
        **more,
    }


def others(world, line):
    menu = (world.menu["org"], world.menu["team"])
    return [each for each in menu if each.pk != line.capability_id]


def test_page_shows_who_could_and_why_not_the_others(world, reader, clean, pack):
    line = pack.lines.get()
    response = reader(world.worker).get(url("swap", line))
    text = clean(response)
    found = {each.capability.pk for each in response.context["choices"]}
    assert line.capability_id not in found
    assert {each.pk for each in others(world, line)} <= found
    assert [each.rule for each in response.context["blocked"]] == ["not_verified"]
    assert "Why not others?" in text
    assert "Not verified for this service" in text
    assert "Needed: have this service verified." in text
    assert "Scores no lower than the one chosen" in text or "Would come first" in text


def test_worker_takes_somebody_else_with_a_reason(world, reader, pack):
    line = pack.lines.get()
    choice = others(world, line)[0]
    client = reader(world.worker)
    client.post(url("confirm", pack.need), version(pack))
    response = client.post(url("swap", line), swap(pack, choice))
    assert response.status_code == 302
    line = fresh(line)
    assert (line.capability_id, line.chosen_by) == (choice.pk, "person")
    assert line.swap_reason == "familiar"
    assert line.reasons
    assert pack.confirmations.count() == 0


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"choice": ""}, {"choice": "0"}])
def test_swap_without_choice_or_reason_is_422(world, reader, clean, pack, wrong):
    line = pack.lines.get()
    data = swap(pack, others(world, line)[0], **wrong)
    response = reader(world.worker).post(url("swap", line), data)
    assert response.status_code == 422
    assert "error-summary" in clean(response)


def test_whom_the_rest_of_the_pack_leaves_no_room_says_so(world, reader, clean):
    """The other item's line has all of its week."""
    busy, free = world.menu["org"], world.menu["team"]
    need = world.opened((world.visit, 4), (world.visit, 4))
    pack = propose_by_hand(need, [busy, free])
    line = pack.lines.get(capability=free)

    response = reader(world.worker).get(url("swap", line))

    assert busy.pk not in {c.capability.pk for c in response.context["choices"]}
    found = {b.capability.pk: b.rule for b in response.context["blocked"]}
    assert found[busy.pk] == "full"
    assert "Has no room left beside the rest of the pack." in clean(response)
    data = swap(pack, busy)
    assert reader(world.worker).post(url("swap", line), data).status_code == 422


def test_blocked_candidate_cannot_be_posted(world, reader, pack):
    line = pack.lines.get()
    blocked = reader(world.worker).get(url("swap", line)).context["blocked"][0]
    data = swap(pack, blocked.capability)
    assert reader(world.worker).post(url("swap", line), data).status_code == 422


def test_swap_of_an_older_version_is_409(world, reader, pack):
    line = pack.lines.get()
    data = swap(pack, others(world, line)[0])
    Need.objects.filter(pk=pack.need_id).update(version=data["version"] + 1)
    assert reader(world.worker).post(url("swap", line), data).status_code == 409


def test_swap_is_for_the_worker_of_the_need(world, reader, pack):
    line = pack.lines.get()
    data = swap(pack, others(world, line)[0])
    response = reader(world.manager).post(url("swap", line), data)
    assert response.status_code == 403
    assert "Only the social worker of this need" in response.content.decode()
    stranger = world.appointed(Role.SOCIAL_WORKER, world.far_street)
    assert reader(stranger).get(url("swap", line)).status_code == 404


def test_swap_after_the_pack_was_confirmed_is_409(world, reader):
    line = world.invited()[0].line
    data = {"version": 1, "choice": world.menu["team"].pk, "reason": "time"}
    assert reader(world.worker).post(url("swap", line), data).status_code == 409


def test_line_of_an_earlier_version_is_409(world, reader):
    old = world.invited()[0].line
    assert reader(world.worker).get(url("swap", old)).status_code == 409
    assert PackLine.objects.count() == 1
