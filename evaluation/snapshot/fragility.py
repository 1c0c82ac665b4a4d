"""What the grades of several cases hang on, with the parts named in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evaluation.models import Assessment, PanelSeat
from evaluation.scoring.fragility import Fragility
from evaluation.snapshot.result import OnRecord, Result, results_in


@dataclass(frozen=True, slots=True)
class Hanging:
    """One case: the grade of its points, and whose absence would make it another."""

    case: Assessment
    fragility: Fragility
    rests_on: tuple[str, ...]


def hanging(record: OnRecord, seats: Iterable[PanelSeat]) -> tuple[Hanging, ...]:
    """Of the cases whose points are complete; `seats` are those of their panels."""
    results, names = results_in(record), expert_names(seats)
    whole = [case for case in record.cases if results[case.pk].complete]
    return tuple(_hanging(case, results[case.pk], names) for case in whole)


def expert_names(seats: Iterable[PanelSeat]) -> dict[str, str]:
    """By the column of a result, the expert who scored it."""
    return {str(seat.pk): seat.user.spoken_name for seat in seats}


def seats_on(cases: Iterable[Assessment]) -> list[PanelSeat]:
    """All that were ever held on their panels, in the order in which they signed; in
    one query."""
    rows = PanelSeat.objects.filter(panel__assessment__in=list(cases))
    return list(rows.select_related("panel", "user").order_by("submitted_at", "pk"))


def part_name(who: str, result: Result, experts: Mapping[str, str]) -> str:
    """An expert by name, or a head by code and name."""
    if who in experts:
        return experts[who]
    head = result.indicators[who]
    return f"{head.code} {head.spoken_name}"


def _hanging(case: Assessment, result: Result, experts: Mapping[str, str]) -> Hanging:
    found = result.fragility
    named = (part_name(who, result, experts) for who in found.rests_on)
    return Hanging(case, found, tuple(named))
