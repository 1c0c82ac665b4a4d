"""Who is admitted: reasons by rule set, and what a rule set leaves open."""

from dataclasses import fields, replace
from datetime import date

import pytest

from evaluation.scoring.eligibility import Reason, Standing, judge
from evaluation.scoring.rulebook import BARS, Gap, Reapply, Rulebook

TODAY = date(2026, 6, 10)
GOOD = Standing(registered_on=date(2020, 1, 1))


def fact(value):
    return {"value": value, "source": "令", "status": "fact"}


ALL = {f"bar_{ground}": fact(True) for ground in BARS}
STRICT = Rulebook(
    {**ALL, "registered_years": fact(2), "reapply": fact({"from_years": 2})}
)
MILD = Rulebook({**STRICT.facts, "bar_under_investigation": fact(False)})


def grounds(standing, rules=STRICT, today=TODAY):
    return [each.ground for each in judge(standing, rules, today).reasons]


def test_nothing_against_it_admits():
    assert judge(GOOD, STRICT, TODAY).admitted


def test_the_same_facts_are_refused_under_one_set_and_admitted_under_another():
    standing = replace(GOOD, under_investigation=True)
    assert not judge(standing, STRICT, TODAY).admitted
    assert judge(standing, MILD, TODAY).admitted


def test_every_flag_of_a_standing_is_a_ground_of_its_own():
    flags = [each.name for each in fields(Standing) if each.type == "bool"]
    assert len(flags) == 8
    for flag in flags:
        assert grounds(replace(GOOD, **{flag: True})) == [flag]


@pytest.mark.parametrize(
    ("registered_on", "found"),
    [
        (date(2024, 6, 10), []),
        (date(2024, 6, 11), ["registered_too_short"]),
        (None, ["registered_too_short"]),
    ],
)
def test_two_full_years_are_counted_to_the_day(registered_on, found):
    assert grounds(Standing(registered_on=registered_on)) == found


@pytest.mark.parametrize(
    ("day", "stands"), [(date(2025, 6, 10), True), (date(2025, 6, 9), False)]
)
def test_a_penalty_counts_for_a_year(day, stands):
    assert bool(grounds(replace(GOOD, last_penalty_on=day))) is stands
    assert bool(grounds(replace(GOOD, last_minor_penalty_on=day))) is stands


def test_a_graded_body_waits_as_long_as_the_rules_say():
    early = replace(GOOD, grade_since=date(2024, 6, 11))
    assert judge(early, STRICT, TODAY).reasons == (Reason("graded", "令", 2),)
    assert Reapply(2).open_on(TODAY, date(2024, 6, 10))
    assert grounds(replace(GOOD, grade_since=date(2024, 6, 10))) == []


def test_a_silent_rule_matters_only_where_it_is_needed():
    silent = Rulebook({"reapply": fact({"from_years": 2}), **STRICT.facts})
    without = {k: v for k, v in silent.facts.items() if k != "bar_serious_list"}
    assert judge(GOOD, Rulebook(without), TODAY).admitted
    judged = judge(replace(GOOD, serious_list=True), Rulebook(without), TODAY)
    assert judged.silent == ("bar_serious_list",)
    with pytest.raises(Gap):
        _ = judged.admitted
    both = replace(GOOD, serious_list=True, abnormal_list=True)
    assert not judge(both, Rulebook(without), TODAY).admitted
    assert judge(replace(GOOD, grade_since=TODAY), Rulebook({}), TODAY).silent == (
        "bar_registered_too_short",
        "reapply",
    )
