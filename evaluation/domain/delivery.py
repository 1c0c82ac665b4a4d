"""Delivery counts of a case are read again while the experts still work on it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.domain.case_clock import WITH_EXPERTS
from evaluation.domain.evidence import take_in_records
from evaluation.domain.move import record, take, tell
from evaluation.models import Assessment, Evidence, PanelSeat, Score
from evaluation.queries.panel import panel_of, seats_of
from organisations.models import User


@transaction.atomic
def refresh_records(*, assessment: Assessment, by: User) -> list[Evidence]:
    """Take in what delivery records say by now; the rows that are new.

    While the experts score, whoever has signed points for a leaf whose count changed
    signs again. After their opinion the points stand, marked as stale for the
    committee. Raises ValidationError once the report is ready.
    """
    row = take(assessment.pk)
    new = take_in_records(assessment=row, by=by)
    if new and row.state in WITH_EXPERTS:
        _open_again(row, new, by)
    return new


def _open_again(row: Assessment, new: Sequence[Evidence], by: User) -> None:
    panel = panel_of(row)
    if panel is None:
        return
    leaves = [each.indicator_id for each in new]
    scored = Score.objects.filter(panel=panel, indicator__in=leaves)
    alone = set(scored.exclude(seat=None).values_list("seat_id", flat=True))
    common = scored.filter(seat=None).exists()
    signed = [
        seat
        for seat in seats_of(panel).filter(submitted_at__isnull=False)
        if common or seat.pk in alone
    ]
    if not signed:
        return
    PanelSeat.objects.filter(pk__in=[seat.pk for seat in signed]).update(
        submitted_at=None
    )
    codes = _(", ").join(each.indicator.code for each in new)
    for seat in signed:
        tell(seat.user, "counts_changed", row, codes=codes)
    record(row, "reopen_scores", by, seats=sorted(seat.pk for seat in signed))
