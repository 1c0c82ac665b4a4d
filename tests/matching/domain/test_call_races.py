"""Calls, needs, answers and scores at once: one of each, consecutive numbers."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from matching.domain.call import answer_call, score_call, withdraw_call
from matching.models import Call
from tests.matching.calls import ANSWER, Calls
from tests.matching.tools import acts, codes, fresh
from tests.matching.world import World
from tests.records.racing import race

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
MANY = 12


def outcome(act, **arguments):
    """The act as a function of no arguments: "done", or its code."""

    def run():
        try:
            act(**arguments)
        except ValidationError as error:
            return codes(error)[0]
        return "done"

    return run


def test_scores_at_once_leave_exactly_one():
    calls = Calls(World())
    call = calls.answered()
    tries = [
        outcome(
            score_call,
            call=fresh(call),
            version=2,
            score=1 + n % 5,
            reason="按时",
            by=calls.officer,
        )
        for n in range(MANY)
    ]
    found = sorted(race(*tries))

    assert found == ["done"] + ["wrong_state"] * (MANY - 1)
    assert acts(call) == ["call_unit", "answer_call", "score_call"]
    call_command("verify_ledger")


def test_an_answer_and_a_withdrawal_at_once_leave_one():
    calls = Calls(World())
    call = calls.called()
    found = race(
        outcome(
            answer_call, call=fresh(call), version=1, answer=ANSWER, by=calls.admin
        ),
        outcome(withdraw_call, call=fresh(call), version=1, by=calls.officer),
    )
    assert sorted(found) == ["done", "wrong_state"]
    assert fresh(call).state in {"answered", "withdrawn"}


def test_calls_and_needs_at_once_count_on_together():
    world = World()
    calls = Calls(world)
    need = world.raised()
    makers = [calls.called, world.raised, lambda: calls.called(need=need)] * 4
    made = race(*makers)

    numbers = sorted(int(each.number[-5:]) for each in made)
    assert numbers == list(range(2, MANY + 2))
    assert Call.objects.filter(need=need).count() == 4
    call_command("verify_ledger")
