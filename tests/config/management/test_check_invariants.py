"""`manage.py check_invariants` finds each fault that was planted past the verbs."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

import evaluation.queries.invariants
import matching.queries.invariants
import organisations.queries.invariants
import records.queries
from evaluation.models import Assessment, Award
from matching.enums import Track
from matching.models import ClockNotice, StageLimit
from organisations.enums import Role
from organisations.models import CapacityWeek, Territory
from records.models import Job, LedgerEntry, triggers
from tests.evaluation.court import Court
from tests.factories.delivery import HourEntryFactory, PresenceFactory
from tests.factories.incubation import IncubationFactory, TrainingFactory
from tests.factories.matching import AttendanceFactory, SlotOfferFactory
from tests.factories.organisations import GradeFactory, VolunteerFactory
from tests.factories.purchase import PurchaseContractFactory
from tests.factories.records import JobFactory
from tests.factories.registration import RegistrationFactory
from tests.factories.service_post import ServicePostFactory
from tests.matching.slots import Service
from tests.matching.tools import fresh
from tests.matching.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = World(clocks=True)
    world.done = world.twice_signed().engagement
    world.need = fresh(world.done.need)
    world.desk = world.appointed(Role.DUTY_DESK, world.district)
    return world


def found():
    """The names of what does not hold; [] when the command is content."""
    out, err = StringIO(), StringIO()
    status = 0
    try:
        call_command("check_invariants", stdout=out, stderr=err)
    except SystemExit as end:
        status = end.code
    lines = err.getvalue().splitlines()
    assert status == bool(lines)
    assert bool(lines) != ("invariants hold." in out.getvalue())
    return sorted({line.split(":")[0] for line in lines})


def raw(sql, *values):
    """Past the verbs, the models and the checks of the table."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        try:
            cursor.execute(sql, values)
        finally:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA ignore_check_constraints = OFF")


