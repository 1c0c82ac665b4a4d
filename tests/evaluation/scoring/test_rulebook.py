"""Facts are read as what they are; a gap is never read."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.scoring import BandUnknown, Points, grade
from evaluation.scoring.rule_faults import FAULTS, fact_faults
from evaluation.scoring.rulebook import (
    KINDS,
    Clock,
    Gap,
    Reapply,
    Rulebook,
    Validity,
    completed,
    validity_state,
)
from tests.evidence import sweep

ANNOUNCED = date(2026, 6, 10)
R26, R39 = Validity(5, calendar=True), Validity(5, calendar=False)


def fact(value):
    return {"value": value, "source": "test", "status": "fact"}


GAP = {"value": None, "source": "", "status": "gap"}
BANDS = fact(
    {
        "grade:1000": [
            {"grade": "none", "from": "0", "below": "901"},
            {"grade": "4A", "from": "901", "below": "951"},
            {"grade": "5A", "from": "951"},
        ]
    }
)
ROUNDED_DOWN = fact({"step": "1", "mode": "down"})
ROUNDED = Rulebook({"bands": BANDS, "rounding": ROUNDED_DOWN})
AS_PRINTED = Rulebook(
    {
        "bands": fact(
            {
                "grade:1000": [
                    {"grade": "4A", "from": "901", "below": "950.1"},
                    {"grade": "5A", "from": "951"},
                ]
            }
        )
    }
)
THOUSAND = Points.of(1000)


@pytest.mark.parametrize(
    ("rule", "day", "state"),
    [
        (R26, date(2026, 6, 10), "before"),
        (R26, date(2026, 12, 31), "before"),
        (R26, date(2027, 1, 1), "in_force"),
        (R26, date(2031, 12, 31), "in_force"),
        (R26, date(2032, 1, 1), "expired"),
        (R39, date(2026, 6, 9), "before"),
        (R39, date(2026, 6, 10), "in_force"),
        (R39, date(2031, 6, 10), "in_force"),
        (R39, date(2031, 6, 11), "expired"),
    ],
)
def test_a_grade_is_in_force_on_each_day_of_both_regimes(rule, day, state):
    assert validity_state(day, *rule.of(ANNOUNCED)) == state


def test_both_regimes_count_from_one_announcement():
    assert R26.of(ANNOUNCED) == (date(2027, 1, 1), date(2031, 12, 31))
    assert R39.of(ANNOUNCED) == (ANNOUNCED, date(2031, 6, 10))
    assert R39.of(date(2028, 2, 29)) == (date(2028, 2, 29), date(2033, 2, 28))


@pytest.mark.parametrize(
    ("points", "found"),
    [("950", "4A"), ("950.5", "4A"), ("950.9", "4A"), ("951", "5A")],
)
def test_half_open_bands_with_a_rounding_rule_leave_no_points_out(points, found):
    assert grade(Points.of(points), ROUNDED.bands(THOUSAND)) == found


def test_bands_as_they_were_printed_leave_950_and_a_half_without_a_grade():
    bands = AS_PRINTED.bands(THOUSAND)
    assert [grade(Points.of(p), bands) for p in ("950", "951")] == ["4A", "5A"]
    for unknown in ("950.5", "900"):
        with pytest.raises(BandUnknown):
            grade(Points.of(unknown), bands)


@sweep(50, 2000)
@given(tenths=st.integers(0, 10_000))
def test_every_tenth_has_exactly_one_grade(tenths):
    bands = ROUNDED.bands(THOUSAND)
    points = bands.rounding.of(Points(tenths))
    assert sum(band.holds(points) for band in bands.bands) == 1


@pytest.mark.parametrize("book", [Rulebook({"bands": GAP}), Rulebook({}), ROUNDED])
def test_no_bands_of_another_scale_are_ever_borrowed(book):
    with pytest.raises(BandUnknown):
        grade(Points.of(95), book.bands(Points.of(100)))


def test_a_gap_is_named_when_it_is_read():
    book = Rulebook(
        {"quorum": GAP, "clock_notice": fact({"days": 7, "working": False})}
    )
    assert book.clock("notice") == Clock(7, working=False)
    for name, read in (
        ("quorum", lambda: book.quorum(13)),
        ("majority", lambda: book.majority(13)),
        ("clock_opinion", lambda: book.clock("opinion")),
        ("bar_abnormal_list", lambda: book.bars("abnormal_list")),
    ):
        with pytest.raises(Gap) as gap:
            read()
        assert gap.value.name == name


def test_quorum_and_majority_of_thirteen_and_of_others():
    book = Rulebook({"quorum": fact("2/3"), "majority": fact("1/2")})
    assert [book.quorum(n) for n in (12, 13, 15)] == [8, 9, 10]
    assert [book.majority(n) for n in (12, 13, 15)] == [7, 7, 8]


def test_an_inspection_sample_is_never_below_the_share():
    book = Rulebook({"inspection_shares": fact({"county": "3/100", "city": "4/100"})})
    assert [book.sample("county", n) for n in (0, 1, 33, 34, 100, 101)] == [
        *(0, 1, 1, 2, 3, 4)
    ]
    with pytest.raises(Gap):
        book.sample("ministry", 10)


def test_routes_follow_the_grade_that_is_asked_for():
    book = Rulebook(
        {"routes": fact({"desk": ["1A", "2A"], "site": ["3A", "4A", "5A"]})}
    )
    assert [book.route(g) for g in ("2A", "3A")] == ["desk", "site"]
    with pytest.raises(Gap):
        book.route("6A")


@pytest.mark.parametrize(
    ("rule", "open_days"),
    [(Reapply(2), (False, True, True)), (Reapply(0, 4), (True, True, False))],
)
def test_when_a_graded_body_may_apply_again(rule, open_days):
    since = date(2022, 1, 1)
    days = (date(2023, 12, 31), date(2024, 1, 1), date(2026, 1, 1))
    assert tuple(rule.open_on(day, since) for day in days) == open_days


@pytest.mark.parametrize(
    ("name", "given", "fault"),
    [
        ("quorom", fact("2/3"), "no rule has this name"),
        ("quorum", {"value": "2/3"}, "status must be fact, assumed or gap"),
        ("quorum", {**GAP, "value": "2/3"}, "a gap has no value"),
        ("quorum", {**fact("2/3"), "source": ""}, "the source is missing"),
        ("quorum", {**fact("2/3"), "status": "assumed"}, "what is assumed says why"),
        ("quorum", fact(0.66), 'a share such as "2/3" is wanted'),
        ("quorum", fact("3/2"), 'a share such as "2/3" is wanted'),
        ("registered_years", fact("2"), "a whole number is wanted"),
        ("bar_report_missing", fact(1), "true or false is wanted"),
        ("review_body", fact("court"), "one of review_committee, committee is wanted"),
        ("clock_notice", fact({"days": 7}), "exactly these are wanted: days, working"),
        (
            "bands",
            fact({"grade:1000": [{"grade": "5A", "from": "9", "below": "9"}]}),
            "this cannot be read: the band of 5A holds nothing",
        ),
    ],
)
def test_what_is_wrong_with_a_fact_is_said(name, given, fault):
    (found,) = fact_faults({name: given})
    assert (found.name, found.fault % {"given": found.given}) == (name, fault)
    assert found.fault in FAULTS


def test_a_set_takes_from_the_first_base_that_knows_and_marks_what_none_does():
    own, first = {"majority": fact("1/2")}, {"quorum": GAP, "majority": fact("2/3")}
    whole = completed(own, first, {"quorum": fact("2/3")})
    assert list(whole) == list(KINDS)
    book = Rulebook(whole)
    assert (book.says("quorum"), book.says("majority")) == (
        Fraction(2, 3),
        Fraction(1, 2),
    )
    assert not book.knows("validity")
