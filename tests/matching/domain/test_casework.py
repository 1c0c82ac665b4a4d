"""What must be reported: the station's own work, never a pack, a team, a list."""

import pytest
from django.utils import timezone

from matching.domain import course
from matching.domain.clock_notice import tell_what_is_due
from matching.domain.plating import propose_many
from matching.domain.proposal import record_proposal
from matching.domain.safeguard import finish_casework, open_report, record_report
from matching.enums import CASE_ARROWS, ItemState, NeedState
from matching.models import Need, Pack, TopicItem
from matching.queries import deadline, invariants, waiting_for
from matching.rules import can_close
from records.models import Job
from tests.matching.tools import (
    acts,
    fresh,
    load_tables,
    paused,
    proposal,
    refused,
    told,
)

pytestmark = pytest.mark.django_db

VIOLENCE = "老公又打我，唔畀出门。"


@pytest.fixture
def world(clocked_world):
    load_tables()
    return clocked_world


def reported(world):
    need = world.raised(text=VIOLENCE, acknowledged=["violence"])
    at = timezone.now()
    record_report(
        need=need, reported_to="110", receipt_no="A-1", at=at, by=world.worker
    )
    return fresh(need)


def case_of(world):
    return fresh(world.opened(need=reported(world), track="confidential"))


def states_of(need):
    return set(need.items.values_list("state", flat=True))


def asked_for(need):
    return Job.objects.filter(key__startswith=f"propose:{need.public_id}").count()


def test_after_the_report_it_is_assessed_without_a_pack(world):
    need = case_of(world)

    assert (need.state, states_of(need)) == ("in_delivery", {ItemState.IN_DELIVERY})
    assert asked_for(need) == propose_many([need]) == Pack.objects.count() == 0
    assert "need_assessed" not in told(world.raiser)
    assert acts(need)[-1] == "assess_need"
    for version in (need.version, need.version - 1):
        plan = proposal([])
        assert record_proposal(need_id=need.pk, version=version, proposal=plan) is None
    assert fresh(need).state == "in_delivery"


def test_a_need_of_no_danger_on_the_confidential_track_has_a_pack(world):
    need = fresh(world.opened(track="confidential"))
    assert (need.state, asked_for(need)) == ("open", 1)


def test_its_worker_finishes_it_and_the_manager_closes_it(world):
    need = case_of(world)
    [task] = waiting_for(world.worker)
    assert str(need.heading) in task.title

    finish_casework(need=need, version=need.version, by=world.worker)

    need = fresh(need)
    assert (need.state, states_of(need)) == ("completed", {ItemState.DONE})
    assert waiting_for(world.worker) == []
    assert not can_close(world.worker, need)
    assert can_close(world.manager, need)
    assert len(waiting_for(world.manager)) == 1
    course.close_need(need=need, version=need.version, by=world.manager)
    assert acts(need)[-2:] == ["finish_casework", "close_need"]
    assert [name for check in invariants.INVARIANTS for name in check()] == []


def test_taken_up_again_it_is_casework_still(world):
    need = case_of(world)
    finish_casework(need=need, version=need.version, by=world.worker)
    course.close_need(need=need, version=need.version, by=world.manager)
    course.reopen_need(
        need=need, version=need.version, items=world.items(), by=world.worker
    )
    need = fresh(need)
    assert (need.state, asked_for(need)) == ("in_delivery", 0)


def test_nothing_else_is_finished_as_casework(world):
    need = world.need_in("in_delivery")
    with refused("wrong_state"):
        finish_casework(need=need, version=need.version, by=world.worker)
    need = reported(world)
    with refused("wrong_state"):
        finish_casework(need=need, version=need.version, by=world.worker)
    need = fresh(world.opened(need=need, track="confidential"))
    with refused("stale"):
        finish_casework(need=need, version=need.version - 1, by=world.worker)


@pytest.mark.parametrize("state", ["open", "proposed", "unmet"])
def test_seen_later_its_pack_falls_and_the_station_goes_on_alone(world, state):
    need = world.need_in(state)
    before = need.version
    open_report(need=need, version=before, family="minor", by=world.worker)

    need = fresh(need)
    went_on = "unmet" if state == "unmet" else "in_delivery"
    assert (need.state, need.track) == (went_on, "confidential")
    assert not Pack.objects.filter(state="proposed").exists()
    assert not TopicItem.objects.exists()
    assert ItemState.OPEN not in states_of(need)
    # the job of the older version comes too late
    record_proposal(need_id=need.pk, version=before, proposal=proposal([]))
    assert fresh(need).state == went_on
    assert list(invariants.casework_has_no_pack()) == []


def test_seen_while_it_is_paused_it_goes_on_as_casework(world):
    need = world.need_in("proposed")
    until = timezone.localdate() + timezone.timedelta(days=3)
    course.pause_need(
        need=need, version=need.version, reason="away", until=until, by=world.worker
    )
    open_report(need=need, version=need.version, family="minor", by=world.worker)
    assert (fresh(need).state, need.paused_state) == ("paused", "open")
    course.resume_need(need=need, version=need.version, by=world.worker)

    assert (fresh(need).state, asked_for(need)) == ("in_delivery", 1)
    assert list(invariants.the_ledger_tells_the_state()) == []


