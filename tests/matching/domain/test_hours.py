"""Hours: entries instead of changes, reversal instead of deletion, findings on a list."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching import tasks
from matching.domain import hours
from matching.domain import session as sessions
from matching.domain.hours import Served
from matching.engine import plausible
from matching.enums import HourRule, SecondKey
from matching.models import Attendance, HourEntry, HourFlag
from matching.queries import units_left
from matching.queries.hours import listed_flags
from matching.queries.invariants import INVARIANTS
from matching.queries.slot import served, who_accepted
from organisations.enums import Role
from organisations.models import Appointment
from records.models import Job
from tests.factories.matching import SlotFactory, SlotOfferFactory
from tests.matching.tools import acts, fresh, refused, taken, told

pytestmark = pytest.mark.django_db
LIST = [Served(60, "陈一", "13800000001"), Served(45, "李二", "13800000002")]


def recorded(world, engagement=None, served=LIST, units=None, **more):
    session = world.scheduled(engagement, units)
    return sessions.record_delivery(
        session=session,
        units=session.units,
        minutes=60,
        served=served,
        by=world.admin(session.engagement),
        **more,
    )


def confirmed(world, attendance, by=None):
    sessions.turn_second_key(
        session=attendance.session, kind=SecondKey.WORKER, by=by or world.worker
    )
    return fresh(attendance)


def look(attendance):
    payload = {"session": attendance.session_id}
    tasks.commit_hours(payload, tasks.plan_hours(payload))
    return set(HourFlag.objects.values_list("attendance", "rule"))


def in_order():
    return [fault for check in INVARIANTS for fault in check()]


# --- who served -------------------------------------------------------------------------


def test_the_list_is_kept_person_by_person(world):
    attendance = recorded(world)

    kept = [(e.person.masked_name, e.minutes) for e in attendance.entries.all()]
    assert kept == [("陈*", 60), ("李*", 45)]


def test_a_face_is_known_again_by_name_and_number(world):
    engagement = world.accepted()[0]
    first = recorded(world, engagement, units=1)
    second = recorded(world, engagement, [Served(30, "陈一", "138 0000 0001")], units=1)

    assert second.entries.get().person == first.entries.order_by("pk").first().person


@pytest.mark.parametrize(
    ("served", "code"),
    [
        ([Served(61, "陈一", "13800000001")], "more"),
        ([Served(60, "陈一", "13800000001")] * 2, "twice"),
    ],
)
def test_a_list_that_cannot_be_is_refused(world, served, code):
    session = world.scheduled()
    by = world.admin(session.engagement)

    with refused(code):
        sessions.record_delivery(
            session=session, units=2, minutes=60, served=served, by=by
        )


def test_a_correction_is_an_entry_of_its_own(world):
    attendance = confirmed(world, recorded(world))
    person = attendance.entries.first().person
    by = world.admin(attendance.session.engagement)

    hours.correct_hours(
        attendance=attendance, person=person, minutes=40, reason="早走", by=by
    )

    own = attendance.entries.filter(person=person)
    assert list(own.values_list("minutes", "reason")) == [(60, ""), (-20, "早走")]
    assert hours.minutes_of(attendance)[person.pk] == 40
    assert acts(attendance.session.engagement.need)[-1] == "correct_hours"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": " "}, "no_reason"),
        ({"minutes": 61}, "more"),
        ({"minutes": 60}, "same"),
    ],
)
def test_a_correction_that_is_none(world, change, code):
    attendance = recorded(world)
    values = {"minutes": 50, "reason": "早走", "by": world.worker} | change
    person = attendance.entries.first().person

    with refused(code):
        hours.correct_hours(attendance=attendance, person=person, **values)
    with refused(code if code in ("no_reason", "more") else "nobody"):
        hours.correct_hours(attendance=attendance, person=world.person, **values)


# --- taking back --------------------------------------------------------------------------


def test_taking_back_leaves_every_row(world):
    engagement = world.accepted()[0]
    attendance = confirmed(world, recorded(world, engagement, units=1))
    recorded(world, engagement, served=(), units=1)

    hours.reverse_attendance(attendance=attendance, reason="没有去过", by=world.manager)

    assert fresh(attendance.session).state == "reversed"
    assert set(hours.minutes_of(attendance).values()) == {0}
    assert HourEntry.objects.count() == 4
    assert Attendance.objects.count() == 2
    assert units_left(engagement) == 1
    assert told(world.admin(engagement))[-1] == "hours_reversed"
    assert acts(engagement.need)[-1] == "reverse_attendance"
    assert in_order() == []


def test_units_taken_back_may_be_planned_again(world):
    engagement = world.accepted()[0]
    attendance = confirmed(world, recorded(world, engagement, units=1))
    hours.reverse_attendance(attendance=attendance, reason="没有去过", by=world.manager)

    world.scheduled(fresh(engagement), 2)

    assert in_order() == []


def test_taking_back_from_one_who_was_let_go_frees_the_week(world):
    engagement = world.accepted()[0]
    attendance = confirmed(world, recorded(world, engagement, units=1))
    world.cancels(engagement)
    before = taken(engagement.line.capability)

    hours.reverse_attendance(attendance=attendance, reason="没有去过", by=world.manager)

    assert (before, taken(engagement.line.capability)) == ([1], [0])
    assert in_order() == []


@pytest.mark.parametrize("state", ["delivered", "reversed"])
def test_only_what_is_confirmed_is_taken_back(world, state):
    attendance = recorded(world)
    if state == "reversed":
        confirmed(world, attendance)
        hours.reverse_attendance(attendance=attendance, reason="没有", by=world.manager)
    with refused("stale"):
        hours.reverse_attendance(attendance=attendance, reason="没有", by=world.manager)


# --- looked at again ------------------------------------------------------------------------


def test_the_second_key_asks_for_a_look(world):
    attendance = confirmed(world, recorded(world))

    job = Job.objects.get(kind="matching.look_at_hours")
    assert job.payload == {"session": attendance.session_id}


def test_an_honest_hour_gets_no_flag_but_by_lot(world, monkeypatch):
    monkeypatch.setattr("matching.queries.hours.AUDIT_PERCENT", 0)
    attendance = confirmed(world, recorded(world))
    need = attendance.session.engagement.need
    type(need).objects.update(raised_at=timezone.now() - timedelta(days=3))

    assert look(attendance) == set()
    monkeypatch.setattr("matching.queries.hours.AUDIT_PERCENT", 100)
    assert look(attendance) == {(attendance.pk, "sample")}


def test_bought_hours_are_on_the_list_once(world, monkeypatch):
    """One person at two places, before the need, by one who worked for the provider."""
    monkeypatch.setattr("matching.queries.hours.AUDIT_PERCENT", 0)
    yesterday = timezone.localdate() - timedelta(days=1)
    engagement = world.accepted()[0]
    left = {"provider": engagement.provider, "since": yesterday - timedelta(days=9)}
    world_worker = Appointment(user=world.worker, role=Role.PROVIDER_ADMIN, **left)
    world_worker.until = yesterday
    world_worker.save()
    first = confirmed(world, recorded(world, engagement))
    second = confirmed(world, recorded(world, world.accepted("team")[0]))

    flags = look(first)

    both = {(pk, rule) for pk in (first.pk, second.pk) for rule in ("overlap",)}
    both |= {(pk, "before_need") for pk in (first.pk, second.pk)}
    assert flags == both | {(first.pk, "same_employer")}
    assert look(second) == flags
    overlap = HourFlag.objects.get(attendance=first, rule="overlap")
    assert overlap.others == [str(second.session.public_id)]
    assert acts(engagement.need).count("flag_hours") == 3


def test_who_looks_and_what_she_finds(world, monkeypatch):
    monkeypatch.setattr("matching.queries.hours.AUDIT_PERCENT", 0)
    operator = world.appointed(Role.CENTRE_OPERATOR, world.district)
    attendance = confirmed(world, recorded(world))
    look(attendance)
    flag = listed_flags(operator).first()

    with refused("no_note"):
        hours.settle_flag(flag=flag, note=" ", by=operator)
    hours.settle_flag(flag=flag, note="打过电话，属实", by=operator)
    with refused("stale"):
        hours.settle_flag(flag=flag, note="再看一次", by=operator)

    assert list(listed_flags(operator)) == []
    assert list(listed_flags(world.worker)) == []
    assert acts(attendance.session.engagement.need)[-1] == "settle_flag"


def test_taking_back_settles_what_was_found(world):
    operator = world.appointed(Role.CENTRE_OPERATOR, world.district)
    attendance = confirmed(world, recorded(world))
    look(attendance)

    hours.reverse_attendance(attendance=attendance, reason="没有去过", by=operator)

    assert set(HourFlag.objects.values_list("outcome", "note")) == {
        ("taken_back", "没有去过")
    }


def test_the_rules_of_the_engine_have_their_sentence():
    assert {*plausible.RULES, "sample"} == set(HourRule.values)


# --- volunteers -----------------------------------------------------------------------------


def test_of_those_who_said_yes_the_list_says_who_came(world):
    session = world.scheduled()
    slot = SlotFactory(session=session, number=2)
    came, stayed = (
        SlotOfferFactory(slot=slot, accepted=True).volunteer for _n in range(2)
    )
    assert who_accepted(session) == [came, stayed]

    attendance = sessions.record_delivery(
        session=session,
        units=2,
        minutes=60,
        served=[Served(45, person=came.person)],
        by=world.admin(session.engagement),
    )
    confirmed(world, attendance)

    assert (served(came).minutes, served(came).times) == (45, 1)
    assert (served(stayed).minutes, served(stayed).times) == (0, 0)


def test_without_a_list_a_yes_counts_for_the_whole_time(world):
    session = world.scheduled()
    volunteer = SlotOfferFactory(slot__session=session, accepted=True).volunteer
    attendance = sessions.record_delivery(
        session=session, units=2, minutes=60, by=world.admin(session.engagement)
    )
    confirmed(world, attendance)
    assert (served(volunteer).minutes, served(volunteer).times) == (60, 1)
