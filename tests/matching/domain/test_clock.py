"""Clocks: what a pause leaves, more time, reminders, and the four levels."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from matching import tasks
from matching.domain import course
from matching.domain.clock import extend_clock
from matching.domain.clock_notice import tell_what_is_due
from matching.enums import Level, Track
from matching.models import Absence, ClockNotice, LevelLimit, Need, StageLimit
from matching.queries.clock import class_of, limit_now, reminder
from organisations.enums import Role
from records.domain.beat import ring_minutely
from records.models import Job, Message
from records.queries import SHANGHAI, workday_deadline, workdays_passed
from tests.matching.tools import acts, fresh, load_clocks, load_levels, refused, told

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(clocked_world):
    world = clocked_world
    load_levels()
    world.secretary = world.appointed(Role.COMMUNITY_SECRETARY, world.community)
    world.desk = world.appointed(Role.DUTY_DESK, world.district)
    return world


def at(need, **fields):
    """The same need, as if its clock had begun at another time."""
    Need.objects.filter(pk=need.pk).update(**fields)
    return fresh(need)


def levels_told(need):
    rows = need.notices.filter(kind="level").order_by("pk")
    return list(rows.values_list("level", flat=True))


def pause(world, need):
    course.pause_need(
        need=need,
        version=need.version,
        reason="away",
        until=timezone.localdate() + timedelta(days=60),
        by=world.worker,
    )
    return fresh(need)


def resume(world, need):
    course.resume_need(need=need, version=need.version, by=world.worker)
    return fresh(need)


# --- a pause ---------------------------------------------------------------------------


def test_a_pause_stops_the_clock_and_it_goes_on_with_what_was_left(world):
    need = world.raised()
    due, since = need.due_at, need.state_since
    paused = pause(world, need)
    assert (paused.due_at, paused.ring_at, paused.paused_due_at) == (None, None, due)
    began = timezone.now() - timedelta(days=14)
    paused = at(paused, paused_at=began)

    need = resume(world, paused)

    passed = workdays_passed(began, timezone.now())
    assert need.due_at == workday_deadline(due, passed) != due
    assert need.state_since == since
    assert 14 * 86400 <= need.paused_seconds < 14 * 86400 + 60
    assert (need.paused_at, need.paused_due_at) == (None, None)


def test_a_clock_of_hours_is_moved_by_the_seconds_of_the_pause(world):
    need = world.raised(urgency="urgent")
    due, rise = need.due_at, need.state_since + timedelta(hours=1)
    paused = at(pause(world, need), paused_at=timezone.now() - timedelta(hours=30))
    assert paused.rise_at == rise  # the secretary's hour: no grid leader is named

    need = resume(world, paused)

    for moved, before in ((need.due_at, due), (need.rise_at, rise)):
        assert abs(moved - before - timedelta(hours=30)) < timedelta(seconds=30)


def test_pauses_are_summed(world):
    need = world.raised()
    for days in (1, 2):
        paused = pause(world, need)
        at(paused, paused_at=timezone.now() - timedelta(days=days))
        need = resume(world, fresh(paused))

    assert need.paused_seconds // 86400 == 3


def test_a_pause_on_one_day_takes_nothing_and_gives_nothing(world):
    need = world.raised()
    due = need.due_at

    assert resume(world, pause(world, need)).due_at == due


def test_a_need_withdrawn_out_of_a_pause_keeps_its_sum(world):
    need = at(
        pause(world, world.raised()), paused_at=timezone.now() - timedelta(days=1)
    )

    course.withdraw_need(need=need, version=need.version, by=world.raiser)

    need = fresh(need)
    assert need.paused_seconds >= 86400
    assert (need.paused_at, need.paused_state, need.due_at) == (None, "", None)


def test_a_proposal_that_falls_in_a_pause_starts_the_next_clock_with_the_pause(world):
    need = world.opened((world.visit, 2), (world.meal, 1))
    first, second = world.invited(pack=world.proposed("org", "unit", need=need))
    world.declines(first)
    world.proposed("team", need=need)
    paused = at(
        pause(world, fresh(need)), paused_at=timezone.now() - timedelta(days=14)
    )
    world.declines(second)

    need = resume(world, fresh(paused))

    assert (need.state, limit_now(need).stage) == ("open", "pack")
    assert need.due_at == workday_deadline(timezone.now(), 3)


# --- more time -------------------------------------------------------------------------


def extended(world, need, amount=1, reason="facts"):
    return extend_clock(
        need=need, version=need.version, amount=amount, reason=reason, by=world.officer
    )


def test_the_street_extends_once_by_at_most_half(world):
    need = world.raised(origin="minutes")  # a project: three working days
    due = need.due_at

    with refused("amount"):
        extended(world, fresh(need), amount=2)
    with refused("no_reason"):
        extended(world, fresh(need), reason="because")
    end = extended(world, need)

    need = fresh(need)
    assert need.due_at == end == workday_deadline(due, 1)
    assert (need.extended_by, need.extend_reason) == (1, "facts")
    assert need.ring_at < end
    with refused("again"):
        extended(world, fresh(need))
    assert acts(need) == ["raise_need", "extend_clock"]


def test_what_has_no_clock_or_no_time_left_is_not_extended(world):
    need = world.raised(origin="minutes")
    with refused("stale"):
        extend_clock(need=need, version=9, amount=1, reason="facts", by=world.officer)
    with refused("no_clock"):
        extended(world, pause(world, need))
    with refused("too_late"):
        extended(world, at(world.raised(), due_at=timezone.now() - MINUTE))


# --- reminders and levels --------------------------------------------------------------


def test_at_three_quarters_whoever_works_on_it_is_reminded_once(world):
    need = world.opened()
    remind_at = need.ring_at
    assert remind_at == reminder(limit_now(need), need.due_at)
    assert remind_at.astimezone(SHANGHAI).hour == 11  # a quarter of three days is left
    assert tell_what_is_due(now=remind_at - MINUTE) == 0

    told_of = [tell_what_is_due(now=remind_at) for _ in range(3)]

    assert told_of == [1, 0, 0]
    assert told(world.worker).count("reminder") == 1
    assert acts(need).count("remind") == 1
    notice = ClockNotice.objects.get()
    assert (notice.kind, notice.told) == ("reminder", world.worker)
    assert fresh(need).version == need.version


def test_when_time_is_up_the_next_level_is_told_then_the_next_by_its_limit(world):
    need = world.opened()
    tell_what_is_due(now=need.due_at)

    assert levels_told(need) == ["street"]  # the community sees nothing of this one
    assert told(world.officer)[-1] == "escalated"
    assert told(world.worker).count("overdue") == 1
    rise = fresh(need).rise_at
    assert rise == workday_deadline(need.due_at, 5)
    assert Need.objects.visible_to(world.desk).count() == 0
    tell_what_is_due(now=rise - MINUTE)
    assert levels_told(need) == ["street"]
    tell_what_is_due(now=rise)
    tell_what_is_due(now=rise + timedelta(days=90))

    assert levels_told(need) == ["street", "district"]
    assert told(world.desk) == ["escalated"]
    assert Need.objects.visible_to(world.desk).get() == need
    assert fresh(need).ring_at is None
    assert told(world.secretary) == []


def test_a_new_need_rises_from_the_first_level_with_a_named_person(world):
    need = world.raised()
    end = workday_deadline(need.state_since, 2)
    tell_what_is_due(now=workday_deadline(need.state_since, 1))
    assert (levels_told(need), fresh(need).rise_at) == ([], end)

    tell_what_is_due(now=end)

    assert levels_told(need) == ["street"]


def test_a_grid_leader_holds_it_first(world):
    grid = type(world.community).objects.create(
        code=world.community.code + "001", name="第一网格", level="grid"
    )
    world.appointed(Role.GRID_LEADER, grid)
    need = world.raised(urgency="urgent")
    steps = [30, 90]
    for minutes in steps:
        tell_what_is_due(now=need.state_since + minutes * MINUTE)

    assert levels_told(need) == ["community", "street"]
    assert told(world.secretary) == ["escalated"]


def test_an_urgent_clock_runs_through_the_night(world):
    need = world.raised(urgency="urgent")
    night = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)  # 2 o'clock on a Sunday
    at(
        need,
        state_since=night,
        due_at=night + timedelta(hours=2),
        ring_at=night + 30 * MINUTE,
    )

    tell_what_is_due(now=night + timedelta(hours=1))

    assert levels_told(need) == ["street"]
    assert class_of(need) == "emergency"


def test_the_cover_is_told_in_place_of_who_is_away(world):
    cover = world.appointed(Role.STREET_OFFICER)
    today = timezone.localdate()
    Absence.objects.create(
        user=world.officer, cover=cover, since=today, until=today + timedelta(days=40)
    )
    need = world.opened()
    tell_what_is_due(now=need.due_at)

    assert (told(world.officer), told(cover)) == ([], ["escalated"])


def test_a_level_without_a_person_counts_as_held_by_the_next(world):
    world.officer.appointments.update(until=timezone.localdate() - timedelta(days=1))
    world.officer.appointments.update(since=timezone.localdate() - timedelta(days=9))
    need = world.opened()

    tell_what_is_due(now=need.due_at)

    assert levels_told(need) == ["district"]


def test_of_a_confidential_need_only_the_station_hears(world):
    need = world.opened(track=Track.CONFIDENTIAL)
    before = Message.objects.count()
    moment = need.due_at
    for _ in range(5):
        tell_what_is_due(now=moment)
        moment = fresh(need).ring_at or moment

    heard = Message.objects.order_by("pk")[before:]
    assert {m.recipient for m in heard} == {world.worker, world.manager}
    assert "escalated" in told(world.manager)
    assert levels_told(need) == ["community", "street", "district"]
    for outsider in (world.desk, world.officer, world.secretary):
        assert not Need.objects.visible_to(outsider).exists()
    assert not any(need.title in m.text for m in heard)


def test_an_arrow_starts_the_levels_anew(world):
    need = world.raised()
    tell_what_is_due(now=need.due_at)
    assert fresh(need).level == Level.STREET

    world.opened(need=fresh(need))

    need = fresh(need)
    assert (need.level, need.extended_by) == ("", 0)
    assert need.rise_at == need.due_at > need.ring_at


# --- the minute ------------------------------------------------------------------------


def test_a_minute_is_rung_once_and_says_nothing_twice(world):
    need = world.opened()
    minute = need.due_at + MINUTE
    for _ in range(2):
        ring_minutely(now=minute)

    job = Job.objects.get(kind="matching.tick_clocks")
    told_of = [tasks.plan_tick(job.payload) for _ in range(2)]

    assert told_of == [1, 0]
    assert ClockNotice.objects.filter(need=need).count() == 2  # time is up; the street


def test_a_tick_reads_little_and_only_what_rings(
    world, django_assert_max_num_queries, django_assert_num_queries
):
    needs = [world.raised() for _ in range(6)]
    with django_assert_num_queries(1):
        tell_what_is_due(now=timezone.now())
    with django_assert_max_num_queries(6 * 40):
        told_of = tell_what_is_due(now=needs[-1].due_at + MINUTE)

    assert told_of == 6


def test_a_row_written_without_a_bell_gets_one(world):
    need = at(world.raised(), ring_at=None)

    tell_what_is_due(now=timezone.now())

    assert fresh(need).ring_at > timezone.now()


def test_a_clock_that_cannot_be_counted_keeps_nobody_else_waiting(world):
    lost, found = world.project(), world.opened()
    far = datetime(2031, 1, 1, tzinfo=UTC)
    at(lost, ring_at=timezone.now(), due_at=far)

    assert tell_what_is_due(now=found.due_at) == 1
    assert fresh(lost).ring_at == found.due_at + timedelta(hours=1)


def test_without_limits_there_is_no_clock(world):
    StageLimit.objects.all().delete()
    LevelLimit.objects.all().delete()
    need = world.raised()

    assert (need.due_at, need.ring_at) == (None, None)
    assert tell_what_is_due(now=timezone.now() + timedelta(days=99)) == 0
    load_clocks()
    assert limit_now(need).amount == 2
