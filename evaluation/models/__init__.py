"""The nouns of this floor."""

from evaluation.models.assessment import Assessment
from evaluation.models.panel import Panel, PanelSeat
from evaluation.models.round import Round
from evaluation.models.rule_set import RuleSet
from evaluation.models.score import Evidence, Score
from evaluation.models.sheet import Indicator, Sheet

__all__ = [
    "Assessment",
    "Evidence",
    "Indicator",
    "Panel",
    "PanelSeat",
    "Round",
    "RuleSet",
    "Score",
    "Sheet",
]
