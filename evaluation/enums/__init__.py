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
from evaluation.enums.words import ACTIONS, MESSAGES

__all__ = [
    "ACTIONS",
    "ARROWS",
    "DECIDED",
    "MESSAGES",
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
