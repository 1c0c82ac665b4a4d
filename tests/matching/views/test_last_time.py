"""As last time, and the versions of a pack side by side."""

import pytest
from django.urls import reverse

from matching.domain.engagement import decline_engagement
from matching.enums import SwapReason
from matching.queries import whole_packs
from matching.queries.last_time import last_lines
from matching.views.versions import side_by_side
from records.models import LedgerEntry
from tests.matching.tools import fresh, propose_by_hand


def url(name, need):
    return reverse(f"matching:{name}", args=[need.public_id])


@pytest.fixture
def again(world):
    """The organisation served this person before; now the volunteers are suggested."""
    served = world.accepted("org")[0].need
    return served, world.proposed("team")


def test_the_providers_of_last_time_are_taken_again(world, reader, clean, again):
    served, pack = again
    client, need = reader(world.worker), fresh(pack.need)
    assert url("as_last_time", need) in clean(client.get(url("need", need)))
    page = client.get(url("as_last_time", need))
    text = clean(page)
    assert served.number in text
    [row] = page.context["rows"]
    assert (row.before, row.same, page.context["whole"]) == (
        world.menu["org"],
        False,
        True,
    )
    answer = client.post(url("as_last_time", need), {"version": need.version})
    assert answer.status_code == 302
    line = pack.lines.get()
    assert line.capability == world.menu["org"]
    assert line.swap_reason == SwapReason.AS_BEFORE
    assert line.put_aside[0]["capability"] == world.menu["team"].pk
    acts = LedgerEntry.objects.filter(action="matching.take_as_last_time")
    assert acts.get().facts["lines"] == 1
    assert url("as_last_time", need) not in clean(client.get(url("need", need)))


def test_not_where_somebody_of_last_time_cannot(world, reader, clean, again):
    _served, pack = again
    need = fresh(pack.need)
    world.menu["org"].verifications.all().delete()
    client = reader(world.worker)
    page = client.get(url("as_last_time", need))
    assert "Not everybody of last time can do it again" in clean(page)
    sent = {"version": need.version}
    assert client.post(url("as_last_time", need), sent).status_code == 422
    assert pack.lines.get().capability == world.menu["team"]


def test_where_nothing_like_it_was_served_it_says_so(world, reader):
    need = fresh(world.proposed("team").need)
    assert reader(world.worker).get(url("as_last_time", need)).status_code == 409


def test_it_is_the_same_person_the_same_services_and_never_confidential(world, again):
    served, pack = again
    kinds = {world.visit.pk}
    need = fresh(pack.need)
    assert last_lines(need, kinds)[0].pack.need == served
    assert last_lines(need, {world.meal.pk}) == []
    other = world.raised(person=None)
    # The same community and track.
    assert last_lines(other, kinds)[0].pack.need == served
    type(served).objects.filter(pk=served.pk).update(track="confidential")
    assert last_lines(need, kinds) == []


def test_versions_say_what_changed_and_why(world, reader, clean):
    first = world.invited("org")[0]
    decline_engagement(engagement=first, reason="hands", by=world.admin(first))
    need = fresh(first.need)
    propose_by_hand(need, [world.menu["team"]])
    [row] = side_by_side(whole_packs(need))
    names = [str(world.providers[name]) for name in ("org", "team")]
    assert [cell.providers for cell in row.cells] == [[name] for name in names]
    assert [cell.changed for cell in row.cells] == [False, True]
    assert (
        row.cells[1].why
        == f"{fresh(first).get_state_display()} · {fresh(first).get_decline_reason_display()}"
    )
    text = clean(reader(world.worker).get(url("need", need)))
    assert "The versions side by side" in text
    assert "changed" in text
