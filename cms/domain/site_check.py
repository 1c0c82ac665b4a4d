"""Keeping what the self-check found: since when, and that it is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from cms.domain.red_lines import Found
from cms.models import SiteFinding
from records.domain.ledger import append

CHECKED = "cms.check_site"


@transaction.atomic
def record_findings(*, found: Iterable[Found], now: datetime) -> tuple[int, int]:
    """What is seen again keeps its first day; what is not seen any more is over. How
    many are new, and how many are over; the ledger says it when there are any."""
    known = {(each.kind, each.subject): each for each in SiteFinding.objects.open()}
    seen = {(str(each.kind), each.subject): each for each in found}
    made = []
    for key, each in seen.items():
        if key in known:
            open_row = SiteFinding.objects.filter(pk=known[key].pk)
            open_row.update(last_seen=now, detail=each.detail)
        else:
            made.append(_finding(each, now))
    SiteFinding.objects.bulk_create(made)
    gone = [row.pk for key, row in known.items() if key not in seen]
    SiteFinding.objects.filter(pk__in=gone).update(resolved_at=now)
    if made or gone:
        append(
            chain=settings.DISTRICT_CODE,
            action=CHECKED,
            actor=None,
            subject="site",
            facts={"new": len(made), "over": len(gone)},
        )
    return len(made), len(gone)


def _finding(each: Found, now: datetime) -> SiteFinding:
    return SiteFinding(
        kind=each.kind,
        subject=each.subject,
        page_id=each.page,
        detail=each.detail,
        first_seen=now,
        last_seen=now,
    )
