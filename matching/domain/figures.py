"""Giving the figures of a district to the public."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse
from matching.models import FigureRelease
from matching.queries.figures import (
    asked_for,
    last_release,
    ratings,
    standing_of,
    without_small,
)
from organisations.models import Territory, User
from records.domain.ledger import append
from records.pictures.cells import LEAST
from records.pictures.heat import with_sums

APART = timedelta(days=28)


@transaction.atomic
def release_figures(*, district: Territory, by: User) -> FigureRelease:
    """Keep the counts of today for the public page, small ones hidden.

    Two releases apart by a few needs would tell those needs by their difference, so
    that 28 days lie between them. Raises ValidationError `too_soon`, `too_few` (there
    would be nothing but hidden numbers).
    """
    Territory.objects.select_for_update(no_key=True).get(pk=district.pk)
    today = timezone.localdate()
    last = last_release(district.code)
    if last is not None and today < last.day + APART:
        raise refuse(
            "too_soon",
            _("The figures were released on %(day)s: again from %(next)s on."),
            day=last.day.isoformat(),
            next=(last.day + APART).isoformat(),
        )
    became = standing_of(district.code).became
    if sum(became.values()) < LEAST:
        raise refuse(
            "too_few",
            _("Fewer than 10 needs were raised in 90 days: all would be hidden."),
        )
    content = _content(district, became)
    release = FigureRelease(district=district, day=today, content=content, by=by)
    release.full_clean()
    release.save()
    append(
        chain=district.code,
        action="matching.release_figures",
        actor=by,
        subject=release.subject,
        facts={"digest": release.digest},
    )
    return release


def _content(district: Territory, became: dict[str, int]) -> dict[str, Any]:
    streets = Territory.objects.within(district.code).streets()
    asked = asked_for(district.code, list(streets))
    given = ratings(district.code)
    numbers = with_sums(asked.counts, whole=False) if asked.counts else []
    return {
        "streets": [_named(each) for each in asked.places],
        "services": [_named(each) for each in asked.services],
        "asked": [list(row) for row in numbers],
        "became": _pairs(became),
        "ratings": _pairs(given),
    }


def _named(thing: Any) -> list[str]:
    return [thing.name, thing.name_en]


def _pairs(counts: dict[str, int]) -> list[list[Any]]:
    """In their order, which a JSON object would lose in some databases."""
    shown = without_small(list(counts.values()))
    return [[key, n] for key, n in zip(counts, shown, strict=True)]
