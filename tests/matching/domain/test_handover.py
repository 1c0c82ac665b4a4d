"""Cases change hands in one act, and the keys keep to their employers."""

import pytest

from matching import rules
from matching.domain import course
from matching.domain.handover import hand_over_cases
from matching.domain.session import turn_second_key
from matching.enums import SecondKey, Track
from matching.models import Need
from matching.queries import waiting_for
from organisations.enums import Role
from records.models import Job
from tests.matching.tools import acts, fresh, refused, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(world):
    world.colleague = world.appointed(Role.SOCIAL_WORKER, employer=world.agency)
    return world


def give(world, *needs, to=None, by=None, reason="leave", **more):
    return hand_over_cases(
        from_user=more.get("of", world.worker),
        to_user=to or world.colleague,
        needs=needs,
        reason=reason,
        by=by or world.manager,
    )


def test_cases_change_hands_together(world):
    first, second = world.need_in("open"), world.need_in("in_delivery")

    done = give(world, first, second)

    assert {fresh(need).worker for need in (first, second)} == {world.colleague}
    assert (len(done.moved), done.missed) == (2, [])
    assert [acts(need)[-1] for need in (first, second)] == ["hand_over_need"] * 2
    assert told(world.colleague).count("handed_over") == 2
    assert told(world.raiser).count("hand_over_told") == 2
    assert bool(rules.can_run(world.colleague, fresh(first)))
    assert not rules.can_run(world.worker, fresh(first))


def test_many_cases_are_one_message(world):
    give(world, *[world.need_in("open") for _n in range(4)])

    assert told(world.colleague)[-1] == "cases_handed_over"
    assert told(world.colleague).count("handed_over") == 0


def test_what_moved_meanwhile_is_reported(world):
    seen, gone, ended = (world.need_in("open") for _n in range(3))
    other = world.appointed(Role.SOCIAL_WORKER, employer=world.agency)
    give(world, gone, to=other)
    course.withdraw_need(need=ended, version=ended.version, by=world.raiser)

    done = give(world, seen, gone, ended)

    assert (done.moved, done.missed) == ([seen], [gone, ended])
    assert fresh(gone).worker == other
    assert acts(ended)[-1] == "withdraw_need"


def test_refused_as_a_whole(world):
    need = world.need_in("open")
    elsewhere = world.appointed(Role.SOCIAL_WORKER, world.far_street)
    for code, more in {
        "no_reason": {"reason": "because"},
        "same": {"to": world.worker},
        "worker": {"to": elsewhere},
    }.items():
        with refused(code):
            give(world, need, **more)
    with refused("worker"):
        give(world, need, to=world.officer)
    with refused("no_cases"):
        give(world)


def test_a_proposal_that_was_under_way_is_asked_for_again(world):
    need = world.need_in("open")
    give(world, need)

    asked = Job.objects.filter(kind="matching.propose_pack").order_by("pk").last()
    assert asked.payload == {"need": need.pk, "version": fresh(need).version}


def test_an_older_form_is_stale(world):
    need = world.need_in("open")
    give(world, need)
    with refused("stale"):
        course.withdraw_need(need=need, version=need.version, by=world.raiser)


def test_a_confidential_case_stays_with_the_station(world):
    need = world.opened(track=Track.CONFIDENTIAL)
    give(world, need)
    assert told(world.raiser).count("hand_over_told") == 0


def test_own_agency_is_whose_employer_it_is_now(world):
    org = world.providers["org"]
    hired = world.appointed(Role.SOCIAL_WORKER, employer=org)
    pack = world.proposed("org")
    assert pack.lines.get().own_agency is False

    give(world, pack.need, to=hired)
    assert pack.lines.get().own_agency is True

    give(world, pack.need, of=hired, to=world.colleague)
    line = pack.lines.get()
    assert (line.own_agency, line.own_agency_by) == (False, None)


def test_who_works_for_the_deliverer_does_not_turn_the_second_key(world):
    session = world.delivered()
    hired = world.appointed(Role.SOCIAL_WORKER, employer=session.engagement.provider)
    need = session.engagement.need

    give(world, need, to=hired)

    session = type(session).objects.get(pk=session.pk)
    assert not rules.can_turn_second_key(hired, session)
    with refused("same_employer"):
        turn_second_key(session=session, kind=SecondKey.WORKER, by=hired)
    give(world, need, of=hired, to=world.colleague)
    session = type(session).objects.get(pk=session.pk)
    assert rules.can_turn_second_key(world.colleague, session)


def test_the_tasks_go_along(world):
    need = world.delivered().engagement.need
    keys = [task.url for task in waiting_for(world.worker)]
    assert f"/desk/needs/{need.public_id}/" in keys

    give(world, need)

    url = f"/desk/needs/{need.public_id}/"
    assert url not in [task.url for task in waiting_for(world.worker)]
    assert url in [task.url for task in waiting_for(world.colleague)]


def test_who_may(world):
    elsewhere = world.appointed(Role.STATION_MANAGER, world.far_street)
    may = {
        name
        for name in ("worker", "colleague", "manager", "officer", "raiser")
        if rules.can_hand_over(getattr(world, name), world.worker)
    }
    assert may == {"worker", "manager"}
    assert not rules.can_hand_over(elsewhere, world.worker)


def test_a_thousand_cases_in_one_act(world, django_assert_max_num_queries):
    first = world.need_in("open")
    rows = [
        Need(
            number=f"XQ-{n}",
            code="000000",
            state="in_delivery",
            track="individual",
            origin="person",
            text="x",
            community=world.community,
            worker=world.worker,
        )
        for n in range(1000)
    ]
    Need.objects.bulk_create(rows)
    needs = list(Need.objects.filter(worker=world.worker))

    with django_assert_max_num_queries(1100):
        done = give(world, *needs)

    assert len(done.moved) == 1001
    assert fresh(first).worker == world.colleague
