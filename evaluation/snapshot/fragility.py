"""What the grades of several cases hang on, with the parts named in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evaluation.models import Assessment, PanelSeat
from evaluation.scoring.fragility import Fragility
from evaluation.snapshot.result import Result, results_of


@dataclass(frozen=True, slots=True)
class Hanging:
    """One case: the grade of its points, and whose absence would make it another."""

    case: Assessment
    fragility: Fragility
    rests_on: tuple[str, ...]


def hanging(cases: Iterable[Assessment]) -> tuple[Hanging, ...]:
    """Of the cases whose points are complete, in three queries."""
    found = list(cases)
    results = results_of(found)
    whole = [(case, results[case.pk]) for case in found if results[case.pk].complete]
    names = expert_names(result for _case, result in whole)
    return tuple(_hanging(case, result, names) for case, result in whole)


def expert_names(results: Iterable[Result]) -> dict[str, str]:
    """By the column of a result, the expert who scored it."""
    seats = {who for result in results for who in result.columns if who}
    rows = PanelSeat.objects.filter(pk__in=map(int, seats)).select_related("user")
    return {str(seat.pk): seat.user.spoken_name for seat in rows}


def part_name(who: str, result: Result, experts: dict[str, str]) -> str:
    """An expert by name, or a head by code and name."""
    if who in experts:
        return experts[who]
    head = result.indicators[who]
    return f"{head.code} {head.spoken_name}"


def _hanging(case: Assessment, result: Result, experts: dict[str, str]) -> Hanging:
    found = result.fragility
    named = (part_name(who, result, experts) for who in found.rests_on)
    return Hanging(case, found, tuple(named))
