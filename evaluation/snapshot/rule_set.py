"""A rule set as the pure room reads it."""

from __future__ import annotations

from evaluation.models import RuleSet
from evaluation.scoring.rulebook import Rulebook


def rulebook_of(rule_set: RuleSet) -> Rulebook:
    return Rulebook(rule_set.facts)
