"""Leave: the cover sees the tasks, hears the messages, acts, and is never two persons."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from matching import rules
from matching.domain.absence import end_absence, plan_absence
from matching.domain.pack import swap_line
from matching.enums import ConfirmerKind, SecondKey
from matching.models import Absence
from matching.queries import confirming_kinds, second_key_of, waiting_for
from organisations.enums import Role
from records.models import LedgerEntry
from tests.matching.tools import fresh, line_of, refused, say_yes, told, version_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world(world):
    world.cover = world.appointed(Role.SOCIAL_WORKER, employer=world.agency)
    world.today = timezone.localdate()
    return world


def leave(world, since=0, until=6, user=None, cover=None):
    return plan_absence(
        user=user or world.worker,
        cover=cover or world.cover,
        since=world.today + since * DAY,
        until=world.today + until * DAY,
        by=user or world.worker,
    )


def test_the_cover_acts_from_the_first_day_to_the_last(world):
    need = world.opened()
    planned = leave(world, since=1)
    assert not rules.can_run(world.cover, need)

    Absence.objects.filter(pk=planned.pk).update(since=world.today)
    assert rules.can_run(world.cover, need)
    assert rules.can_run(world.worker, need)
    end_absence(absence=fresh(planned), by=world.manager)
    assert not rules.can_run(world.cover, need)
    assert told(world.cover)[-2:] == ["absence_planned", "absence_ended"]
    rows = LedgerEntry.objects.about(world.worker.subject).oldest_first()
    assert [row.action for row in rows][-2:] == [
        "matching.plan_absence",
        "matching.end_absence",
    ]


def test_leave_that_has_begun_ends_yesterday(world):
    planned = leave(world)
    Absence.objects.filter(pk=planned.pk).update(since=world.today - 3 * DAY)

    end_absence(absence=fresh(planned), by=world.worker)

    assert fresh(planned).until == world.today - DAY
    with refused("stale"):
        end_absence(absence=fresh(planned), by=world.worker)


def test_what_no_leave_can_be(world):
    third = world.appointed(Role.SOCIAL_WORKER, employer=world.agency)
    elsewhere = world.appointed(Role.SOCIAL_WORKER, world.far_street)
    with refused("since"):
        leave(world, since=-1)
    for stranger in (elsewhere, world.officer, world.worker):
        with refused("cover"):
            leave(world, cover=stranger)
    leave(world)
    with refused("overlap"):
        leave(world, since=3, until=9, cover=third)
    with refused("covering"):
        leave(world, since=6, until=9, user=world.cover, cover=third)
    with refused("cover_away"):
        leave(world, since=2, until=2, user=third, cover=world.worker)


def test_tasks_are_marked_and_messages_go_to_both(world):
    pack = world.proposed()
    leave(world)

    with translation.override("en"):
        (task,) = waiting_for(world.cover)
        marked = f"for {world.worker.spoken_name}, who is away"
    assert task.detail.endswith(marked)
    assert task.url == f"/desk/needs/{pack.need.public_id}/"

    engagement = world.invited(pack=pack)[0]
    world.declines(engagement)
    assert (told(world.worker)[-1], told(world.cover)[-1]) == ("lost", "lost")


def test_the_cover_chooses_and_confirms_as_one_person(world):
    pack = world.proposed("org")
    leave(world)
    line = pack.lines.get()
    swap_line(
        line=line,
        need_version=version_of(pack),
        choice=line_of(line.item, world.menu["team"]),
        reason="nearer",
        by=world.cover,
    )

    say_yes(pack, kind=ConfirmerKind.SOCIAL_WORKER, by=world.cover)
    with refused("already"):
        say_yes(pack, kind=ConfirmerKind.SOCIAL_WORKER, by=world.cover)
    done = say_yes(
        pack,
        kind=ConfirmerKind.PERSON,
        by=world.cover,
        person=world.person,
        how="phone",
    )
    assert done is True


def test_a_seat_that_is_stood_in_for_counts_once(world):
    need = world.project()
    pack = world.proposed("org", need=need)
    leave(world)
    assert confirming_kinds(fresh(need), user=world.cover) == {"social_worker"}

    say_yes(pack, kind="social_worker", by=world.cover)
    assert say_yes(pack, kind="social_worker", by=world.worker) is False
    assert say_yes(pack, kind="party_member", by=world.member) is True


def test_a_manager_who_stands_in_does_not_approve_the_own_agency(world):
    need = world.opened()
    boss = world.appointed(Role.STATION_MANAGER, employer=world.agency)
    world.appointed(Role.SOCIAL_WORKER, employer=world.agency)
    boss.appointments.create(
        role=Role.SOCIAL_WORKER, territory=world.street, employer=world.agency
    )
    assert rules.can_confirm_own_agency(boss, need)

    leave(world, cover=boss)

    assert not rules.can_confirm_own_agency(boss, need)
    assert rules.can_confirm_own_agency(world.manager, need)


def test_the_cover_turns_the_second_key_but_never_both(world):
    session = world.delivered()
    leave(world)
    assert second_key_of(session, world.cover) == SecondKey.WORKER

    attendance = session.attendance
    attendance.first_by = world.worker
    attendance.save()
    assert second_key_of(session, world.cover) == ""
    attendance.first_by = world.cover
    attendance.save()
    assert second_key_of(session, world.cover) == ""

    hired = world.appointed(Role.SOCIAL_WORKER, employer=session.engagement.provider)
    Absence.objects.update(cover=hired)
    assert second_key_of(session, hired) == ""


def test_who_may_plan(world):
    may = {
        name
        for name in ("worker", "cover", "manager", "officer", "raiser")
        if rules.can_plan_absence(getattr(world, name), world.worker)
    }
    assert may == {"worker", "manager"}
