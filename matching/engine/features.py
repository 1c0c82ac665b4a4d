"""(need item x candidate) -> matrix, one column per `ReasonCode`, in its order.

Zero always means neutral: nothing known, nothing asked, or simply average. So a
missing record or grade costs nothing, and taking a feature away sets it to zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.filters import merged, shared_windows
from matching.engine.types import (
    CandidateView,
    Intervals,
    ItemView,
    NeedView,
    ReasonCode,
)

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One item of a need, one candidate, and the raw affinity of their texts."""

    need: NeedView
    item: ItemView
    candidate: CandidateView
    affinity: float = 0.0
    project: str = ""
    """Title of the candidate's nearest past project, where it is to be named."""
    words: tuple[str, ...] = ()
    """What that project shares with the need, the weightiest first."""


COLUMNS: tuple[ReasonCode, ...] = tuple(ReasonCode)

HALF_AFFINITY = 0.25
"""Affinity at which the text feature is one half: about what those who offer the
service asked for have in the middle, so that it tells them apart (decision 0005)."""
HALF_DELIVERIES = 3
"""Deliveries that make the record half convincing."""
HALF_AWARDS = 4
"""Engagements within 28 days that make the step back half complete."""
USUAL_SUCCESS = 0.75
"""Published prior: a provider without a record is taken to succeed this often."""
MEAN_GRADE = 3.0
"""Mean of the scale 1A to 5A, which a missing grade counts as."""
NEARNESS = (
    (15, "grid", 1.0),
    (12, "community", 1.0),
    (9, "street", 0.7),
    (6, "district", 0.3),
)
"""Length of the common territory code, its level, its worth."""

DAY = 24 * 60


def nearness(home: str, community: str) -> tuple[str, float]:
    """Smallest territory that holds both, and its worth; ("", 0.0) if there is none."""
    for length, level, worth in NEARNESS:
        if len(home) >= length and home[:length] == community[:length]:
            return level, worth
    return "", 0.0


def minutes(windows: Intervals) -> int:
    """Minutes of the week inside the windows."""
    return sum(end - start for start, end in merged(windows))


def days(windows: Intervals) -> list[int]:
    """Days of the week touched by the windows, Monday is 1."""
    touched = {
        1 + day
        for start, end in merged(windows)
        for day in range(start // DAY, (end - 1) // DAY + 1)
    }
    return sorted(touched)


def hours(windows: Intervals) -> dict[str, int | float | str]:
    """Minutes of the day at which all windows `start` and `end`; {} if they differ, or
    last whole days."""
    found = {(start % DAY, start % DAY + end - start) for start, end in merged(windows)}
    if len(found) != 1:
        return {}
    start, end = found.pop()
    return {"start": start, "end": end} if end <= DAY and end - start < DAY else {}


def _text(case: Case) -> float:
    """[0, 1): affinity saturates, so that no text alone decides."""
    return case.affinity / (case.affinity + HALF_AFFINITY) if case.affinity > 0 else 0.0


def _delivered(case: Case) -> float:
    """[0, 1): confirmed deliveries, those in the same street counting twice."""
    count = case.candidate.delivered + case.candidate.delivered_near
    return count / (count + HALF_DELIVERIES)


def _reliable(case: Case) -> float:
    """[-.75, .25]: share of success against the usual one."""
    return (
        0.0
        if case.candidate.success is None
        else case.candidate.success - USUAL_SUCCESS
    )


def _near(case: Case) -> float:
    """[0, 1]: distance in the territory tree."""
    return nearness(case.candidate.home, case.need.community)[1]


def _time(case: Case) -> float:
    """[0, 1]: share of the wanted minutes that suit the candidate; 0 if any do."""
    wanted = minutes(case.item.windows)
    if not wanted:
        return 0.0
    return minutes(shared_windows(case.item.windows, case.candidate.windows)) / wanted


def _continuity(case: Case) -> float:
    """0 or 1: the same face beats novelty."""
    return float(case.candidate.provider in case.need.known)


def _grade(case: Case) -> float:
    """[-1, 1]: grade against the mean of the scale; none is not low."""
    return (
        0.0 if case.candidate.grade is None else (case.candidate.grade - MEAN_GRADE) / 2
    )


def _load(case: Case) -> float:
    """[0, 1]: share of the weekly capacity that is still free."""
    return max(case.candidate.free, 0) / max(
        case.candidate.weekly, case.candidate.free, 1
    )


def _recent(case: Case) -> float:
    """(-1, 0]: who just won steps back a little, but only on new acquaintances."""
    if case.candidate.provider in case.need.known:
        return 0.0
    return -case.candidate.awards / (case.candidate.awards + HALF_AWARDS)


def _newcomer(case: Case) -> float:
    """0 or 1: has not delivered this service yet."""
    return float(case.candidate.delivered <= 0)


def _language(case: Case) -> float:
    """[0, 1]: share of the need's languages that the candidate speaks."""
    if not case.need.languages:
        return 0.0
    return len(case.need.languages & case.candidate.languages) / len(
        case.need.languages
    )


FEATURES: dict[ReasonCode, Callable[[Case], float]] = {
    ReasonCode.TEXT: _text,
    ReasonCode.DELIVERED: _delivered,
    ReasonCode.RELIABLE: _reliable,
    ReasonCode.NEAR: _near,
    ReasonCode.TIME: _time,
    ReasonCode.CONTINUITY: _continuity,
    ReasonCode.GRADE: _grade,
    ReasonCode.LOAD: _load,
    ReasonCode.RECENT: _recent,
    ReasonCode.NEWCOMER: _newcomer,
    ReasonCode.LANGUAGE: _language,
}


def feature_row(case: Case) -> tuple[float, ...]:
    """One value per code."""
    return tuple(float(FEATURES[code](case)) for code in COLUMNS)


def feature_matrix(cases: Sequence[Case]) -> Matrix:
    """Shape (n_cases, n_codes)."""
    rows = [feature_row(case) for case in cases]
    return np.array(rows, dtype=np.float64).reshape(len(cases), len(COLUMNS))
