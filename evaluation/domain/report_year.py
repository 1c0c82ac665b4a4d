"""Annual reports of a year are asked for, and chased when their day has passed."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.domain.supervision import mark_overdue
from evaluation.enums.supervision import ReportStatus
from evaluation.models import AnnualReport
from evaluation.queries.standing import rules_on
from evaluation.scoring.rulebook import Gap
from matching.domain.faults import refuse
from organisations.enums import GRADED_FORMS
from organisations.models import Provider, Territory, User
from records.domain.ledger import append


@transaction.atomic
def open_report_year(*, district: Territory, year: int, today: date, by: User) -> int:
    """Ask every registered organisation of the district for the report of a year that
    has ended; how many are new. The last day is data of the rules, in the next year.

    Raises ValidationError `year`, and `gap` where the rules name no last day.
    """
    if year >= today.year:
        raise refuse("year", _("The year has not ended."), field="year")
    try:
        month, day = rules_on("annual_report_due", today).says("annual_report_due")
    except Gap as gap:
        raise refuse(
            "gap", _("The rules do not say it: %(name)s."), name=gap.name
        ) from gap
    asked = Provider.objects.active().filter(
        form__in=sorted(GRADED_FORMS), street__code__startswith=district.code
    )
    known = AnnualReport.objects.filter(year=year).values("provider")
    rows = [
        AnnualReport(provider=each, year=year, due_on=date(year + 1, month, day))
        for each in asked.exclude(pk__in=known).order_by("pk")
    ]
    AnnualReport.objects.bulk_create(rows)
    append(
        chain=district.district_code,
        action="evaluation.open_report_year",
        actor=by,
        subject=f"territory:{district.code}",
        facts={"year": year, "asked": len(rows)},
    )
    return len(rows)


def chase_reports(*, today: date) -> int:
    """Mark what is overdue, each in a transaction of its own; how many."""
    late = AnnualReport.objects.filter(status=ReportStatus.DUE, due_on__lt=today)
    found = list(late.select_related("provider__street"))
    return sum(mark_overdue(report=each, today=today) for each in found)
