"""A micro-wish: released, claimed by one, given back, fulfilled, lapsed, closed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.domain import course, wish
from matching.enums import NeedState
from matching.models import Need, WishClaim
from matching.queries import waiting_for
from matching.queries.wish import claims_of, wishes_for
from organisations.enums import Role
from records.domain import job
from records.models import Job
from tests.matching.tools import acts, fresh, paused, refused, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clocked_world):
    return clocked_world


def fulfilled(world):
    need = world.claimed()
    wish.fulfil_wish(need=need, by=world.member, note="周六送到社工站了")
    return fresh(need)


def overdue(need):
    Need.objects.filter(pk=need.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    return fresh(need)


# --- the whole way -------------------------------------------------------------------


def test_a_wish_goes_from_the_worker_to_one_who_fulfils_it(world):
    need = world.released()
    assert (need.state, need.track, need.title) == ("open", "micro_wish", "大字收音机")
    assert (need.worker, need.items.count(), need.packs.count()) == (world.worker, 0, 0)

    claim = wish.claim_wish(need=need, by=world.member)
    assert (fresh(need).state, claim.by, claim.provider) == (
        "in_delivery",
        world.member,
        None,
    )

    wish.fulfil_wish(need=need, by=world.member, note=" 送到了 ")
    claim.refresh_from_db()
    assert (fresh(need).state, claim.note) == ("completed", "送到了")
    assert claim.fulfilled_at is not None

    need = fresh(need)
    course.close_need(need=need, version=need.version, by=world.worker)
    assert fresh(need).state == "closed"
    assert acts(need) == [
        "raise_need",
        "release_wish",
        "claim_wish",
        "fulfil_wish",
        "close_need",
    ]
    assert told(world.raiser) == [
        "wish_open",
        "wish_claimed",
        "wish_fulfilled",
        "need_closed",
    ]
    assert not Job.objects.filter(kind="matching.propose_pack").exists()


def test_a_unit_claims_through_its_administrator(world):
    unit = world.providers["unit"]
    claim = wish.claim_wish(
        need=world.released(), by=world.admins[unit.pk], provider=unit
    )

    assert claim.provider == unit


def test_the_clocks_are_those_of_a_wish(world):
    raised = world.released()
    days = (raised.due_at - timezone.now()).days
    assert 9 <= days <= 30  # ten working days
    assert (fresh(world.claimed()).due_at - timezone.now()).days >= 14
    job_row = Job.objects.filter(kind="matching.lapse_wish").order_by("pk").first()
    assert job_row.due_at == raised.due_at


# --- refusals ---------------------------------------------------------------------------


def test_releasing_wants_a_title_consent_and_a_small_thing(world):
    release = {"by": world.worker, "version": 1, "consent": "phone"}
    need = world.raised()
    with refused("no_title"):
        wish.release_wish(need=need, title=" ", **release)
    with refused("no_consent"):
        wish.release_wish(need=need, title="风扇", **{**release, "consent": ""})
    with refused("stale"):
        wish.release_wish(need=need, title="风扇", **{**release, "version": 2})
    unmet = world.need_in("unmet")
    with refused("wish"):
        wish.release_wish(
            need=unmet, title="风扇", **{**release, "version": unmet.version}
        )
    Need.objects.filter(pk=need.pk).update(track="confidential")
    with refused("wish"):
        wish.release_wish(need=fresh(need), title="风扇", **release)


def test_the_second_who_claims_hears_a_clear_sentence(world):
    need = world.released()
    seen = fresh(need)
    wish.claim_wish(need=need, by=world.member)

    with refused("claimed"):
        wish.claim_wish(need=seen, by=world.raiser)
    assert WishClaim.objects.get().by == world.member


@pytest.mark.parametrize("state", ["raised", "in_delivery", "completed", "closed"])
def test_only_what_is_on_the_list_is_claimed(world, state):
    """A need of another track, delivered or not, is no wish."""
    with refused("wrong_state"):
        wish.claim_wish(need=world.need_in(state), by=world.member)


def test_what_was_not_claimed_is_neither_given_back_nor_fulfilled(world):
    need = world.released()
    with refused("wrong_state"):
        wish.drop_wish(need=need, by=world.member)
    with refused("wrong_state"):
        wish.fulfil_wish(need=need, by=world.member, note="好")
    with refused("no_note"):
        wish.fulfil_wish(need=world.claimed(), by=world.member, note=" ")


def test_a_wish_is_neither_assessed_nor_reopened(world):
    with refused("wish"):
        world.opened(track="micro_wish")
    need = fulfilled(world)
    course.close_need(need=need, version=need.version, by=world.worker)
    with refused("wish"):
        course.reopen_need(
            need=need, version=need.version, items=world.items(), by=world.worker
        )


# --- given back, lapsed -------------------------------------------------------------------


def test_what_is_given_back_can_be_claimed_by_another(world):
    need = world.claimed()
    wish.drop_wish(need=need, by=world.member)

    assert (fresh(need).state, WishClaim.objects.count()) == ("open", 0)
    assert told(world.worker)[-1] == "wish_open"
    wish.claim_wish(need=need, by=world.raiser)
    assert WishClaim.objects.get().by == world.raiser


def test_an_unclaimed_wish_lapses_and_can_be_released_again(world):
    need = overdue(world.released())

    assert wish.lapse_wish(need_id=need.pk) is True
    need = fresh(need)
    assert (need.state, acts(need)[-1]) == ("unmet", "lapse_wish")
    assert told(world.worker)[-1] == told(world.raiser)[-1] == "need_unmet"
    assert wish.lapse_wish(need_id=need.pk) is False

    wish.release_wish(
        need=need, version=need.version, title="收音机，大按钮", by=world.worker
    )
    assert fresh(need).state == "open"


def test_the_queue_lapses_it_on_its_day_and_not_before(world):
    need = world.released()
    job.drain()
    assert fresh(need).state == "open"

    need = overdue(need)
    Job.objects.filter(kind="matching.lapse_wish").update(due_at=need.due_at)
    job.drain()
    assert fresh(need).state == NeedState.UNMET


def test_a_wish_that_was_claimed_paused_or_given_time_does_not_lapse(world):
    assert wish.lapse_wish(need_id=world.claimed().pk) is False

    need = paused(world.released(), world.worker)
    assert wish.lapse_wish(need_id=need.pk) is False
    course.resume_need(need=need, version=need.version, by=world.worker)
    waiting = Job.objects.filter(kind="matching.lapse_wish", payload__need=need.pk)
    assert fresh(need).due_at in waiting.values_list("due_at", flat=True)

    given = world.released()
    later = timezone.now() + timedelta(days=40)
    Need.objects.filter(pk=given.pk).update(due_at=later)
    assert wish.lapse_wish(need_id=given.pk) is False
    assert Job.objects.filter(payload__need=given.pk, due_at=later).exists()


# --- who sees what -------------------------------------------------------------------------


def test_those_who_claim_see_title_and_street_and_no_words(
    world, django_assert_num_queries
):
    need = world.released()
    volunteer = world.appointed(Role.VOLUNTEER, world.far)
    admin = world.admins[world.providers["unit"].pk]
    for user in (world.member, volunteer, admin):
        [seen] = wishes_for(user)
        assert (seen.pk, seen.heading) == (need.pk, "大字收音机")
        assert {"text", "person_id", "for_whom"} <= seen.get_deferred_fields()
        assert not Need.objects.visible_to(user).exists()
    for user in (world.officer, world.raiser, world.worker):
        assert not wishes_for(user).exists()


def test_wishes_of_another_district_are_not_shown(world):
    world.released()
    Need.objects.update(community=world.far)
    far = world.far
    far.code = "440106001001"
    far.save()

    assert not wishes_for(world.member).exists()


def test_a_claim_waits_for_who_claimed_it(world):
    need = world.claimed()
    [task] = waiting_for(world.member)
    assert (task.detail, task.url) == (need.number, f"/desk/wishes/{need.public_id}/")
    assert list(claims_of(world.raiser)) == []

    unit = world.providers["unit"]
    admin = world.admins[unit.pk]
    wish.claim_wish(need=world.released(), by=admin, provider=unit)
    assert len(waiting_for(admin)) == 1
