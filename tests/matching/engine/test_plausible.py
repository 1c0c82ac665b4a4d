"""Hours that can hardly be true: each rule at its edge, bought hours among honest ones."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.plausible import (
    BEFORE_NEED,
    BURST,
    OVER_DAY,
    OVERLAP,
    RULES,
    SAME_EMPLOYER,
    SINGLE_KEY,
    TOO_SOON,
    Finding,
    HourView,
    drawn,
    find,
)
from tests.evidence import sweep

NINE = datetime(2026, 11, 9, 9, tzinfo=UTC)
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


def row(number=1, *, starts=NINE, minutes=60, **more):
    """One honest hour: recorded an hour after its end, confirmed a day later."""
    ends = starts + timedelta(minutes=minutes)
    values = {
        "id": number,
        "place": f"need:{number}",
        "starts": starts,
        "ends": ends,
        "minutes": minutes,
        "raised": starts - 5 * DAY,
        "keys_at": (ends + HOUR, ends + DAY + number * HOUR),
        "hands": (f"user:{1000 + number}", f"user:{2000 + number}"),
        "houses": (frozenset({1}), frozenset({2})),
        "people": ((f"p{number}", minutes),),
    }
    return HourView(**(values | more))


def rules_of(*rows):
    return {(each.id, each.rule) for each in find(rows)}


def test_an_honest_hour_is_left_alone():
    assert find([row()]) == []


@pytest.mark.parametrize(
    "more",
    [
        {"hands": ("user:1", "")},
        {"hands": ("user:1", "user:1")},
        {"keys_at": (NINE + 2 * HOUR, None)},
    ],
)
def test_one_hand_is_a_single_key(more):
    assert find([row(**more)]) == [Finding(1, SINGLE_KEY)]


def test_two_accounts_of_one_house():
    houses = (frozenset({1, 7}), frozenset({7}))
    assert find([row(houses=houses)]) == [Finding(1, SAME_EMPLOYER)]


def test_recorded_before_it_can_have_been_over():
    end = NINE + HOUR
    early, late = end - 16 * MINUTE, end - 15 * MINUTE
    assert find([row(keys_at=(early, end + DAY))]) == [Finding(1, TOO_SOON)]
    assert find([row(keys_at=(late, end + DAY))]) == []


def test_dated_before_the_need_was_raised():
    assert find([row(raised=NINE + MINUTE)]) == [Finding(1, BEFORE_NEED)]
    assert find([row(raised=NINE)]) == []


def test_one_person_at_two_places_at_once():
    first = row(1, people=(("p", 60),))
    crossing = row(2, starts=NINE + 59 * MINUTE, people=(("p", 60),))
    after = replace(crossing, starts=NINE + HOUR, ends=NINE + 2 * HOUR)

    assert find([first, crossing]) == [
        Finding(1, OVERLAP, (2,)),
        Finding(2, OVERLAP, (1,)),
    ]
    assert find([first, after]) == []
    assert find([first, replace(crossing, place=first.place)]) == []


def test_a_day_of_more_than_twelve_hours():
    def day(last):
        lengths = (240, 240, last)
        return [
            row(n, starts=NINE + 5 * n * HOUR - 9 * HOUR, minutes=m, people=(("p", m),))
            for n, m in enumerate(lengths, 1)
        ]

    assert find(day(240)) == []
    assert rules_of(*day(241)) == {(1, OVER_DAY), (2, OVER_DAY), (3, OVER_DAY)}


def test_eight_keys_in_five_minutes_are_a_burst():
    def turned(count, seconds):
        return [
            row(
                n,
                starts=NINE + n * DAY,
                hands=(f"user:{n}", "user:99"),
                keys_at=(
                    NINE + n * DAY + 2 * HOUR,
                    NINE + 30 * DAY + n * timedelta(seconds=seconds),
                ),
            )
            for n in range(count)
        ]

    assert find(turned(7, 1)) == []
    assert find(turned(8, 60)) == []
    assert Counter(each.rule for each in find(turned(8, 40))) == {BURST: 8}


@sweep(30, 3000)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 8), st.sampled_from("ab")),
        max_size=8,
    )
)
def test_overlaps_are_those_of_every_pair(spans):
    rows = [
        row(
            n,
            starts=NINE + 15 * MINUTE * begin,
            minutes=15 * length,
            place=place,
            people=(("p", 1),),
        )
        for n, (begin, length, place) in enumerate(spans)
    ]
    pairs = {
        one.id
        for one in rows
        for two in rows
        if one.place != two.place and one.starts < two.ends and two.starts < one.ends
    }
    assert {each.id for each in find(rows) if each.rule == OVERLAP} == pairs


@sweep(8, 300)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(random):
    rows = [*honest(20), *bought(12)]
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert find(shuffled) == find(rows)


# --- bought hours among honest ones ---------------------------------------------------


def honest(count):
    """Weeks of a district: 40 people of 10 bodies, 6 workers, who confirm up to five
    sessions in one go; nobody is at two places, nobody serves past the evening."""
    random = Random(20261126)
    rows = []
    for n in range(count):
        person, slot = n % 40, n // 40
        starts = NINE + (slot // 3) * DAY + (slot % 3) * 4 * HOUR
        minutes = random.choice([60, 90, 120, 180])
        ends = starts + timedelta(minutes=minutes)
        worker = n % 6
        nth = n // 6
        confirmed = starts + 3 * DAY + worker * HOUR + (nth % 5) * 40 * MINUTE / 60
        rows.append(
            row(
                n,
                starts=starts,
                minutes=minutes,
                place=f"need:{random.randrange(60)}:{person}",
                keys_at=(ends + random.randrange(90) * MINUTE, confirmed + nth * HOUR),
                hands=(f"user:{500 + person % 10}", f"user:{900 + worker}"),
                houses=(frozenset({person % 10}), frozenset({50})),
                people=((f"p{person}", minutes),),
            )
        )
    return rows


def bought(count):
    """What the reports tell: four ways to sell an hour, in turn."""
    rows = []
    for n in range(count):
        number, way = 100_000 + n, n % 4
        starts = NINE + (n // 4) * DAY
        base = row(number, starts=starts, people=((f"buyer{n}", 60),))
        changes = (
            {"hands": ("user:7", "user:7")},
            {"houses": (frozenset({3}), frozenset({3, 4}))},
            {
                "people": (("one buyer", 60),),
                "starts": NINE,
                "ends": NINE + HOUR,
                "raised": NINE - DAY,
            },
            {
                "hands": (f"user:b{n}", "user:seller"),
                "keys_at": (
                    base.keys_at[0],
                    NINE + 60 * DAY + timedelta(seconds=10 * (n // 4)),
                ),
            },
        )[way]
        rows.append(replace(base, **changes))
    return rows


def test_every_bought_hour_is_caught_and_few_honest_ones():
    rows = [*honest(600), *bought(80)]

    found = find(rows)

    caught = {each.id for each in found if each.id >= 100_000}
    alarms = {each.id for each in found if each.id < 100_000}
    by_rule = Counter(each.rule for each in found if each.id >= 100_000)
    assert len(caught) == 80
    four = {SINGLE_KEY: 20, SAME_EMPLOYER: 20, OVERLAP: 20, BURST: 20}
    assert by_rule == four | {OVER_DAY: 20}
    assert len(alarms) <= 6


# --- the lot ----------------------------------------------------------------------------


def test_the_lot_falls_on_about_one_in_twenty_and_can_be_drawn_again():
    names = [f"S{n}" for n in range(4000)]
    first = {name for name in names if drawn(name, seed="head", percent=5)}

    assert first == {name for name in names if drawn(name, seed="head", percent=5)}
    assert first != {name for name in names if drawn(name, seed="other", percent=5)}
    assert 150 <= len(first) <= 250
    assert not any(drawn(name, seed="head", percent=0) for name in names)
    assert all(drawn(name, seed="head", percent=100) for name in names)


def test_rules_are_named_once():
    assert len(set(RULES)) == len(RULES) == 7
