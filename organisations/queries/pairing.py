"""Reads about pairings: those whose day comes or has passed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.models import Appointment, Pairing
from organisations.models.volunteer import KEEPING_ROLES
from organisations.queries.due import Due, codes_of, due_rows, kind_of
from records.queries import SHANGHAI, Waiting

PAIRING = "pairing"
AHEAD = timedelta(days=14)


def pairings_due(held: list[Appointment]) -> Iterator[QuerySet[Any]]:
    """Pairings that end within two weeks or whose day is over, for station and
    community, until somebody ends them."""
    here = Q(pk__in=[])
    for code in (codes := codes_of(held, *KEEPING_ROLES)):
        here |= Q(place__code__startswith=code)
    if codes:
        yield due_rows(
            Pairing.objects.open().filter(
                here, until__lte=timezone.localdate() + AHEAD
            ),
            kind=kind_of(PAIRING),
            public_id="public_id",
            name="service_type__name",
            name_en="service_type__name_en",
            place="place__name",
            place_en="place__name_en",
            day="until",
        )


def pairing_lines(rows: Iterable[Due]) -> list[Waiting]:
    return [
        Waiting(
            title=gettext("A pairing ends: end it, or ask the household again"),
            url=reverse("organisations:pairing_end", args=[row.public_id]),
            until=datetime.combine(row.day, time(23, 59, 59), SHANGHAI),
            group=_("Pairings with households"),
            detail=f"{row.where} · {row.title}",
            tone="amber",
        )
        for row in rows
        if row.kind == PAIRING
    ]
