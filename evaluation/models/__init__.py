"""The nouns of this floor."""

from evaluation.models.assessment import Assessment
from evaluation.models.course import CaseNotice, Findings, Visit
from evaluation.models.panel import Panel, PanelSeat
from evaluation.models.poll import Poll, PollAnswer
from evaluation.models.round import Round
from evaluation.models.rule_set import RuleSet
from evaluation.models.score import Evidence, Score
from evaluation.models.sheet import Indicator, Sheet
from evaluation.models.tie import Challenge, Tie

__all__ = [
    "Assessment",
    "CaseNotice",
    "Challenge",
    "Evidence",
    "Findings",
    "Indicator",
    "Panel",
    "PanelSeat",
    "Poll",
    "PollAnswer",
    "Round",
    "RuleSet",
    "Score",
    "Sheet",
    "Tie",
    "Visit",
]
