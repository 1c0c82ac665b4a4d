"""Clocks, what is still open, who has to say yes, and the figures of a month."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from matching import queries
from matching.domain.feedback import give_feedback, issue_feedback_link
from matching.enums import Stage, Track
from matching.models import Need, StageLimit
from organisations.enums import Role
from records.links import open_link
from tests.matching.tools import fresh, length, load_clocks, propose_by_hand, say_yes

pytestmark = pytest.mark.django_db


def shanghai(day, hour, minute=0, second=0):
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC) - timedelta(
        hours=8
    )


@pytest.mark.parametrize(
    ("stage", "lane", "expected"),
    [
        (Stage.RECEIVE, "urgent", shanghai(27, 18)),  # two hours
        (Stage.RECEIVE, "soon", shanghai(30, 23, 59, 59)),  # a Friday: Monday night
        (Stage.ASSESS, "urgent", shanghai(28, 16)),  # one day, whatever day it is
        (Stage.ASSESS, "micro_wish", None),  # has no clock
    ],
)
def test_a_clock_counts_hours_days_or_working_days(stage, lane, expected):
    load_clocks()

    assert queries.deadline(stage, lane, shanghai(27, 16)) == expected


def test_without_limits_there_is_no_clock():
    assert queries.deadline(Stage.RECEIVE, "urgent", timezone.now()) is None


def test_loading_the_same_limits_again_leaves_no_trace():
    first = load_clocks()
    before = length()

    assert (load_clocks(), length()) == (first, before)

    StageLimit.objects.filter(stage="receive").update(amount=9)
    load_clocks()
    assert length() == before + 1


def test_what_is_open_is_less_what_others_do(world):
    need = world.opened((world.visit, 4), (world.meal, 2))
    visits, meals = need.items.all()
    assert queries.open_quantities(need) == {visits.pk: 4, meals.pk: 2}

    first, second = world.invited(pack=_part(world, need, 3))
    assert queries.open_quantities(need) == {}
    assert queries.given(need) == {visits.pk: (3, 0), meals.pk: (2, 0)}

    world.declines(first)
    assert queries.open_quantities(need) == {visits.pk: 4}
    world.declines(second)
    assert queries.open_quantities(need) == {visits.pk: 4, meals.pk: 2}


def test_who_is_missing_before_a_pack_counts(world):
    need = world.opened(need=world.raised(person=None))
    pack = propose_by_hand(need, [world.menu["org"]])

    def missing():
        with translation.override("en"):
            return queries.confirmations_missing(pack, fresh(need))

    assert missing() == ["the social worker", "the station manager"]
    say_yes(pack, kind="station_manager", by=world.manager)
    assert missing() == ["the social worker"]
    Need.objects.filter(pk=need.pk).update(person=world.person)
    pack.confirmations.all().delete()
    assert missing() == ["the social worker", "the person concerned"]
    Need.objects.filter(pk=need.pk).update(urgency="urgent")
    assert missing() == ["the social worker"]
    Need.objects.filter(pk=need.pk).update(urgency="soon", track=Track.PROJECT)
    assert missing() == ["two seats"]


def test_in_which_capacity_somebody_confirms(world):
    need = world.opened()
    kinds = queries.confirming_kinds

    assert kinds(need, user=world.worker) == {"social_worker"}
    assert kinds(need, user=world.manager) == set()
    assert kinds(need, person=world.person) == {"person"}
    assert kinds(need, person=world.resident) == set()
    assert kinds(need, user=world.officer, person=world.person) == set()
    assert kinds(need) == set()
    project = world.project()
    assert kinds(project, user=world.member) == {"party_member"}
    assert kinds(project, person=world.resident) == {"resident"}
    assert kinds(project, user=world.worker, person=world.resident) == set()


def test_whose_key_is_the_second(world):
    session = world.delivered()
    hired = world.appointed(Role.SOCIAL_WORKER, employer=world.providers["org"])

    assert queries.second_key_of(session, world.worker) == "worker"
    assert queries.second_key_of(session, world.raiser) == "served"
    assert queries.second_key_of(session, world.admin(session.engagement)) == ""
    assert queries.second_key_of(session, hired) == ""
    Need.objects.update(origin="neighbour")
    session = type(session).objects.get(pk=session.pk)
    assert queries.second_key_of(session, world.raiser) == "helper"
    assert queries.second_key_of(world.scheduled(), world.worker) == ""


def test_a_timeline_names_acts_and_people_in_one_query(
    world, django_assert_num_queries
):
    need = world.opened()
    world.confirmed(pack=world.proposed(need=need))

    with django_assert_num_queries(1), translation.override("en"):
        steps = [(str(step.label), step.actor) for step in queries.timeline(need)]

    with translation.override("en"):
        expected = [
            ("Raised", world.raiser.spoken_name),
            ("Assessed and split into items", world.worker.spoken_name),
            ("Pack proposed", ""),
            ("Confirmed by one seat", world.worker.spoken_name),
            ("Provider invited", world.worker.spoken_name),
            ("Pack confirmed", world.worker.spoken_name),
        ]
    assert steps == expected


def test_the_figures_of_a_month_leave_confidential_needs_out(world):
    need = world.need_in("completed")
    for grade in ("good", "very_poor"):
        token = issue_feedback_link(need=need, by=world.worker)
        give_feedback(need=need, link=open_link(token), grade=grade)
    world.need_in("unmet")
    world.opened(track=Track.CONFIDENTIAL)
    old = world.raised()
    Need.objects.filter(pk=old.pk).update(raised_at=timezone.now() - timedelta(days=31))

    figures = queries.month_figures("440104")

    assert (figures.raised, figures.packed, figures.unmet) == (2, 1, 1)
    assert (figures.rated, figures.satisfied_percent) == (2, 50)
    assert queries.month_figures("440105").satisfied_percent is None


def _part(world, need, units):
    pack = propose_by_hand(need, [world.menu["org"], world.menu["unit"]])
    line = pack.lines.first()
    line.quantity = units
    line.save()
    return pack
