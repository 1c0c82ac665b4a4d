"""Case numbers of a year: needs (XQ) and calls (HJ) count on together."""

from __future__ import annotations

from django.db.models import F

from matching.models import CaseCounter


def case_counter(year: int) -> CaseCounter:
    """The row of the year, held: whoever needs a number waits here for the others."""
    CaseCounter.objects.get_or_create(year=year)
    return CaseCounter.objects.select_for_update().get(year=year)


def next_number(counter: CaseCounter, prefix: str) -> str:
    """XQ-2026-00187: without gaps, since an act that is refused gives it back."""
    (number,) = next_numbers(counter, prefix, 1)
    return number


def next_numbers(counter: CaseCounter, prefix: str, many: int) -> list[str]:
    """A block of them, in order."""
    CaseCounter.objects.filter(pk=counter.pk).update(last=F("last") + many)
    counter.refresh_from_db()
    block = range(counter.last - many + 1, counter.last + 1)
    return [f"{prefix}-{counter.year}-{number:05d}" for number in block]