def test_who_was_invited_before_goes_on_or_is_called_off_first(world):
    need = world.need_in("in_delivery")
    open_report(need=need, version=need.version, family="minor", by=world.worker)
    need = fresh(need)
    assert need.state == NeedState.IN_DELIVERY
    with refused("engaged"):
        finish_casework(need=need, version=need.version, by=world.worker)
    for engagement in need.engagements.all():
        world.cancels(engagement=engagement)
    need = fresh(need)
    assert (states_of(need), asked_for(need)) == ({ItemState.IN_DELIVERY}, 1)
    finish_casework(need=need, version=need.version, by=world.worker)
    assert Need.objects.get().state == "completed"


def test_the_pages_say_what_happens_instead(world, client):
    need = reported(world)
    client.force_login(world.worker)
    page = client.get(f"/desk/needs/{need.public_id}/assess/").content.decode()
    assert "保存为社工站个案" in page
    need = fresh(world.opened(need=need, track="confidential"))
    page = client.get(f"/desk/needs/{need.public_id}/").content.decode()
    assert "不配服务资源包" in page
    url = f"/desk/needs/{need.public_id}/casework/done/"
    assert client.post(url, {"version": need.version}).status_code == 302
    assert client.post(url, {"version": need.version}).status_code == 409
    client.force_login(world.manager)
    page = client.get(f"/desk/needs/{need.public_id}/").content.decode()
    assert "个案工作已完成" in page


# --- its clock, a pause, another body ---------------------------------------------------


def referred(need, by):
    course.refer_need(
        need=need, version=need.version, body="区民政局", number="7", by=by
    )
    return need


def nothing_is_wrong():
    return [name for check in invariants.INVARIANTS for name in check()] == []


def test_its_clock_runs_from_the_day_it_is_in_hand(world):
    need = case_of(world)
    assert need.due_at == deadline("casework", need.lane, need.state_since)
    assert need.ring_at < need.due_at

    assert tell_what_is_due(now=need.ring_at) == 1
    assert "reminder" in told(world.worker)
    assert tell_what_is_due(now=need.due_at) == 1
    assert "overdue" in told(world.worker)
    assert "escalated" in told(world.manager)
    for other in (world.officer, world.raiser):
        assert {"reminder", "overdue", "escalated"} & set(told(other)) == set()
    assert nothing_is_wrong()


def test_a_pause_holds_its_clock_and_gives_back_what_was_left(world):
    need = case_of(world)
    due = need.due_at
    paused(need, world.worker)
    need = fresh(need)
    assert (need.state, need.paused_state) == ("paused", "in_delivery")
    assert (need.due_at, need.ring_at, need.paused_due_at) == (None, None, due)
    assert nothing_is_wrong()
    with refused("wrong_state"):
        course.withdraw_need(need=need, version=need.version, by=world.worker)

    course.resume_need(need=need, version=need.version, by=world.worker)
    need = fresh(need)
    assert (need.state, states_of(need)) == ("in_delivery", {ItemState.IN_DELIVERY})
    assert (need.due_at, asked_for(need)) == (due, 0)
    assert nothing_is_wrong()


def test_another_body_takes_it_over_with_its_number(world):
    need = fresh(referred(case_of(world), world.worker))
    assert (need.state, need.referred_to, need.referred_no) == (
        "referred",
        "区民政局",
        "7",
    )
    assert (need.due_at, need.ring_at) == (None, None)
    assert acts(need)[-1] == "refer_need"
    assert waiting_for(world.worker) == []
    assert nothing_is_wrong()


@pytest.mark.parametrize("verb", [paused, referred])
def test_what_others_deliver_is_neither_paused_nor_referred(world, verb):
    need = world.need_in("in_delivery")
    with refused("wrong_state"):
        verb(need, world.worker)
    open_report(need=need, version=need.version, family="minor", by=world.worker)
    need = fresh(need)
    assert need.due_at == deadline("casework", "urgent", need.state_since)
    with refused("engaged"):
        verb(need, world.worker)
    for engagement in need.engagements.all():
        world.cancels(engagement=engagement)
    verb(fresh(need), world.worker)
    assert fresh(need).state in CASE_ARROWS["in_delivery"]


def test_its_page_offers_the_two_and_a_providers_does_not(world, client):
    client.force_login(world.worker)
    later = timezone.localdate() + timezone.timedelta(days=3)
    asked = {"reason": "away", "until": later.isoformat()}
    for need, status in ((world.need_in("in_delivery"), 409), (case_of(world), 302)):
        url = f"/desk/needs/{need.public_id}/"
        page = client.get(url).content.decode()
        assert (f"{url}pause/" in page, f"{url}refer/" in page) == (status == 302,) * 2
        sent = client.post(f"{url}pause/", {"version": need.version, **asked})
        assert sent.status_code == status
