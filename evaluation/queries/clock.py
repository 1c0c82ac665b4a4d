"""The clocks of an assessment: how many working days a state may last, by rule set."""

from __future__ import annotations

from datetime import date, datetime

from evaluation.enums import AssessmentState
from evaluation.models import RuleSet
from records.queries import add_workdays

_S = AssessmentState
# Which clock of the rule set runs in a state; a state not named here has none.
CLOCKS = {
    _S.SELF_SCORED: "eligibility",
    _S.SITE_VISITED: "opinion",
    _S.DESK_REVIEWED: "opinion",
    _S.FEEDBACK_SENT: "report",
    _S.PUBLIC_NOTICE: "notice",
    _S.REVIEW_REQUESTED: "review",
}


def clock_days(rule_set: RuleSet, name: str) -> int | None:
    """Working days of a clock; None where the rule set leaves a gap."""
    entry = rule_set.facts.get("clocks", {})
    value = entry.get("value") if isinstance(entry, dict) else None
    days = value.get(name) if isinstance(value, dict) else None
    return int(days) if days is not None else None


def due_on(rule_set: RuleSet, state: AssessmentState, since: datetime) -> date | None:
    """The last day of a state that begins now; None where no clock runs in it."""
    name = CLOCKS.get(state)
    days = clock_days(rule_set, name) if name else None
    return add_workdays(since, days) if days is not None else None
