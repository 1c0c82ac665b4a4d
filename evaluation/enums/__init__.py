"""The fixed words of this floor."""

from evaluation.enums.round import (
    ARROWS,
    DECIDED,
    NOT_PUBLIC,
    AssessmentState,
    Column,
    Publicity,
    RoundState,
    Route,
)
from evaluation.enums.sheet import LeafKind, Outcome, ScoringMode

__all__ = [
    "ARROWS",
    "DECIDED",
    "NOT_PUBLIC",
    "AssessmentState",
    "Column",
    "LeafKind",
    "Outcome",
    "Publicity",
    "RoundState",
    "Route",
    "ScoringMode",
]
