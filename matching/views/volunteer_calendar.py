"""What a volunteer said yes to, as a calendar file at a personal address."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matching.domain.volunteer_calendar import CALENDAR_DAYS, give_calendar
from matching.models import SlotOffer
from matching.queries.slot import promised
from matching.views.volunteer import own_volunteer
from records.links import LinkGone
from records.models import Link
from records.sheets.calendar import TYPE, Date, calendar_file


@login_required
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """The address, shown exactly once."""
    token = give_calendar(volunteer=own_volunteer(request), by=request.user)
    address = request.build_absolute_uri(reverse("link", args=[token]))
    context = {"address": address, "days": CALENDAR_DAYS}
    response = render(request, "matching/volunteer_calendar.html", context)
    add_never_cache_headers(response)
    return response


def read(request: HttpRequest, link: Link) -> HttpResponse:
    """The file; nothing in it tells of whom a session is for."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    found = promised(link.payload["volunteer"])
    if found is None:
        raise LinkGone(_("This calendar has ended."), code="link_gone")
    host = request.get_host()
    dates = [_date(offer, host) for offer in found]
    content = calendar_file(_("My service"), dates, stamp=timezone.now())
    return HttpResponse(content, content_type=TYPE)


def _date(offer: SlotOffer, host: str) -> Date:
    session = offer.slot.session
    return Date(
        uid=f"{offer.public_id}@{host}",
        title=offer.slot.role,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        where=str(session.place or session.engagement.need.community),
    )
