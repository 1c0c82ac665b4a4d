"""The counts of recommendations see what they are there to see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks import recommendation
from benchmarks.recommendation import BARE, FAULTS, UNRULED, UNSORTED, UNTRUE
from benchmarks.recommendation_cases import TODAY, recommendation_case
from matching.engine import propose

CASE = recommendation_case(0)
FOUND = propose(*CASE, today=TODAY)


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_wrong_with_small_needs(seed):
    counted = recommendation._counted(seed)

    assert {fault: counted[fault] for fault in FAULTS} == dict.fromkeys(FAULTS, 0)
    assert all(counted[of] > 0 for of in FAULTS.values())


def test_a_reason_that_says_too_much_is_counted():
    line = FOUND.lines[0]
    louder = replace(line.reasons[0], contribution=line.reasons[0].contribution + 0.01)
    bent = replace(line, reasons=(louder,), alternatives=())

    counted = recommendation._reasons(*CASE, replace(FOUND, lines=(bent,)))

    assert (counted[UNTRUE], counted[BARE]) == (1, 1)


def test_an_exclusion_left_out_or_said_twice_is_counted():
    first, *rest = FOUND.exclusions

    for said in (tuple(rest), (first, first, *rest)):
        counted = recommendation._exclusions(*CASE, replace(FOUND, exclusions=said))
        assert counted[UNRULED] == 1
        assert counted[UNSORTED] == (said == tuple(rest))
