"""Whom the station manager has not called back yet: after a bad grade, or by lot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.models import CallBack, Feedback, Need
from matching.models.need import NeedQuerySet
from organisations.enums import Role
from organisations.models import Appointment
from records.queries import Waiting

CALL_BACK = gettext_lazy("To call back")


def rated(needs: NeedQuerySet) -> NeedQuerySet:
    """Each need with `is_rated`, `badly_rated` (to be called back for it) and `drawn` (to
    be called back by lot)."""
    said = Feedback.objects.filter(need=OuterRef("pk"))
    drawn = CallBack.objects.waiting().filter(need=OuterRef("pk"))
    return needs.annotate(
        is_rated=Exists(said),
        badly_rated=Exists(said.to_call_back()),
        drawn=Exists(drawn),
    )


def waiting_call_backs(appointments: Iterable[Appointment]) -> Iterator[Waiting]:
    """For the managers of the station, one task for each need, in one query."""
    managed = [a for a in appointments if a.role == Role.STATION_MANAGER]
    if not managed:
        return
    here = Q(pk__in=[])
    for appointment in managed:
        if appointment.territory is not None:
            here |= Q(community__code__startswith=appointment.territory.code)
    bad = Feedback.objects.to_call_back().filter(need=OuterRef("pk"))
    first = bad.order_by("at", "pk")
    drawn = Q(call_back__in=CallBack.objects.waiting().order_by())
    needs = (
        Need.objects.filter(here)
        .annotate(
            rated_at=Subquery(first.values("at")[:1]),
            rated_by=Subquery(first.values("call_back_by")[:1]),
            rated_danger=Exists(bad.exclude(danger="")),
        )
        .filter(drawn | Q(rated_at__isnull=False))
        .select_related("community", "call_back")
        .order_by("rated_at", "pk")
    )
    for need in needs:
        yield _task(need)


def _task(need: Any) -> Waiting:
    """Who rated badly is rung for that; else the lot fell on the need."""
    if need.rated_at is not None:
        title = _("Rated badly, to call back: “%(title)s”")
        if need.rated_danger:
            title = _("Words of danger, to act on at once: “%(title)s”")
        since, until = need.rated_at, need.rated_by
    else:
        title = _("Closed, to call back: “%(title)s”")
        since, until = need.call_back.drawn_at, need.call_back.call_by
    return Waiting(
        title=title % {"title": need.heading},
        url=reverse("matching:need", args=[need.public_id]),
        since=since,
        until=until,
        group=CALL_BACK,
        detail=f"{need.community} · {need.number}",
        pressing=need.rated_danger,
    )
