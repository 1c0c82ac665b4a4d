"""The clocks of an assessment: how long a state may last, by the rule set it is under."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from evaluation.enums import AssessmentState
from evaluation.models import Assessment, Challenge, RuleSet
from evaluation.scoring.rulebook import Rulebook
from records.queries import SHANGHAI, add_workdays

_S = AssessmentState
# Which clock of the rule set runs in a state; a state not named here has none.
CLOCKS = {
    _S.SELF_SCORED: "admission",
    _S.SITE_VISITED: "opinion",
    _S.DESK_REVIEWED: "opinion",
    _S.SOCIAL_SCORED: "report",
    _S.REPORT_READY: "committee",
    _S.PUBLIC_NOTICE: "notice",
    _S.REVIEW_REQUESTED: "review_decision",
    _S.REVIEWED: "confirmation",
}
REMINDER = 0.75
"""Part of the time after which a reminder is sent."""


def last_day(rule_set: RuleSet, name: str, since: datetime) -> date | None:
    """The last day of a clock that begins now; None where the rules leave a gap."""
    rules = Rulebook(rule_set.facts)
    if not rules.knows(f"clock_{name}"):
        return None
    clock = rules.clock(name)
    if clock.working:
        return add_workdays(since, clock.days)
    return since.astimezone(SHANGHAI).date() + timedelta(days=clock.days)


def due_on(rule_set: RuleSet, state: AssessmentState, since: datetime) -> date | None:
    """The last day of a state that begins now; None where no clock runs in it."""
    name = CLOCKS.get(state)
    return last_day(rule_set, name, since) if name else None


def remind_on(assessment: Assessment) -> date | None:
    """The day on which three quarters of the time of this state have passed."""
    if assessment.due_on is None:
        return None
    begun = assessment.state_since.astimezone(SHANGHAI).date()
    whole = (assessment.due_on - begun).days
    return begun + timedelta(days=int(whole * REMINDER))


def due_assessments(today: date) -> Iterator[Assessment]:
    """Those whose clock has something to say today, with what a message needs; while a
    request for recusal waits for its ruling the clock stands still."""
    waiting = Challenge.objects.open().values("assessment_id")
    running = Assessment.objects.filter(due_on__isnull=False).exclude(pk__in=waiting)
    for each in running.select_related("round__district", "provider").iterator(200):
        remind = remind_on(each)
        if remind is not None and remind <= today:
            yield each
