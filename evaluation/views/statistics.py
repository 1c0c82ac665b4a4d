"""What the scores of a round tell: of experts, of grades that hang on one part, of like
and unlike cases. It advises; no figure here changes a score."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluation.enums import ScoringMode
from evaluation.models import Assessment, Round
from evaluation.rules.round import roles_held
from evaluation.rules.statistics import can_read_statistics
from evaluation.scoring.agreement import WEAK_BELOW
from evaluation.scoring.severities import LEAST_COMMON
from evaluation.snapshot.equity import Equity, equity_of
from evaluation.snapshot.fragility import hanging, seats_on
from evaluation.snapshot.result import on_record
from evaluation.snapshot.statistics import marks_of
from evaluation.views.act import allow
from evaluation.views.pictures import file_of
from evaluation.views.statistics_pictures import (
    gaps_picture,
    hanging_picture,
    severity_picture,
)
from records.pictures.cells import LEAST


def _read(request: HttpRequest, public_id: str) -> tuple[Round, QuerySet[Assessment]]:
    """The round, and those of its cases on which this reader works: of a case from
    which she stays away nothing enters a row or a mean."""
    rounds = Round.objects.visible_to(request.user).select_related("district")
    row = get_object_or_404(rounds, public_id=public_id)
    held = list(request.user.appointments.current().select_related("territory"))
    allow(can_read_statistics(request.user, row, roles_held(held, row)))
    cases = Assessment.objects.judged_by(request.user, held).filter(round=row)
    related = ("provider__street", "sheet", "rule_set")
    return row, cases.select_related(*related).order_by("pk")


@login_required
@require_safe
def statistics(request: HttpRequest, public_id: str) -> HttpResponse:
    """Severity, agreement, drift where each expert scores alone; fragile grades."""
    row, found = _read(request, public_id)
    cases = list(found)
    record, seats = on_record(cases), seats_on(cases)
    sheets = {case.sheet_id: case.sheet for case in record.cases}
    near = hanging(record, seats)
    context = {
        "round": row,
        "marks": [(m, severity_picture(m)) for m in marks_of(record, seats)],
        "together": [s for s in sheets.values() if s.mode != ScoringMode.INDEPENDENT],
        "hanging": near,
        "hanging_picture": hanging_picture(near),
        "least": LEAST_COMMON,
        "weak_below": WEAK_BELOW,
    }
    return render(request, "evaluation/statistics.html", context)


@login_required
@require_safe
def severity_file(request: HttpRequest, public_id: str, sheet: str) -> HttpResponse:
    """How strict the experts of one sheet are, drawn."""
    _round, found = _read(request, public_id)
    cases = list(found)
    marks = marks_of(on_record(cases), seats_on(cases))
    drawn = [severity_picture(m) for m in marks if m.sheet.public_id == sheet]
    return file_of(request, drawn[0] if drawn else None)


@login_required
@require_safe
def hanging_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """How near another grade is, drawn."""
    _round, found = _read(request, public_id)
    cases = list(found)
    near = hanging(on_record(cases), seats_on(cases))
    return file_of(request, hanging_picture(near))


@login_required
@require_safe
def equity(request: HttpRequest, public_id: str) -> HttpResponse:
    """Like cases with other points; groups beside all others, small ones hidden."""
    row, found = _read(request, public_id)
    report = _equity(found)
    groups = [(group, gaps_picture(group)) for group in report.gaps]
    context = {"round": row, "report": report, "groups": groups, "least": LEAST}
    return render(request, "evaluation/equity.html", context)


@login_required
@require_safe
def gaps_file(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """The groups of one kind beside all others, drawn."""
    _round, found = _read(request, public_id)
    drawn = [gaps_picture(each) for each in _equity(found).gaps if each.kind == kind]
    return file_of(request, drawn[0] if drawn else None)


def _equity(found: QuerySet[Assessment]) -> Equity:
    cases = found.select_related("provider__credit_file")
    return equity_of(cases, timezone.localdate())
