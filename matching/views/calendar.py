"""The provider's calendar: a list by day on a phone, seven columns at a desk."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from matching import rules
from matching.queries.calendar import monday_of, week_of
from matching.views.act import allow
from matching.views.engagement import is_near

WEEK = timedelta(days=7)


@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """One week; another by `?week=2026-11-30`, any day of it."""
    allow(rules.can_see_calendar(request.user))
    monday = monday_of(request.GET.get("week", ""))
    days = week_of(request.user, monday)
    context = {
        "days": days,
        "monday": monday,
        "sunday": monday + WEEK - timedelta(days=1),
        "before": monday - WEEK,
        "after": monday + WEEK,
        "today": timezone.localdate(),
        "near": [each for day in days for each in day.sessions if is_near(each)],
        "count": sum(len(day.sessions) for day in days),
    }
    return render(request, "matching/calendar.html", context)
