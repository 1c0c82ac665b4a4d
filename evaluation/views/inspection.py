"""Random inspection on the desk, and the yearly self-check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.domain.inspection import (
    announce_draw,
    assign_inspectors,
    draw_inspections,
    record_inspection,
)
from evaluation.domain.self_check import file_self_check
from evaluation.forms import supervision as forms
from evaluation.models import Inspection, InspectionDraw
from evaluation.models.supervision import SUPERVISORS
from evaluation.queries.supervision import checked_by
from evaluation.rules.supervision import can_announce, sides_of
from evaluation.views.act import allow, conflict, conflicts
from organisations.models import Territory, User


def _districts(user: User) -> list[Territory]:
    """The districts in which this user supervises."""
    held = user.appointments.current().filter(role__in=sorted(SUPERVISORS))
    return [each.territory for each in held.select_related("territory")]


@login_required
@require_safe
def draw_list(request: HttpRequest) -> HttpResponse:
    """The draws of the district, each with what came of it."""
    draws = InspectionDraw.objects.filter(district__in=_districts(request.user))
    shown = draws.prefetch_related("inspections__provider", "inspections__seats__user")
    context = {"draws": shown, "today": timezone.localdate()}
    return render(request, "evaluation/inspections.html", context)


def _act(
    request: HttpRequest, form: Any, title: str, verb: Callable[[Any], object]
) -> HttpResponse:
    """A form on GET, one verb on POST, back to the list."""
    back = reverse("evaluation:inspections")
    if request.method == "POST" and form.is_valid():
        try:
            verb(form)
        except ValidationError as error:
            if conflicts(error):
                return conflict(request, error, back)
            form.add_refusal(error)
        else:
            messages.success(request, _("Written down."))
            return redirect(back)
    context = {"form": form, "act": {"title": title}, "back": back}
    status = 422 if form.errors else 200
    return render(request, "evaluation/plain_act.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def announce(request: HttpRequest) -> HttpResponse:
    allow(can_announce(request.user))
    district = _districts(request.user)[0]
    form = forms.DrawForm(request.POST or None)

    def verb(form: Any) -> None:
        announce_draw(district=district, by=request.user, **form.cleaned_data)

    return _act(request, form, _("Announce a draw"), verb)


@login_required
@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest, public_id: str) -> HttpResponse:
    draws = InspectionDraw.objects.filter(district__in=_districts(request.user))
    row = get_object_or_404(draws, public_id=public_id)
    form = forms.SeedForm(request.POST or None)

    def verb(form: Any) -> None:
        draw_inspections(draw=row, seed=form.cleaned_data["seed"], by=request.user)

    return _act(request, form, _("Draw with the seed"), verb)


def _inspection(request: HttpRequest, public_id: str) -> Inspection:
    rows = Inspection.objects.filter(draw__district__in=_districts(request.user))
    shown = rows.select_related("draw__district", "provider__street")
    return get_object_or_404(shown, public_id=public_id)


@login_required
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _inspection(request, public_id)
    form = forms.InspectorsForm(request.POST or None, district=row.draw.district.code)

    def verb(form: Any) -> None:
        assign_inspectors(inspection=row, papers=form.papers(), by=request.user)

    return _act(request, form, _("Who inspects"), verb)


@login_required
@require_http_methods(["GET", "POST"])
def result(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _inspection(request, public_id)
    form = forms.ResultForm(request.POST or None)

    def verb(form: Any) -> None:
        record_inspection(inspection=row, by=request.user, **form.cleaned_data)

    return _act(request, form, _("Result of the inspection"), verb)


@login_required
@require_safe
def check_list(request: HttpRequest) -> HttpResponse:
    """Whose yearly self-check this reader files, and what was filed this year."""
    year = timezone.localdate().year
    rows = checked_by(request.user).prefetch_related("self_checks")
    context = {
        "year": year,
        "rows": [
            (each, [c for c in each.self_checks.all() if c.year == year])
            for each in rows
        ],
    }
    return render(request, "evaluation/self_checks.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def self_check(request: HttpRequest, public_id: str) -> HttpResponse:
    """The points of this year, once for each side."""
    provider = get_object_or_404(checked_by(request.user), public_id=public_id)
    side = sides_of(request.user, provider)[0]
    form = forms.CheckForm(request.POST or None)
    back, year = reverse("evaluation:self_checks"), timezone.localdate().year
    if request.method == "POST" and form.is_valid():
        try:
            file_self_check(
                provider=provider,
                year=year,
                side=side,
                answers=form.answers(),
                note=form.cleaned_data["note"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_refusal(error)
        else:
            messages.success(request, _("Filed."))
            return redirect(back)
    title = _("Self-check of %(year)s") % {"year": year}
    context = {"form": form, "act": {"title": title}, "back": back, "name": provider}
    status = 422 if form.errors else 200
    return render(request, "evaluation/plain_act.html", context, status=status)
