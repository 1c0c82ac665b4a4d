"""Calendar files: what goes in comes out, folded and escaped as RFC 5545 says."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from records.sheets.calendar import Date, calendar_file

STAMP = datetime(2026, 11, 26, 8, tzinfo=UTC)
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]),
    min_size=1,
    max_size=80,
).filter(lambda text: r"\N" not in text)  # which icalendar takes for the end of a line


@settings(max_examples=30, deadline=None)
@given(title=WORDS, where=WORDS, hours=st.integers(1, 100))
def test_what_goes_in_comes_out(title: str, where: str, hours: int) -> None:
    until = STAMP + timedelta(hours=hours)
    entry = Date("a@b", title, STAMP, until, where, "https://example.org/x/")
    content = calendar_file("活动", [entry], stamp=STAMP)
    assert max(map(len, content.split(b"\r\n"))) <= 75
    calendar = Calendar.from_ical(content)
    [event] = calendar.walk("VEVENT")
    assert calendar["X-WR-CALNAME"] == "活动"
    assert (event["SUMMARY"], event["LOCATION"]) == (title, where)
    assert event.decoded("DTSTART") == STAMP
    assert event.decoded("DTEND") == until


def test_the_same_dates_make_the_same_file() -> None:
    entry = Date("a@b", "培训", STAMP, STAMP + timedelta(hours=1))
    first, again = (calendar_file("活动", [entry], stamp=STAMP) for _n in range(2))
    assert first == again
    assert b"LOCATION" not in first


def test_an_empty_calendar_is_one() -> None:
    assert (
        Calendar.from_ical(calendar_file("活动", [], stamp=STAMP)).walk("VEVENT") == []
    )
