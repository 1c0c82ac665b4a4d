"""The days of evaluation that lie ahead in a district."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Count
from django.utils.translation import gettext as _

from evaluation.enums import AssessmentState, RoundState
from evaluation.models import Assessment, Meeting, Round


class Day(NamedTuple):
    """One date in words; no organisation is named."""

    on: date
    text: str


def days_ahead(district: str, since: date, until: date) -> list[Day]:
    """What ends or is held from `since` to `until`, both included: applications,
    meetings of the committee, clocks of assessments by state."""
    found = [
        *_applications(district, since, until),
        *_meetings(district, since, until),
        *_clocks(district, since, until),
    ]
    return sorted(found)


def _applications(district: str, since: date, until: date) -> Iterator[Day]:
    rounds = Round.objects.filter(
        district__code=district,
        state=RoundState.ANNOUNCED,
        apply_until__range=(since, until),
    )
    for row in rounds:
        yield Day(
            row.apply_until,
            _("Applications end: %(round)s") % {"round": row.spoken_name},
        )


def _meetings(district: str, since: date, until: date) -> Iterator[Day]:
    meetings = Meeting.objects.filter(
        committee__district__code=district, held_on__range=(since, until)
    )
    for day in meetings.order_by("held_on").values_list("held_on", flat=True):
        yield Day(day, _("The evaluation committee meets"))


def _clocks(district: str, since: date, until: date) -> Iterator[Day]:
    running = Assessment.objects.filter(
        round__district__code=district, due_on__range=(since, until)
    ).order_by()
    rows = running.values_list("due_on", "state").annotate(n=Count("pk"))
    for day, state, number in rows:
        label = AssessmentState(state).label
        said = {"state": label, "n": number}
        yield Day(day, _("Last day of “%(state)s” (%(n)d)") % said)
