"""A street calls, the unit answers, the caller scores once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from matching import rules
from matching.domain.call import answer_call, score_call, withdraw_call
from matching.enums import Level, MatterClass, Track
from matching.models import Call, CaseCounter, LevelLimit, Need
from matching.queries import answer_due, waiting_for
from organisations.domain.provider import suspend_provider
from records.models import LedgerEntry, Message
from tests.matching.calls import ANSWER, WORDS, Calls
from tests.matching.tools import acts, fresh, refused, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls(world):
    return Calls(world)


def shanghai(day, hour, minute=0, second=0, month=11):
    moment = datetime(2026, month, day, hour, minute, second, tzinfo=UTC)
    return moment - timedelta(hours=8)


# --- limits -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("klass", "level", "since", "due"),
    [
        # a Friday: five working days on, to the last second
        ("comprehensive", Level.STREET, shanghai(27, 16), shanghai(4, 23, 59, 59, 12)),
        ("priority_work", Level.STREET, shanghai(27, 16), shanghai(8, 23, 59, 59, 12)),
        ("emergency", Level.STREET, shanghai(27, 23), shanghai(28, 1)),
        ("emergency", Level.GRID, shanghai(27, 23, 45), shanghai(28, 0, 15)),
        (
            "comprehensive",
            Level.DISTRICT,
            shanghai(27, 16),
            shanghai(8, 23, 59, 59, 12),
        ),
    ],
)
def test_an_answer_is_due_by_class_and_level(calls, klass, level, since, due):
    assert answer_due(klass, level, since) == due


def test_the_spring_festival_does_not_count(calls):
    begins = shanghai(13, 10, month=2)  # the festival of 2026 is 15 to 23 February
    due = answer_due(MatterClass.COMPREHENSIVE, Level.STREET, begins)
    assert due > begins + timedelta(days=14)


def test_without_a_limit_nobody_is_called(calls):
    LevelLimit.objects.all().delete()
    with refused("no_limit"):
        calls.called()
    assert CaseCounter.objects.count() == 0


# --- calling ------------------------------------------------------------------------


def test_a_call_is_numbered_dated_told_and_recorded(calls):
    call = calls.called()
    year = timezone.localdate().year

    assert (call.number, call.state, call.text) == (f"HJ-{year}-00001", "called", WORDS)
    assert call.due_at == answer_due("comprehensive", Level.STREET, call.called_at)
    assert told(calls.admin) == ["called"]
    assert acts(call) == ["call_unit"]
    facts = LedgerEntry.objects.about(call.subject).get().facts
    assert facts == {"matter": "ZH-09", "unit": calls.unit.public_id}
    assert WORDS not in str(Message.objects.get(recipient=calls.admin))


def test_needs_and_calls_count_on_together(world, calls):
    need, call, second = world.raised(), calls.called(), calls.called()
    year = timezone.localdate().year

    assert [need.number, call.number, second.number] == [
        f"XQ-{year}-00001",
        f"HJ-{year}-00002",
        f"HJ-{year}-00003",
    ]


def test_the_desk_calls_for_the_district_with_its_limit(world, calls):
    call = calls.called(street=world.district, by=calls.desk)

    assert call.due_at == answer_due("comprehensive", Level.DISTRICT, call.called_at)
    assert not Call.objects.visible_to(calls.officer).exists()
    assert rules.can_settle_call(calls.desk, call)
    assert not rules.can_settle_call(calls.officer, call)


@pytest.mark.parametrize("name", ["org", "team", "firm"])
def test_only_public_sector_units_are_called(world, calls, name):
    with refused("unit"):
        calls.called(unit=world.providers[name])


def test_a_unit_that_is_suspended_is_not_called(calls):
    suspend_provider(provider=calls.unit, by=calls.officer)
    with refused("unit_state"):
        calls.called()


def test_a_community_does_not_call(world, calls):
    with refused("street"):
        calls.called(street=world.community)


@pytest.mark.parametrize("text", ["", "  "])
def test_a_call_says_what_is_asked(calls, text):
    with refused("required"):
        calls.called(text=text)


def test_what_is_too_long_is_refused(calls):
    with refused("max_length"):
        calls.called(text="水" * 301)


def test_a_call_about_a_need_shows_in_its_trail(world, calls):
    need = world.raised()
    call = calls.called(need=need)

    assert call.need == need
    assert acts(need) == ["raise_need", "call_unit"]


def test_a_confidential_need_is_never_attached(world, calls):
    need = world.raised()
    Need.objects.filter(pk=need.pk).update(track=Track.CONFIDENTIAL)
    with refused("need"):
        calls.called(need=need)


def test_a_need_elsewhere_or_ended_is_not_attached(world, calls):
    with refused("need"):
        calls.called(need=world.raised(community=world.far))
    with refused("need"):
        calls.called(need=world.need_in("withdrawn"))


# --- answering and scoring -----------------------------------------------------------


def test_the_answer_is_kept_and_the_street_told(world, calls):
    colleague = world.appointed("street_officer")
    call = calls.called()
    answer_call(call=call, version=1, answer=f" {ANSWER} ", by=calls.admin)
    kept = fresh(call)

    assert (kept.state, kept.answer, kept.answered_by) == (
        "answered",
        ANSWER,
        calls.admin,
    )
    assert told(calls.officer) == told(colleague) == ["call_answered"]
    assert acts(call) == ["call_unit", "answer_call"]


def test_the_answer_is_scored_once_with_a_reason(calls):
    call = calls.scored(score=2)
    kept = fresh(call)

    assert (kept.state, kept.score, kept.score_reason) == ("scored", 2, "按时到达。")
    assert (kept.scored_by, kept.version) == (calls.officer, 3)
    assert told(calls.admin) == ["called", "call_scored"]
    again = {"call": call, "score": 5, "reason": "再想想", "by": calls.officer}
    for version in (2, 3):
        with refused("wrong_state"):
            score_call(version=version, **again)
    assert fresh(call).score == 2
    assert acts(call) == ["call_unit", "answer_call", "score_call"]


@pytest.mark.parametrize(
    ("score", "reason", "code"),
    [
        (0, "好", "score"),
        (6, "好", "score"),
        (3, " ", "required"),
        (3, "好" * 201, "max_length"),
    ],
)
def test_a_score_is_one_to_five_with_a_reason(calls, score, reason, code):
    call = calls.answered()
    with refused(code):
        score_call(call=call, version=2, score=score, reason=reason, by=calls.officer)


def test_only_what_was_answered_is_scored(calls):
    call = calls.called()
    with refused("wrong_state"):
        score_call(call=call, version=1, score=3, reason="好", by=calls.officer)


def test_a_call_is_withdrawn_before_the_answer_only(calls):
    call = calls.withdrawn()
    assert fresh(call).state == "withdrawn"
    assert told(calls.admin) == ["called", "call_withdrawn"]
    with refused("wrong_state"):
        answer_call(call=call, version=2, answer="好", by=calls.admin)

    answered = calls.answered()
    with refused("wrong_state"):
        withdraw_call(call=answered, version=2, by=calls.officer)


def test_an_older_form_is_stale(calls):
    call = calls.called()
    Call.objects.filter(pk=call.pk).update(version=5)
    with refused("stale"):
        answer_call(call=call, version=1, answer="好", by=calls.admin)


def test_two_scores_at_once_leave_one(calls):
    """Both read the same row; the conditional update lets one of them through."""
    call = calls.answered()
    first, second = fresh(call), fresh(call)
    score_call(call=first, version=2, score=5, reason="快", by=calls.officer)
    with pytest.raises(ValidationError):
        score_call(call=second, version=2, score=1, reason="慢", by=calls.officer)
    assert fresh(call).score == 5


# --- who may, and what waits ----------------------------------------------------------


def test_who_may_call_answer_and_score(world, calls):
    call = calls.called()
    verdicts = {
        user: (
            rules.can_call(user).ok,
            rules.can_answer_call(user, call).ok,
            rules.can_settle_call(user, call).ok,
        )
        for user in (
            calls.officer,
            calls.desk,
            calls.far_officer,
            calls.admin,
            world.worker,
            world.admins[world.providers["org"].pk],
        )
    }
    assert list(verdicts.values()) == [
        (True, False, True),
        (True, False, False),
        (True, False, False),
        (False, True, False),
        (False, False, False),
        (False, False, False),
    ]


def test_who_sees_a_call(world, calls):
    calls.called()
    seen = [
        Call.objects.visible_to(user).count()
        for user in (calls.officer, calls.desk, calls.admin, calls.far_officer)
    ]
    others = (world.worker, world.raiser, world.admins[world.providers["org"].pk])

    assert seen == [1, 1, 1, 0]
    assert not any(Call.objects.visible_to(user).exists() for user in others)


def test_a_call_waits_for_the_unit_then_for_the_caller(calls):
    call = calls.called()
    (to_answer,) = waiting_for(calls.admin)
    assert (to_answer.url, to_answer.until) == (
        f"/desk/calls/{call.public_id}/",
        call.due_at,
    )
    assert waiting_for(calls.officer) == waiting_for(calls.desk) == []

    answer_call(call=call, version=1, answer=ANSWER, by=calls.admin)
    (to_score,) = waiting_for(calls.officer)
    assert (to_score.url, to_score.until) == (to_answer.url, None)
    assert waiting_for(calls.admin) == waiting_for(calls.far_officer) == []
    assert waiting_for(calls.desk) == []
