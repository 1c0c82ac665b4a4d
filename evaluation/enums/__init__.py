"""The fixed words of this floor."""

from evaluation.enums import decision_words, words
from evaluation.enums.grounds import GROUNDS
from evaluation.enums.round import (
    ARROWS,
    DECIDED,
    NOT_PUBLIC,
    UNSETTLED,
    AssessmentState,
    ClockWord,
    Column,
    PollGroup,
    Publicity,
    RoundState,
    Route,
)
from evaluation.enums.sheet import LeafKind, Outcome, Result, ScoringMode

ACTIONS = words.ACTIONS | decision_words.ACTIONS
MESSAGES = words.MESSAGES | decision_words.MESSAGES

__all__ = [
    "ACTIONS",
    "ARROWS",
    "DECIDED",
    "GROUNDS",
    "MESSAGES",
    "NOT_PUBLIC",
    "UNSETTLED",
    "AssessmentState",
    "ClockWord",
    "Column",
    "LeafKind",
    "Outcome",
    "PollGroup",
    "Publicity",
    "Result",
    "RoundState",
    "Route",
    "ScoringMode",
]
