"""Released needs as everybody reads them: the worker's words, the street, the services."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from matching.models import NeedRelease
from organisations.models import Territory


@dataclass(frozen=True, slots=True)
class ReleasedNeed:
    """All that the public may know of a project that looks for partners."""

    public_id: str
    summary: str
    street: str
    services: list[str]
    since: datetime


def released_needs(district: str) -> QuerySet[NeedRelease]:
    """What is on the public site of a district, the newest first."""
    shown = NeedRelease.objects.public().filter(
        need__community__code__startswith=district
    )
    return shown.select_related("need__community").prefetch_related(
        "need__items__service_type"
    )


def as_public(found: Iterable[NeedRelease]) -> list[ReleasedNeed]:
    """These as a public page shows them, in one query beside their own."""
    rows = list(found)
    codes = {row.need.community.street_code for row in rows}
    streets = {t.code: t for t in Territory.objects.filter(code__in=codes)}
    return [
        ReleasedNeed(
            public_id=row.need.public_id,
            summary=str(row),
            street=str(streets.get(row.need.community.street_code, "")),
            services=list(
                dict.fromkeys(str(i.service_type) for i in row.need.items.all())
            ),
            since=row.at,
        )
        for row in rows
    ]
