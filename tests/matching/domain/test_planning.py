"""Planning: clashes seen first, runs of weeks, the yes before each time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.domain.planning import (
    Keeper,
    ask_who_comes,
    confirm_coming,
    schedule_series,
    schedule_session,
)
from matching.models import Session
from matching.queries import units_left, waiting_for
from matching.queries.calendar import clashes, faces_of, week_of
from tests.factories.organisations import PlaceFactory
from tests.matching.tools import acts, fresh, refused, told

pytestmark = pytest.mark.django_db
CHEN = Keeper("陈一", "13800000001")
HOUR = timedelta(hours=1)


@pytest.fixture
def start():
    return timezone.now() + timedelta(days=3)


def planned(world, engagement, start, verb=schedule_session, **more):
    form = {"units": 1, "by": world.admin(engagement)} | more
    return verb(engagement=engagement, starts_at=start, ends_at=start + HOUR, **form)


def test_the_same_face_is_not_at_two_places(world, start):
    one, two = world.accepted()[0], world.accepted("team")[0]
    planned(world, one, start, keeper=CHEN)

    with refused("clash"):
        planned(world, two, start + HOUR / 2, keeper=CHEN)
    session = planned(
        world, two, start + HOUR / 2, keeper=CHEN, despite="两处相邻，来得及"
    )
    after = planned(world, one, start + HOUR, keeper=CHEN, despite="不需要")

    assert session.despite == "两处相邻，来得及"
    assert [each.pk for each in clashes(after)] == [session.pk]


def test_a_place_is_taken_once(world, start):
    engagement = world.accepted()[0]
    hall = PlaceFactory(territory=world.community)
    planned(world, engagement, start, place=hall)

    with refused("clash"):
        planned(world, engagement, start, place=hall)
    other = planned(world, engagement, start, place=PlaceFactory())
    assert other.despite == ""


def test_a_reason_without_a_clash_is_not_kept(world, start):
    session = planned(world, world.accepted()[0], start, keeper=CHEN, despite="预防")
    assert session.despite == ""


def test_weekly_until_all_is_planned_with_the_same_face(world, start):
    engagement = world.accepted()[0]

    found = planned(world, engagement, start, schedule_series, keeper=CHEN)

    assert [each.starts_at for each in found] == [start, start + timedelta(days=7)]
    assert {each.keeper for each in found} == {faces_of(engagement.provider)[0]}
    assert units_left(engagement) == 0
    assert acts(engagement.need)[-2:] == ["schedule_session"] * 2
    assert fresh(engagement).state == "scheduled"


def test_a_clash_in_any_week_plans_none(world, start):
    engagement = world.accepted()[0]
    other = world.accepted("team")[0]
    planned(world, other, start + timedelta(days=7), keeper=CHEN)

    with refused("clash"):
        planned(world, engagement, start, schedule_series, keeper=CHEN)
    assert engagement.sessions.count() == 0


def test_a_known_face_goes_again(world, start):
    engagement = world.accepted()[0]
    first = planned(world, engagement, start, keeper=CHEN)
    second = planned(world, engagement, start + HOUR, keeper=first.keeper)
    assert second.keeper == first.keeper


@pytest.mark.parametrize("quantity", range(1, 5))
@pytest.mark.parametrize("units", range(1, 5))
def test_a_series_plans_what_is_left_and_no_more(world, start, quantity, units):
    pack = world.proposed(need=world.opened((world.visit, quantity)))
    [engagement] = world.invited(pack=pack)
    type(engagement).objects.update(state="accepted")
    if units > quantity:
        with refused("too_many"):
            planned(world, engagement, start, schedule_series, units=units)
        return
    found = planned(world, engagement, start, schedule_series, units=units)
    assert sum(each.units for each in found) == quantity
    assert len(found) == -(-quantity // units)


# --- the yes before each time -----------------------------------------------------------


def near(world, hours):
    engagement = world.accepted()[0]
    session = planned(world, engagement, timezone.now() + timedelta(hours=hours))
    return engagement, session


def test_two_days_before_the_provider_is_asked_once(world):
    engagement, session = near(world, 47)
    now = timezone.now()

    assert (ask_who_comes(now=now), ask_who_comes(now=now)) == (1, 0)

    assert told(world.admin(engagement))[-1] == "coming"
    [task] = waiting_for(world.admin(engagement))
    assert task.title.startswith(("A time is near", "服务时间临近"))
    assert fresh(session).asked_at == now


def test_earlier_nobody_is_asked(world):
    near(world, 49)
    assert ask_who_comes(now=timezone.now()) == 0


def test_one_tap_and_nobody_is_chased(world):
    engagement, session = near(world, 47)
    ask_who_comes(now=timezone.now())
    by = world.admin(engagement)

    confirm_coming(session=session, by=by)
    with refused("stale"):
        confirm_coming(session=session, by=by)

    later = timezone.now() + timedelta(hours=24)
    assert ask_who_comes(now=later) == 0
    assert acts(engagement.need)[-1] == "confirm_coming"


def test_without_a_yes_the_worker_hears_it_a_day_before(world):
    near(world, 47)
    now = timezone.now()
    ask_who_comes(now=now)
    later = now + timedelta(hours=24)

    assert (ask_who_comes(now=later), ask_who_comes(now=later)) == (1, 0)
    assert told(world.worker)[-1] == "not_sure"


def test_who_is_asked_late_has_a_day_to_answer(world):
    near(world, 20)
    now = timezone.now()
    assert ask_who_comes(now=now) == 1
    assert ask_who_comes(now=now + HOUR) == 0


def test_a_time_that_has_begun_needs_no_yes(world):
    session = world.scheduled()
    with refused("wrong_state"):
        confirm_coming(session=session, by=world.admin(session.engagement))


# --- the week -------------------------------------------------------------------------------


def test_a_week_has_its_days_and_only_the_own_sessions(world):
    session = world.scheduled(begun=False)
    world.scheduled(world.accepted("team")[0], begun=False)
    day = timezone.localtime(session.starts_at).date()
    monday = day - timedelta(days=day.weekday())

    week = week_of(world.admin(session.engagement), monday)

    assert [d.date for d in week] == [monday + timedelta(days=n) for n in range(7)]
    assert [d.sessions for d in week if d.sessions] == [[session]]
    assert Session.objects.count() == 2
