"""The calendar of working days, as the State Council published it."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from records.models import Workday
from records.queries import (
    SHANGHAI,
    add_workdays,
    is_workday,
    workday_deadline,
    workdays_before,
    workdays_between,
    workdays_passed,
)

pytestmark = pytest.mark.django_db


def at(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """A full hour in Shanghai."""
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def test_calendar_has_every_day_of_three_years() -> None:
    days = list(Workday.objects.order_by("day").values_list("day", flat=True))

    assert (days[0], days[-1]) == (date(2025, 1, 1), date(2027, 12, 31))
    assert len(days) == 3 * 365


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 2, 13), True),  # Friday before the Spring Festival
        (date(2026, 2, 14), True),  # Saturday, worked instead (调休)
        (date(2026, 2, 15), False),
        (date(2026, 2, 23), False),  # Monday, last day of the festival
        (date(2026, 2, 24), True),
        (date(2026, 2, 28), True),  # Saturday, worked instead
        (date(2026, 3, 1), False),  # an ordinary Sunday
    ],
)
def test_day_is_worked_or_not(day: date, worked: bool) -> None:
    assert is_workday(day) is worked


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 13), 2, date(2026, 2, 24)),
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
        (date(2026, 2, 18), 1, date(2026, 2, 24)),
        (date(2026, 2, 24), 15, date(2026, 3, 16)),
        (date(2026, 2, 14), 0, date(2026, 2, 14)),
        (date(2026, 2, 15), 0, date(2026, 2, 24)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
    ],
)
def test_working_days_are_added(start: date, number: int, expected: date) -> None:
    assert add_workdays(start, number) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        # Midnight in Shanghai is 16:00 UTC.
        (datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 23, 16, 0, 0, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 11, 27, 15, 59, 59, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(2026, 11, 23, 23, 59, 59, tzinfo=SHANGHAI), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 0, 0, 0, tzinfo=SHANGHAI), date(2026, 11, 25)),
    ],
)
def test_day_of_a_moment_is_the_day_in_shanghai(
    moment: datetime, expected: date
) -> None:
    assert add_workdays(moment, 1) == expected


def test_deadline_is_the_last_second_of_the_day_in_shanghai() -> None:
    deadline = workday_deadline(date(2026, 2, 13), 2)

    assert deadline == datetime(2026, 2, 24, 15, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "passed"),
    [
        (at(2026, 2, 13, 20), at(2026, 2, 13, 23), 0),  # one Friday evening
        (at(2026, 2, 13, 20), at(2026, 2, 14, 1), 1),  # into a Saturday that is worked
        (at(2026, 2, 13, 20), at(2026, 2, 24, 9), 2),  # over the Spring Festival
        (at(2026, 2, 15, 9), at(2026, 2, 23, 9), 0),  # inside it
        (at(2026, 2, 27, 9), at(2026, 3, 1, 9), 1),
        (at(2026, 11, 27, 20), at(2026, 11, 30, 0), 1),  # Friday evening to Monday
        # Midnight in Shanghai is 16:00 UTC.
        (at(2026, 11, 23), datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC), 0),
        (at(2026, 11, 23), datetime(2026, 11, 23, 16, 0, tzinfo=UTC), 1),
    ],
)
def test_working_days_pass_by_the_days_in_shanghai(start, end, passed) -> None:
    assert workdays_passed(start, end) == passed


@pytest.mark.parametrize(
    ("deadline", "left", "expected"),
    [
        (at(2026, 11, 24, 23), Fraction(1, 4), at(2026, 11, 24, 15)),
        (at(2026, 11, 24, 23), Fraction(1, 2), at(2026, 11, 24, 13)),
        (at(2026, 11, 24, 23), Fraction(1), at(2026, 11, 23, 17)),
        (at(2026, 11, 30, 23), Fraction(5, 4), at(2026, 11, 27, 15)),
        (at(2026, 2, 24, 23), Fraction(5, 4), at(2026, 2, 14, 15)),  # the festival
        (at(2026, 2, 24, 23), Fraction(5, 2), at(2026, 2, 13, 13)),
        (at(2027, 1, 4, 23), Fraction(1), at(2026, 12, 31, 17)),
    ],
)
def test_some_working_days_before_the_end(deadline, left, expected) -> None:
    assert workdays_before(deadline, left) == expected


@pytest.mark.parametrize(
    "counted",
    [
        lambda: workdays_passed(at(2027, 12, 31, 9), at(2028, 1, 1, 9)),
        lambda: workdays_passed(at(2024, 12, 31, 9), at(2025, 1, 2, 9)),
        lambda: workdays_before(at(2028, 1, 3, 9), Fraction(1)),
        lambda: workdays_before(at(2025, 1, 2, 9), Fraction(1)),
        lambda: workday_deadline(at(2027, 12, 31, 9), 1),
    ],
)
def test_no_clock_is_counted_beyond_the_calendar(counted) -> None:
    with pytest.raises(ValidationError) as caught:
        counted()

    assert caught.value.code == "workday_unknown"


def test_a_clock_begun_on_a_friday_evening_ends_on_monday_night() -> None:
    assert workday_deadline(at(2026, 11, 27, 20), 1) == datetime(
        2026, 11, 30, 15, 59, 59, tzinfo=UTC
    )
    assert workday_deadline(at(2026, 2, 13, 20), 1) == datetime(
        2026, 2, 14, 15, 59, 59, tzinfo=UTC
    )


def test_working_days_of_a_public_notice_are_counted() -> None:
    assert workdays_between(date(2026, 2, 13), date(2026, 2, 28)) == 7


@pytest.mark.parametrize("number", [0, 1, 5])
def test_past_the_last_day_of_the_calendar_raises(number: int) -> None:
    with pytest.raises(ValidationError) as caught:
        add_workdays(date(2028, 1, 1), number)

    assert caught.value.code == "workday_unknown"


def test_counting_beyond_the_last_day_raises() -> None:
    assert add_workdays(date(2027, 12, 30), 1) == date(2027, 12, 31)

    with pytest.raises(ValidationError) as caught:
        add_workdays(date(2027, 12, 31), 1)

    assert "2028-01-01" in caught.value.messages[0]


def test_day_before_the_calendar_raises() -> None:
    with pytest.raises(ValidationError):
        is_workday(date(2024, 12, 31))


def test_counting_backwards_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="forward"):
        add_workdays(date(2026, 2, 13), -1)
