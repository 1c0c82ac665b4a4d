"""One A4 page on the week, for the head of the centre, of a street, of the bureau."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.desk import held_by
from evaluation.queries.calendar import days_ahead
from matching.queries.brief import week_figures
from matching.queries.calendar import monday_of
from organisations.enums import Role
from organisations.models import Territory, Training
from organisations.models.spoken import spoken

BRIEFED = frozenset({Role.CENTRE_OPERATOR, Role.STREET_OFFICER, Role.BUREAU_REVIEWER})
WEEK = timedelta(days=7)
LEAST = 10
"""A part below this could point at somebody: it is said as `fewer than 10`."""


@login_required
@require_safe
def brief(request: HttpRequest) -> HttpResponse:
    """The week of `?week=2026-11-23`, any day of it; the one that runs now without."""
    place = briefed_place(request)
    monday = monday_of(request.GET.get("week", ""))
    after = monday + WEEK
    figures = week_figures(
        place.code, _begin(monday), _begin(after), _begin(after + WEEK)
    )
    district = place.code[:6]
    context = {
        "place": place,
        "monday": monday,
        "sunday": after - timedelta(days=1),
        "before": monday - WEEK,
        "after": after,
        "figures": figures,
        "heads": heads(figures),
        "late": [(state, shown(n)) for state, n in figures.late_where],
        "gaps": [(spoken(*names), shown(n)) for names, n in figures.gaps],
        "days": days_ahead(district, monday, after + WEEK - timedelta(days=1)),
        "trainings": trainings(district, _begin(after), _begin(after + WEEK)),
    }
    return render(request, "desk/brief.html", context)


def briefed_place(request: HttpRequest) -> Territory:
    """The district or street of the first such role that the reader holds, or 403."""
    for held in held_by(request):
        if held.role in BRIEFED and held.territory is not None:
            return held.territory
    raise PermissionDenied(
        _(
            "The weekly brief is for the centre, the street and the civil affairs bureau."
        )
    )


def heads(figures: Any) -> list[tuple[str, Any]]:
    return [
        (_("Raised"), figures.raised),
        (_("Packs confirmed"), figures.answered),
        (_("Solved"), figures.solved),
        (_("Running now"), figures.running),
        (_("Late"), figures.late),
        (_("Times delivered"), figures.sessions),
        (_("Hours"), figures.hours),
        (_("Needs served"), figures.needs_served),
        (_("People served"), figures.people),
    ]


def shown(number: int) -> str:
    return str(number) if number >= LEAST else _("fewer than 10")


def trainings(district: str, since: datetime, until: datetime) -> list[Training]:
    found = Training.objects.filter(district__code=district)
    return list(found.filter(starts_at__gte=since, starts_at__lt=until))


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
