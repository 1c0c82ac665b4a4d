"""Events: the list, one with its places left, and both as calendar files."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cms.queries.events import (
    Event,
    coming_trainings,
    shown_events,
    trainings,
)
from cms.views import linked
from cms.views.gone import gone
from records.sheets.calendar import TYPE, Date, calendar_file

ON_A_SHEET = 20
MOST_IN_A_FEED = 200
EVENTS = (_("Events"), "cms:events")


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """What is to come, the next one first."""
    found = coming_trainings()
    sheet = Paginator(found, ON_A_SHEET).get_page(request.GET.get("page"))
    context = {
        "sheet": sheet,
        "events": shown_events(sheet.object_list),
        "crumbs": linked.crumbs(here=EVENTS[0]),
    }
    return render(request, "cms/events.html", context)


@require_safe
def event(request: HttpRequest, public_id: str) -> HttpResponse:
    """When, where, how many places are left, how to sign up."""
    found = shown_events(trainings().filter(public_id=public_id))
    if not found:
        return _no_event(request)
    [shown] = found
    crumbs = linked.crumbs(EVENTS, here=shown.title)
    data = [linked.event(request, shown), linked.breadcrumb(request, crumbs)]
    context = {"event": shown, "crumbs": crumbs, "linked": data}
    return render(request, "cms/event.html", context)


@require_safe
def event_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """One event for one's own calendar."""
    found = shown_events(trainings().filter(public_id=public_id))
    if not found:
        return _no_event(request)
    response = _file(request, found)
    name = f"attachment; filename=event-{public_id}.ics"
    response.headers["Content-Disposition"] = name
    return response


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """All that is to come, for a calendar that asks again and again."""
    return _file(request, shown_events(coming_trainings()[:MOST_IN_A_FEED]))


def _file(request: HttpRequest, found: Iterable[Event]) -> HttpResponse:
    host = request.get_host()
    dates = [
        Date(
            uid=f"{each.public_id}@{host}",
            title=each.title,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            where=each.where,
            url=request.build_absolute_uri(reverse("cms:event", args=[each.public_id])),
        )
        for each in found
    ]
    content = calendar_file(gettext("Events"), dates, stamp=timezone.now())
    return HttpResponse(content, content_type=TYPE)


def _no_event(request: HttpRequest) -> HttpResponse:
    return gone(
        request,
        _("There is no such event"),
        _("Check the address, or look at what is to come."),
        label=_("To the events"),
        route="cms:events",
    )
