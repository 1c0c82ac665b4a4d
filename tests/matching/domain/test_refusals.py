"""What a verb refuses, with which code and sentence, and that nothing is half-written."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from matching.domain import course
from matching.domain import engagement as engagements
from matching.domain import session as sessions
from matching.domain.need import ItemInput, raise_need
from matching.domain.pack import (
    confirm_own_agency,
    confirm_pack,
    leave_unmet,
    swap_line,
)
from matching.enums import Track
from matching.models import Need
from organisations.enums import Gate
from tests.factories.organisations import ServiceTypeFactory
from tests.matching.tools import (
    acts,
    codes,
    everything,
    fresh,
    line_of,
    refused,
    say_yes,
    version_of,
)

pytestmark = pytest.mark.django_db


def sentence(act, **arguments):
    """What an English reader is told."""
    with translation.override("en"), pytest.raises(ValidationError) as caught:
        act(**arguments)
    return " ".join(caught.value.messages)


# --- older forms, and the same form twice ---------------------------------------------


def test_an_older_form_is_stale_whatever_it_wants(world):
    need = world.opened()
    pack = world.proposed(need=need)
    need = fresh(need)
    old = need.version - 1
    line = pack.lines.get()
    choice = line_of(line.item, world.menu["team"])
    later = timezone.localdate() + timedelta(days=2)
    acts_on_it = [
        lambda: course.withdraw_need(need=need, version=old, by=world.raiser),
        lambda: course.pause_need(
            need=need, version=old, reason="away", until=later, by=world.worker
        ),
        lambda: course.refer_need(
            need=need, version=old, body="市政部门", number="", by=world.worker
        ),
        lambda: course.resume_need(need=need, version=old, by=world.worker),
        lambda: course.reopen_need(need=need, version=old, by=world.worker),
        lambda: course.close_need(need=need, version=old, by=world.officer),
        lambda: course.return_need(
            need=need, version=old, question="几楼？", by=world.worker
        ),
        lambda: world.opened(need=need, version=old),
        lambda: confirm_pack(
            pack=pack, need_version=old, kind="social_worker", by=world.worker
        ),
        lambda: swap_line(
            line=line, need_version=old, choice=choice, reason="wish", by=world.worker
        ),
        lambda: confirm_own_agency(
            line=line, need_version=old, reason="近", by=world.manager
        ),
        lambda: leave_unmet(pack=pack, need_version=old, by=world.worker),
    ]

    for act in acts_on_it:
        with refused("stale"):
            act()


def test_a_row_that_moved_on_under_a_fresh_looking_form_is_stale(world):
    need = world.raised()
    seen = fresh(need)
    course.return_need(need=need, version=1, question="几楼？", by=world.worker)

    with refused("stale"):
        course.withdraw_need(need=seen, version=1, by=world.raiser)


def test_a_raising_form_that_is_sent_twice_raises_one_need(world):
    first = world.raised(ticket="one-form")
    again = world.raised(ticket="one-form")
    other = world.raised(ticket="another")

    assert (again.pk, Need.objects.count()) == (first.pk, 2)
    assert int(other.number[-5:]) == int(first.number[-5:]) + 1
    assert acts(first) == ["raise_need"]


def test_the_same_form_twice_has_one_effect(world):
    need = world.raised()
    world.opened(need=need, version=1)
    with refused("stale"):
        world.opened(need=need, version=1)

    pack = world.proposed(need=need)
    version = version_of(pack)
    yes = {"pack": pack, "need_version": version, "kind": "social_worker"}
    confirm_pack(**yes, by=world.worker)
    with refused("stale"):
        confirm_pack(**yes, by=world.worker)

    say_yes(pack, kind="person", by=world.worker, person=world.person, how="phone")
    engagement = need.engagements.get()
    engagements.accept_engagement(engagement=engagement, by=world.admin(engagement))
    with refused("wrong_state"):
        engagements.accept_engagement(engagement=engagement, by=world.admin(engagement))

    session = world.delivered(engagement)
    with refused("wrong_state"):
        sessions.record_delivery(
            session=session, units=2, minutes=60, by=world.admin(engagement)
        )
    sessions.turn_second_key(session=session, kind="worker", by=world.worker)
    with refused("wrong_state"):
        sessions.turn_second_key(session=session, kind="worker", by=world.worker)

    need = fresh(need)
    version = need.version
    course.close_need(need=need, version=version, by=world.officer)
    with refused("stale"):
        course.close_need(need=need, version=version, by=world.officer)
    with refused("wrong_state"):
        course.close_need(need=need, version=need.version, by=world.officer)


# --- raising and assessing -----------------------------------------------------------------


def test_a_need_is_raised_in_a_community_and_in_words(world):
    with refused("community"):
        world.raised(community=world.street)
    with refused("blank"):
        world.raised(text="   ")
    with refused("max_length"):
        world.raised(text="长" * 2001)
    with refused("invalid_choice"):
        world.raised(urgency="at once")
    assert Need.objects.count() == 0
    # The number that was not used is not lost.
    assert world.raised().number.endswith("-00001")
    assert sentence(
        raise_need, community=world.street, text="助餐", origin="person"
    ) == ("Choose the community where help is needed.")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("quantity", 0, ["min_value"]),
        ("quantity", -1, ["min_value"]),
        ("weeks", 0, ["min_value"]),
        ("weeks", 54, ["max_value"]),
        ("days", "21", ["invalid"]),
        ("funding", ["my_pocket"], ["funding"]),
    ],
)
def test_an_item_has_a_quantity_weeks_and_known_money(world, field, value, code):
    need = world.raised()
    before = everything()
    values = {"service_type": world.visit, "quantity": 2, field: value}

    with pytest.raises(ValidationError) as caught:
        world.opened(need=need, items=[ItemInput(**values)])

    assert (sorted(set(codes(caught.value))), fresh(need).state) == (code, "raised")
    assert everything() == before


def test_a_window_that_ends_before_it_starts_is_refused(world):
    need = world.raised()
    backwards = world.items(start=time(11), end=time(9))

    with refused("window"):
        world.opened(need=need, items=backwards)

    told = sentence(world.opened, need=fresh(need), items=backwards)
    assert told == "The window ends before it starts. Correct one of the two times."


@pytest.mark.parametrize(
    ("gates", "more", "code", "words"),
    [
        ([], {"items": ()}, "no_items", "Add at least one service item."),
        (
            [],
            {"consent": ""},
            "no_consent",
            "Ask the person first, and note how the person agreed.",
        ),
        (
            [Gate.HLT],
            {},
            "no_health_consent",
            "“Service A9” uses health data: ask for separate consent and tick it.",
        ),
        (
            [],
            {"track": Track.PROJECT},
            "no_team",
            "恒福社区 has no standing 3+N team yet. Set one up first: “3+N teams” in your menu.",
        ),
        ([], {"title": "长" * 61}, "max_length", None),
        ([], {"matter": "ZH-99"}, "matter", None),
        ([], {"urgency": "at once"}, "invalid_choice", None),
    ],
)
def test_assessing_refuses(world, gates, more, code, words):
    need = world.raised()
    service = ServiceTypeFactory(code="A9", gates=gates)
    values = {"items": world.items((service, 1)), **more}

    with refused(code):
        world.opened(need=need, **values)

    assert fresh(need).state == "raised"
    if words:
        assert sentence(world.opened, need=fresh(need), **values) == words


def test_casework_is_never_for_a_team(world):
    service = ServiceTypeFactory(code="A9", gates=[Gate.CASE])
    need = world.raised()
    world.team_of()
    project = {"track": Track.PROJECT, "items": world.items((service, 1))}

    with refused("case_only"):
        world.opened(need=need, **project)

    assert sentence(world.opened, need=fresh(need), **project) == (
        "“Service A9” is never for a 3+N team: choose the individual or the "
        "confidential track."
    )
    assert world.opened((service, 1), need=fresh(need)).state == "open"


def test_health_data_are_used_with_consent(world):
    service = ServiceTypeFactory(code="A9", gates=[Gate.HLT])
    need = world.opened((service, 1), health_consent=True)

    assert (need.state, need.health_consent) == ("open", True)

    need = world.need_in("closed")
    with refused("no_health_consent"):
        course.reopen_need(
            need=need,
            version=need.version,
            items=world.items((service, 1)),
            by=world.worker,
        )


# --- the course ---------------------------------------------------------------------------


def test_acts_of_the_course_refuse_what_is_missing(world):
    need = world.raised()
    today = timezone.localdate()
    words = {
        "no_question": lambda: course.return_need(
            need=need, version=1, question=" ", by=world.worker
        ),
        "no_body": lambda: course.refer_need(
            need=need, version=1, body=" ", number="", by=world.worker
        ),
        "no_reason": lambda: course.refuse_need(
            need=need, version=1, reason="dislike", by=world.worker
        ),
        "until": lambda: course.pause_need(
            need=need, version=1, reason="away", until=today, by=world.worker
        ),
        "merge": lambda: course.merge_need(
            need=need, version=1, into=need, by=world.worker
        ),
        "max_length": lambda: course.refer_need(
            need=need, version=1, body="部" * 61, number="", by=world.worker
        ),
    }

    for code, act in words.items():
        with refused(code):
            act()
    with refused("no_reason"):
        course.pause_need(
            need=need,
            version=1,
            reason="bored",
            until=today + timedelta(days=1),
            by=world.worker,
        )
    with refused("max_length"):
        course.return_need(
            need=fresh(need), version=1, question="问" * 301, by=world.worker
        )
    assert fresh(need).state == "raised"


@pytest.mark.parametrize(
    "state", ["closed", "referred", "merged", "refused", "withdrawn"]
)
def test_nothing_is_merged_into_a_need_that_has_ended(world, state):
    into = world.need_in(state)
    need = world.raised()

    with refused("merge"):
        course.merge_need(need=need, version=1, into=into, by=world.worker)


def test_an_answer_has_words_and_fits(world):
    need = world.need_in("returned")

    with refused("no_answer"):
        course.answer_return(need=need, version=2, answer=" ", by=world.raiser)
    with refused("max_length"):
        course.answer_return(
            need=fresh(need), version=2, answer="长" * 2001, by=world.raiser
        )


@pytest.mark.parametrize(("seconds", "ok"), [(-5, True), (5, False)])
def test_reopening_is_possible_for_thirty_days(world, seconds, ok):
    need = world.need_in("closed")
    closed_at = timezone.now() - timedelta(days=30, seconds=seconds)
    Need.objects.filter(pk=need.pk).update(closed_at=closed_at)
    need = fresh(need)
    again = {"need": need, "version": need.version, "by": world.worker}

    if ok:
        course.reopen_need(items=world.items(), **again)
        assert (fresh(need).state, fresh(need).closed_at) == ("open", None)
    else:
        with refused("too_late"):
            course.reopen_need(items=world.items(), **again)


def test_reopening_needs_something_to_do(world):
    need = world.need_in("closed")

    with refused("no_items"):
        course.reopen_need(need=need, version=need.version, by=world.worker)

    assert fresh(need).state == "closed"
