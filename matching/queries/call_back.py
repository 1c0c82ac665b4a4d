"""Whom the station manager has not called back yet: after a bad grade, or by lot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.models import CallBack, Feedback
from organisations.enums import Role
from organisations.models import Appointment
from records.queries import Waiting

CALL_BACK = gettext_lazy("To call back")


def waiting_call_backs(appointments: Iterable[Appointment]) -> Iterator[Waiting]:
    """For the managers of the station, one task for each need."""
    here = Q(pk__in=[])
    managed = [a for a in appointments if a.role == Role.STATION_MANAGER]
    for appointment in managed:
        if appointment.territory is not None:
            here |= Q(need__community__code__startswith=appointment.territory.code)
    if not managed:
        return
    waiting = Feedback.objects.to_call_back().filter(here).order_by("at", "pk")
    known: set[int] = set()
    for answer in waiting.select_related("need__community"):
        need = answer.need
        if need.pk in known:
            continue
        known.add(need.pk)
        yield Waiting(
            title=_("Rated badly, to call back: “%(title)s”") % {"title": need.heading},
            url=reverse("matching:need", args=[need.public_id]),
            since=answer.at,
            until=answer.call_back_by,
            group=CALL_BACK,
            detail=f"{need.community} · {need.number}",
        )
    drawn = CallBack.objects.waiting().filter(here)
    for call in drawn.select_related("need__community"):
        need = call.need
        if need.pk in known:
            continue
        title = _("Closed, to call back: “%(title)s”") % {"title": need.heading}
        yield Waiting(
            title=title,
            url=reverse("matching:need", args=[need.public_id]),
            since=call.drawn_at,
            until=call.call_by,
            group=CALL_BACK,
            detail=f"{need.community} · {need.number}",
        )
