"""Loading the calendar: once a year, when the State Council has published it."""

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from records.models import Workday

COLUMNS = ("day", "is_workday", "name", "name_en", "provisional", "source")


@transaction.atomic
def load_workdays(*, lines: Iterable[str]) -> int:
    """Take in a calendar (csv text with the columns of COLUMNS); how many days.

    Known days are replaced. Raises ValidationError, naming the line, for a value that
    cannot be read, and for a hole in the calendar that would result: never half a load.
    """
    days = [_workday(number, row) for number, row in enumerate(_rows(lines), start=2)]
    Workday.objects.bulk_create(
        days,
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=COLUMNS[1:],
    )
    _refuse_holes()
    return len(days)


def _rows(lines: Iterable[str]) -> csv.DictReader:
    reader = csv.DictReader(lines)
    absent = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if absent:
        raise ValidationError(
            gettext("The calendar has no column %(names)s."),
            code="calendar_column",
            params={"names": ", ".join(absent)},
        )
    return reader


def _workday(number: int, row: dict[str, str]) -> Workday:
    try:
        flags = {"0": False, "1": True}
        return Workday(
            day=date.fromisoformat(row["day"]),
            is_workday=flags[row["is_workday"]],
            name=row["name"],
            name_en=row["name_en"],
            provisional=flags[row["provisional"]],
            source=row["source"],
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ValidationError(
            gettext("Line %(number)s of the calendar cannot be read."),
            code="calendar_line",
            params={"number": number},
        ) from error


def _refuse_holes() -> None:
    days = list(Workday.objects.order_by("day").values_list("day", flat=True))
    for one, other in pairwise(days):
        if other - one != timedelta(days=1):
            raise ValidationError(
                gettext("The calendar would have a hole after %(day)s."),
                code="calendar_hole",
                params={"day": one.isoformat()},
            )
