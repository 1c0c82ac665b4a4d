"""What answers, sessions and keys refuse, and with which words."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from matching.domain import course
from matching.domain import engagement as engagements
from matching.domain import session as sessions
from matching.domain.feedback import (
    KEY_LINK,
    issue_key_link,
)
from matching.domain.planning import schedule_session
from matching.enums import SecondKey
from organisations.domain.capability import change_capability
from organisations.enums import Role
from records.links import open_link
from tests.matching.tools import (
    fresh,
    paused,
    refused,
    say_yes,
    taken,
)

pytestmark = pytest.mark.django_db


def sentence(act, **arguments):
    """What an English reader is told."""
    with translation.override("en"), pytest.raises(ValidationError) as caught:
        act(**arguments)
    return " ".join(caught.value.messages)


def test_an_invitation_is_answered_in_time_and_with_a_reason(world):
    engagement = world.invited()[0]
    admin = world.admin(engagement)

    with refused("no_reason"):
        engagements.decline_engagement(engagement=engagement, reason="mood", by=admin)
    with refused("no_reason"):
        engagements.cancel_engagement(engagement=engagement, reason=" ", by=admin)
    with refused("max_length"):
        engagements.accept_engagement(engagement=engagement, by=admin, note="注" * 201)
    engagement.answer_by = timezone.now() - timedelta(seconds=1)
    engagement.save()
    with refused("too_late"):
        engagements.accept_engagement(engagement=engagement, by=admin)


def test_no_more_is_planned_than_was_agreed(world):
    (engagement,) = world.accepted()
    start = timezone.now()
    plan = {"engagement": engagement, "starts_at": start, "by": world.admin(engagement)}
    end = start + timedelta(hours=1)

    for units, code in ((0, "too_few"), (-1, "too_few"), (3, "too_many")):
        with refused(code):
            schedule_session(**plan, ends_at=end, units=units)
    with refused("window"):
        schedule_session(**plan, ends_at=start, units=1)
    told = sentence(schedule_session, **plan, ends_at=end, units=3)
    assert told == "There are 2 of the agreed units left to plan: plan no more."

    schedule_session(**plan, ends_at=end, units=2)
    with refused("too_many"):
        schedule_session(**plan, ends_at=end, units=1)


def test_delivery_is_recorded_when_the_session_has_begun(world):
    session = world.scheduled(begun=False)
    act = {"session": session, "by": world.admin(session.engagement)}

    with refused("too_early"):
        sessions.record_delivery(**act, units=1, minutes=60)
    session.starts_at -= timedelta(hours=4)
    session.save()
    for units, minutes, code in (
        (3, 60, "too_many"),
        (0, 60, "too_few"),
        (1, 0, "too_few"),
    ):
        with refused(code):
            sessions.record_delivery(**act, units=units, minutes=minutes)
    with refused("no_reason"):
        sessions.report_no_show(**act, reason="")


def test_units_a_session_fell_short_of_are_planned_again(world):
    session = world.scheduled()
    engagement = session.engagement
    sessions.record_delivery(
        session=session, units=1, minutes=60, by=world.admin(engagement)
    )
    sessions.turn_second_key(session=session, kind=SecondKey.WORKER, by=world.worker)
    assert (fresh(engagement).state, fresh(engagement.need).state) == (
        "scheduled",
        "in_delivery",
    )

    world.twice_signed(fresh(engagement), units=1)

    assert (fresh(engagement).state, fresh(engagement.need).state) == (
        "confirmed",
        "completed",
    )


def test_two_keys_never_belong_to_one_person_or_one_house(world):
    session = world.delivered()
    provider = session.engagement.provider
    admin = world.admin(session.engagement)
    colleague = world.appointed(Role.PROVIDER_ADMIN, None, provider=provider)
    hired = world.appointed(Role.SOCIAL_WORKER, employer=provider)
    key = {"session": session}

    with refused("same_person"):
        sessions.turn_second_key(**key, kind=SecondKey.HELPER, by=admin)
    for user in (colleague, hired):
        for kind in SecondKey:
            with refused("same_employer"):
                sessions.turn_second_key(**key, kind=kind, by=user)
    with refused("key"):  # an officer is employed by nobody that we know
        sessions.turn_second_key(**key, kind=SecondKey.WORKER, by=world.officer)
    with refused("key"):
        sessions.turn_second_key(**key, kind=SecondKey.SERVED)
    with refused("key"):
        sessions.turn_second_key(**key, kind=SecondKey.SERVED, person=world.person)
    with refused("key"):
        sessions.turn_second_key(**key, kind="", by=world.worker)
    told = sentence(sessions.turn_second_key, **key, kind="helper", by=colleague)
    assert told == (
        "The two keys belong to the same employer. Ask the person served or a helper to "
        "confirm."
    )


def test_the_person_served_turns_the_second_key_by_link(world):
    session = world.delivered()
    link = open_link(issue_key_link(session=session, by=world.worker))
    key = {"kind": SecondKey.SERVED, "person": world.person, "link": link}

    attendance = sessions.turn_second_key(session=session, **key)

    assert (link.purpose, attendance.second_person) == (KEY_LINK, world.person)
    assert fresh(session.engagement.need).state == "completed"


def test_less_room_than_was_promised_takes_nothing_back(world):
    world.invited("org")
    pack = world.proposed("org", need=world.opened((world.visit, 1)))
    change_capability(capability=world.menu["org"], weekly_capacity=1, by=None)

    say_yes(pack, kind="social_worker", by=world.worker)
    with refused("full"):
        say_yes(pack, kind="person", by=world.worker, person=world.person, how="phone")
    assert taken(world.menu["org"]) == [2]


def test_nothing_is_done_with_a_paused_need_but_going_on_or_ending(world):
    need = paused(world.opened(), world.worker)

    with refused("wrong_state"):
        world.opened(need=need)

    course.withdraw_need(need=need, version=need.version, by=world.raiser)
    assert need.state == "withdrawn"