def unchecked(table, *constraints):
    """PostgreSQL takes a constraint away for the rest of the transaction."""
    if connection.vendor == "postgresql":
        raw("SET CONSTRAINTS ALL IMMEDIATE")
        for name in constraints:
            raw(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def set_need(need, **values):
    names = ", ".join(f"{name} = %s" for name in values)
    raw(f"UPDATE matching_need SET {names} WHERE id = %s", *values.values(), need.pk)


# --- one fault each --------------------------------------------------------------------


def an_end_is_gone(world):
    set_need(world.need, due_at=None, ring_at=None, rise_at=None)


def a_bell_without_a_clock(world):
    StageLimit.objects.all().delete()
    set_need(world.need, due_at=None, ring_at=timezone.now())


def a_pause_of_nothing(world):
    set_need(world.need, paused_at=timezone.now())


def another_state(world):
    set_need(world.need, state="closed", due_at=None, ring_at=None, rise_at=None)


def a_unit_taken_by_nobody(world):
    week = CapacityWeek.objects.first()
    raw("UPDATE organisations_capacityweek SET used = used + 1 WHERE id = %s", week.pk)


def one_too_many(world):
    unchecked("organisations_capacityweek", "capacity_week_not_over")
    week = CapacityWeek.objects.first()
    raw("UPDATE organisations_capacityweek SET cap = 1 WHERE id = %s", week.pk)


def a_lost_one_still_holds(world):
    lost = world.invited(pack=world.proposed("team", need=world.opened()))[0]
    raw(
        "UPDATE matching_engagement SET state = 'expired' WHERE id = %s",
        lost.pk,
    )


def more_planned_than_agreed(world):
    more = world.scheduled(world.accepted("team")[0])
    raw("UPDATE matching_session SET units = 99 WHERE id = %s", more.pk)


def more_done_than_asked(world):
    raw("UPDATE matching_engagement SET quantity = 99 WHERE id = %s", world.done.pk)


def a_pack_that_waits(world):
    raw("UPDATE matching_pack SET state = 'proposed' WHERE need_id = %s", world.need.pk)


def asked_for_what_ended(world):
    need = world.opened(need=world.raised())
    asked = world.invited(pack=world.proposed("team", need=need))[0]
    set_need(
        fresh(asked.need), state="withdrawn", due_at=None, ring_at=None, rise_at=None
    )


def one_key(world):
    raw("UPDATE matching_attendance SET second_at = NULL")


def a_secret_with_a_team(world):
    team = world.team_of()
    secret = world.opened(need=world.raised(), track=Track.CONFIDENTIAL)
    set_need(secret, team_id=team.pk)


def a_notice_before_its_clock(world):
    now = timezone.now()
    ClockNotice.objects.create(
        need=world.need, kind="reminder", since=now, at=now - timedelta(days=1)
    )


def a_wish_with_a_pack(world):
    set_need(world.need, track=Track.MICRO_WISH)


def casework_that_asks_others(world):
    set_need(world.opened(need=world.raised()), danger="minor")


def a_minute_of_what_was_taken_back(world):
    HourEntryFactory(attendance=AttendanceFactory(taken_back=True))


def a_row_of_the_ledger_is_edited(world):
    with triggers.lifted():
        last = LedgerEntry.objects.latest("pk")
        raw("UPDATE records_ledgerentry SET actor_id = 99 WHERE id = %s", last.pk)


def a_job_done_at_no_time(world):
    JobFactory(state="done", done_at=None)


def a_place_in_nothing(world):
    Territory.objects.create(code="440199001001", level="community", name="飞地")


def a_role_bound_to_the_wrong_place(world):
    held = world.officer.appointments.get()
    raw(
        "UPDATE organisations_appointment SET territory_id = %s WHERE id = %s",
        world.community.pk,
        held.pk,
    )


def a_priced_volunteer(world):
    row = world.menu["team"]
    raw("UPDATE organisations_capability SET price = 100 WHERE id = %s", row.pk)


def a_graded_company(world):
    grade = GradeFactory()
    raw(
        "UPDATE organisations_grade SET provider_id = %s WHERE id = %s",
        world.providers["firm"].pk,
        grade.pk,
    )


def approved_without_an_entry(world):
    RegistrationFactory(submitted=True, state="approved")


def a_place_nobody_holds(world):
    TrainingFactory(taken=1)


def a_post_that_counts_one_too_many(world):
    ServicePostFactory(taken=1)


def filed_without_a_registration(world):
    IncubationFactory(stage="filed")


def one_goes_to_a_home_alone(world):
    SlotOfferFactory(slot=Service(world, gates=["P2"]).slot, accepted=True)


def asked_without_being_counted(world):
    SlotOfferFactory(slot=Service(world).slot)


def a_grade_without_a_vote(world):
    case = Court().case()
    Assessment.objects.filter(pk=case.pk).update(state="graded", grade="5A")


def a_vote_carried_by_too_few(world):
    case = Court().decided()
    case.items.update(yes=6)


def a_notice_changed_past_its_triggers(world):
    case = Court().noticed()
    with triggers.lifted():
        case.public_notices.update(content={"grade": "1A"})


def an_award_the_register_does_not_know(world):
    case = Court().decided()
    today = timezone.localdate()
    Award.objects.create(
        assessment=case,
        level=5,
        announced_on=today,
        since=today,
        until=today,
        state="in_force",
    )


def a_contract_without_milestones(world):
    PurchaseContractFactory()


def who_served_signs(world):
    """The worker who turned the second key says that she was there to serve."""
    volunteer = VolunteerFactory(user=world.worker)
    PresenceFactory(session=world.done.sessions.get(), person=volunteer.person)


PLANTED = {
    "a_grade_rests_on_a_ballot": a_grade_without_a_vote,
    "a_carried_vote_had_its_majority": a_vote_carried_by_too_few,
    "a_public_notice_is_as_published": a_notice_changed_past_its_triggers,
    "a_grade_in_force_is_in_the_register": an_award_the_register_does_not_know,
    "each_place_of_a_training_is_held": a_place_nobody_holds,
    "each_place_of_a_post_is_claimed": a_post_that_counts_one_too_many,
    "who_was_filed_comes_onto_the_register": filed_without_a_registration,
    "a_clock_has_an_end": an_end_is_gone,
    "a_bell_needs_a_clock": a_bell_without_a_clock,
    "a_pause_remembers": a_pause_of_nothing,
    "the_ledger_tells_the_state": another_state,
    "what_is_taken_is_held": a_unit_taken_by_nobody,
    "no_week_is_over_its_capacity": one_too_many,
    "what_came_to_nothing_holds_nothing": a_lost_one_still_holds,
    "no_more_is_planned_than_agreed": more_planned_than_agreed,
    "no_more_is_done_than_asked": more_done_than_asked,
    "a_pack_waits_where_a_need_is_proposed": a_pack_that_waits,
    "an_ended_need_asks_nobody": asked_for_what_ended,
    "two_keys_of_two_hands": one_key,
    "a_confidential_case_is_the_stations": a_secret_with_a_team,
    "a_notice_follows_its_clock": a_notice_before_its_clock,
    "a_wish_has_no_pack": a_wish_with_a_pack,
    "casework_has_no_pack": casework_that_asks_others,
    "what_is_taken_back_counts_nothing": a_minute_of_what_was_taken_back,
    "who_comes_is_safe": one_goes_to_a_home_alone,
    "each_asking_is_counted": asked_without_being_counted,
    "milestones_add_up": a_contract_without_milestones,
    "who_served_turned_no_second_key": who_served_signs,
    "the_ledger_is_whole": a_row_of_the_ledger_is_edited,
    "a_job_says_how_it_stands": a_job_done_at_no_time,
    "every_place_lies_in_one": a_place_in_nothing,
    "a_role_is_bound_as_it_should_be": a_role_bound_to_the_wrong_place,
    "who_is_never_paid_names_no_price": a_priced_volunteer,
    "only_who_can_be_graded_is_graded": a_graded_company,
    "who_was_approved_is_on_the_register": approved_without_an_entry,
}


def test_a_floor_that_is_whole_has_no_fault(world):
    Job.objects.all().delete()

    assert found() == []


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_a_planted_fault_is_found(world, name):
    assert name not in found()

    PLANTED[name](world)

    assert name in found()


def test_every_invariant_has_its_planted_fault():
    floors = (
        records.queries,
        organisations.queries.invariants,
        matching.queries.invariants,
        evaluation.queries.invariants,
    )
    checks = [check for floor in floors for check in floor.INVARIANTS]

    assert {check.__name__ for check in checks} == set(PLANTED)
