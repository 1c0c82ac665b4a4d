"""Several invitations answered at once are as many single answers; a yes is undone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.domain.answers import accept_each, decline_each, take_back_answer
from matching.domain.course import withdraw_need
from matching.domain.decline import UNDO, hold_decline, send_decline
from matching.domain.engagement import accept_engagement, expire_engagement
from matching.enums import EngagementState
from matching.models import CapacityHold, Engagement
from matching.snapshot.need import need_view
from records.domain.job import drain
from records.models import Job, Message
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
            hold_decline(engagement=each, reason="hands", by=by)
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


# --- a no is held back ---------------------------------------------------------------------


def held_weeks(engagement):
    still = CapacityHold.objects.filter(engagement=engagement, released_at=None)
    return sum(still.values_list("quantity", flat=True))


def said_no(world, **more):
    engagement = world.invited("org")[0]
    Engagement.objects.filter(pk=engagement.pk).update(**more)
    engagement = fresh(engagement)
    by = world.admin(engagement)
    at = hold_decline(engagement=engagement, reason="hands", note="本周没人", by=by)
    return engagement, by, at


def job_of(engagement):
    return Job.objects.get(
        kind="matching.send_decline", key__contains=engagement.public_id
    )


def test_a_no_that_is_held_changes_nothing_and_is_forgotten(world):
    heard = Message.objects.filter(kind="matching.lost")
    engagement, by, at = said_no(world)
    need, weeks = fresh(engagement.need), held_weeks(engagement)
    again = fresh(engagement)
    assert (again.state, again.holds_no) == ("invited", True)
    assert again.spoken_state == EngagementState.DECLINED.label
    assert at == again.answered_at + UNDO == job_of(again).due_at
    assert (weeks > 0, heard.count()) == (True, 0)
    with refused("wrong_state"):
        hold_decline(engagement=again, reason="far", by=by)
    take_back_answer(engagement=again, by=by)
    back = fresh(engagement)
    assert (back.holds_no, back.answered_at, back.answered_by, back.note) == (
        *(False, None, None),
        "",
    )
    drain()
    Job.objects.filter(pk=job_of(back).pk).update(due_at=timezone.now())
    drain()
    assert (fresh(back).state, heard.count(), held_weeks(back)) == ("invited", 0, weeks)
    assert fresh(engagement.need).version == need.version


def test_a_no_goes_out_once_when_its_while_is_over(world):
    engagement, by, _at = said_no(world)
    said_at = job_of(engagement).payload["said_at"]
    assert not expire_engagement(engagement=fresh(engagement))  # an answer was given
    assert not send_decline(engagement=fresh(engagement), said_at="2026-01-01")
    assert send_decline(engagement=fresh(engagement), said_at=said_at)
    assert not send_decline(engagement=fresh(engagement), said_at=said_at)
    gone = fresh(engagement)
    assert (gone.state, gone.decline_reason, gone.note, gone.answered_by) == (
        *("declined", "hands", "本周没人"),
        by,
    )
    assert (held_weeks(gone), gone.line.item.state) == (0, "open")
    assert Message.objects.filter(kind="matching.lost").count() == 1
    with refused("wrong_state"):
        take_back_answer(engagement=gone, by=by)


def test_who_says_yes_after_all_has_said_no_no(world):
    engagement, by, _at = said_no(world)
    accept_engagement(engagement=fresh(engagement), by=by)
    again = fresh(engagement)
    assert (again.state, again.decline_reason, again.note) == ("accepted", "", "")
    said_at = job_of(engagement).payload["said_at"]
    assert not send_decline(engagement=again, said_at=said_at)


def test_nothing_is_put_off_beyond_the_time_to_answer_nor_for_urgent_needs(world):
    soon = timezone.now() + timedelta(minutes=3)
    engagement, _by, at = said_no(world, answer_by=soon)
    assert at == soon == job_of(engagement).due_at
    late, _by, at = said_no(world, answer_by=timezone.now() - timedelta(minutes=1))
    assert (at, fresh(late).state) == (None, "declined")
    urgent = world.invited("org")[0]
    urgent.need.__class__.objects.filter(pk=urgent.need_id).update(urgency="urgent")
    by = world.admin(urgent)
    assert hold_decline(engagement=urgent, reason="hands", by=by) is None
    assert fresh(urgent).state == "declined"


def test_what_ends_it_meanwhile_leaves_nothing_of_a_no(world):
    [engagement] = invited(world, 1)
    item = engagement.line.item
    hold_decline(
        engagement=engagement,
        reason="recusal",
        note="负责人是亲戚",
        by=world.admin(engagement),
    )
    # Nobody has heard it: the engine knows of no recusal.
    assert need_view(fresh(item.need), [], {}, {}).recused == frozenset()
    withdraw_need(need=item.need, version=fresh(item.need).version, by=world.raiser)
    done = fresh(engagement)
    assert done.state == EngagementState.CANCELLED
    words = (done.decline_reason, done.note, done.answered_at, done.answered_by)
    assert words == ("", "", None, None)


def test_the_page_after_a_no_offers_the_way_back(world, client):
    engagement, by, at = said_no(world)
    page = reverse("matching:engagement", args=[engagement.public_id])
    undo = reverse("matching:undo_answer", args=[engagement.public_id])
    client.force_login(by)
    shown = client.get(page)
    assert (shown.context["no_goes_out"], undo in shown.content.decode()) == (at, True)
    decline = reverse("matching:decline", args=[engagement.public_id])
    again = {"version": "invited", "reason": "far"}
    assert client.post(decline, again).status_code == 409
    assert undo in client.get(LIST).content.decode()
    client.force_login(world.worker)
    hidden = client.get(page).content.decode()
    assert [word in hidden for word in (undo, "本周没人", "人手不足")] == [False] * 3
    assert client.post(undo).status_code == 403
    client.force_login(by)
    assert client.post(undo).url == LIST
    assert not fresh(engagement).holds_no
