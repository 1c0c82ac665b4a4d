"""Several invitations answered at once are as many single answers; a yes is undone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.domain.answers import (
    UNDO,
    accept_each,
    decline_each,
    take_back_answer,
)
from matching.domain.engagement import accept_engagement, decline_engagement
from matching.models import CapacityHold, Engagement
from tests.matching.tools import fresh, length, refused
from tests.matching.world import World

pytestmark = pytest.mark.django_db
ANSWER = reverse("matching:answer_several")
LIST = reverse("matching:engagement_list")


@pytest.fixture
def world():
    return World(weekly=40)


def invited(world, number):
    return [world.invited("org")[0] for _n in range(number)]


def state(engagements):
    rows = Engagement.objects.filter(pk__in=[each.pk for each in engagements])
    names = ("state", "decline_reason", "need__state")
    return list(rows.order_by("pk").values_list(*names))


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_bulk_is_n_times_single(world, answer):
    three, others = invited(world, 3), invited(world, 3)
    by = world.admin(three[0])
    before = length()
    if answer == "accept":
        found = accept_each(engagements=three, by=by)
    else:
        found = decline_each(engagements=three, reason="hands", by=by)
    bulk = length() - before
    assert [each.refusal for each in found] == [None] * 3
    for each in others:
        if answer == "accept":
            accept_engagement(engagement=each, by=by)
        else:
            decline_engagement(engagement=each, reason="hands", by=by)
    assert length() - before == 2 * bulk == 6
    assert state(three) == state(others)


def test_one_that_is_refused_keeps_back_no_other(world):
    late, good = invited(world, 2)
    past = timezone.now() - timedelta(minutes=1)
    Engagement.objects.filter(pk=late.pk).update(answer_by=past)
    found = accept_each(engagements=[late, good], by=world.admin(good))
    codes = [each.refusal and each.refusal.code for each in found]
    assert codes == ["too_late", None]
    assert [fresh(each).state for each in (late, good)] == ["invited", "accepted"]


def test_a_yes_is_undone_and_its_weeks_stay_held(world):
    [engagement] = invited(world, 1)
    by = world.admin(engagement)
    accept_engagement(engagement=engagement, by=by, note="周末可以")
    held = CapacityHold.objects.filter(engagement=engagement, released_at=None).count()
    take_back_answer(engagement=engagement, by=by)
    again = fresh(engagement)
    assert (again.state, again.answered_at, again.answered_by, again.note) == (
        *("invited", None, None),
        "",
    )
    kept = CapacityHold.objects.filter(engagement=engagement, released_at=None).count()
    assert kept == held
    with refused("wrong_state"):
        take_back_answer(engagement=again, by=by)
    accept_engagement(engagement=again, by=by)
    long_ago = timezone.now() - UNDO - timedelta(seconds=1)
    Engagement.objects.filter(pk=again.pk).update(answered_at=long_ago)
    with refused("too_late"):
        take_back_answer(engagement=again, by=by)


def test_the_list_answers_those_that_are_ticked(world, client):
    one, two, three = invited(world, 3)
    client.force_login(world.admin(one))
    page = client.get(LIST).content.decode()
    assert page.count('name="picked"') == 3
    picked = {"picked": [one.public_id, two.public_id], "answer": "accept"}
    assert client.post(ANSWER, picked).url == LIST
    states = [fresh(each).state for each in (one, two, three)]
    assert states == ["accepted", "accepted", "invited"]
    assert (
        client.post(reverse("matching:undo_answer", args=[one.public_id])).url == LIST
    )
    assert fresh(one).state == "invited"
    client.post(ANSWER, {"picked": [three.public_id], "answer": "decline"})
    assert fresh(three).state == "invited"  # a no wants its reason
    stranger = world.admins[world.providers["team"].pk]
    client.force_login(stranger)
    client.post(ANSWER, picked)
    assert fresh(one).state == "invited"
