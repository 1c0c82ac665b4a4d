"""Loading the next year's calendar."""

from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from records.domain.workday import COLUMNS, load_workdays
from records.models import Workday
from records.queries import add_workdays, is_workday
from tests.factories.records import WorkdayFactory

pytestmark = pytest.mark.django_db
LAST = date(2027, 12, 31)


def lines_of(*rows: str) -> list[str]:
    return [",".join(COLUMNS), *rows]


def january(year: int) -> list[str]:
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range(31)]
    return [f"{day},{int(day.weekday() < 5)},,,0,test" for day in days]


def test_next_year_is_added() -> None:
    assert load_workdays(lines=lines_of(*january(2028))) == 31

    assert add_workdays(LAST, 1) == date(2028, 1, 3)


def test_published_day_replaces_the_provisional_one() -> None:
    WorkdayFactory(day=LAST)
    before = is_workday(LAST)

    load_workdays(lines=lines_of(f"{LAST},{int(not before)},元旦,New Year,0,国办"))

    assert is_workday(LAST) is not before
    assert Workday.objects.get(day=LAST).name == "元旦"


@pytest.mark.parametrize(
    "row", ["2028-13-01,1,,,0,x", "2028-01-01,yes,,,0,x", "2028-01-01,1"]
)
def test_line_that_cannot_be_read_is_named_and_nothing_is_loaded(row: str) -> None:
    with pytest.raises(ValidationError) as caught:
        load_workdays(lines=lines_of("2028-01-01,1,,,0,x", row))

    assert caught.value.code == "calendar_line"
    assert "3" in caught.value.messages[0]
    assert Workday.objects.order_by("day").last().day == LAST


def test_calendar_with_a_hole_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        load_workdays(lines=lines_of("2028-01-02,1,,,0,x"))

    assert caught.value.code == "calendar_hole"
    assert Workday.objects.order_by("day").last().day == LAST


def test_missing_column_is_named() -> None:
    with pytest.raises(ValidationError) as caught:
        load_workdays(lines=["day,is_workday", "2028-01-01,1"])

    assert "provisional" in caught.value.messages[0]


def test_command_loads_a_file(tmp_path: Path) -> None:
    file = tmp_path / "2028.csv"
    file.write_text("\n".join(lines_of(*january(2028))), encoding="utf-8-sig")

    call_command("load_workdays", str(file), stdout=StringIO())

    assert Workday.objects.filter(day__year=2028).count() == 31


def test_command_refuses_what_is_no_calendar(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes("调休".encode("gb18030"))

    with pytest.raises(CommandError):
        call_command("load_workdays", str(file))
    with pytest.raises(CommandError):
        call_command("load_workdays", str(tmp_path / "absent.csv"))
