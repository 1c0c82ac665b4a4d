"""Reports to the police that the law orders and nobody has made yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.models import MandatoryReport
from matching.models.need import NeedQuerySet
from organisations.enums import EMPLOYED_ROLES
from organisations.models import Appointment
from records.queries import Waiting

REPORT = gettext_lazy("To report at once")


def waiting_reports(
    seen: NeedQuerySet, appointments: Iterable[Appointment]
) -> Iterator[Waiting]:
    """For the station of the street until it is recorded: its managers and, of a case
    that nobody has taken yet, its workers; afterwards its own worker. `seen` are the
    needs that the reader sees."""
    here = Q(pk__in=[])
    staff = [a for a in appointments if a.role in EMPLOYED_ROLES and a.territory]
    if not staff:
        return
    for appointment in staff:
        here |= Q(need__community__code__startswith=appointment.territory.code)
    waiting = MandatoryReport.objects.filter(
        here, reported_at__isnull=True, need__in=seen.values("pk")
    )
    for report in waiting.select_related("need__community").order_by("opened_at"):
        need = report.need
        yield Waiting(
            title=_("Must be reported to the police: %(what)s")
            % {"what": report.get_family_display()},
            url=reverse("matching:report", args=[need.public_id]),
            since=report.opened_at,
            until=report.opened_at,  # the law says: at once
            group=REPORT,
            detail=f"{need.community} · {need.number}",
            tone="red",
        )
