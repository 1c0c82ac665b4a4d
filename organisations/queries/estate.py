"""Reads about estates: numbers by state, terms that end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.models import Appointment, Estate
from organisations.models.estate import ESTATE_KEEPERS
from organisations.queries.due import Due, codes_of, due_rows, kind_of
from records.queries import SHANGHAI, Waiting

ESTATE = "estate"


def committee_counts(estates: QuerySet[Estate]) -> dict[str, int]:
    """How many estates stand in each state."""
    rows = estates.order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def estates_due(held: list[Appointment]) -> Iterator[QuerySet[Any]]:
    """Committees whose term ends within three months, for street and secretary."""
    here = Q(pk__in=[])
    for code in (codes := codes_of(held, *ESTATE_KEEPERS)):
        here |= Q(community__code__startswith=code)
    if codes:
        yield due_rows(
            Estate.objects.ending(timezone.localdate()).filter(here),
            kind=kind_of(ESTATE),
            public_id="public_id",
            name="name",
            place="community__name",
            place_en="community__name_en",
            day="term_ends_on",
        )


def estate_lines(rows: Iterable[Due]) -> list[Waiting]:
    return [
        Waiting(
            title=gettext("Prepare the next election of the committee of %(estate)s")
            % {"estate": row.title},
            url=reverse("organisations:estate", args=[row.public_id]),
            until=datetime.combine(row.day, time(23, 59, 59), SHANGHAI),
            group=_("Owners' committees"),
            detail=row.where,
            tone="amber",
        )
        for row in rows
        if row.kind == ESTATE
    ]
