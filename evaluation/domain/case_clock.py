"""What the clock of an assessment says, once: a reminder, and that time is up.

Telling, not taking away: the case stays with whoever works on it.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.domain.move import expect, keep, record, take, tell
from evaluation.enums import AssessmentState, ClockWord
from evaluation.models import Assessment, CaseNotice
from evaluation.queries.clock import due_assessments, remind_on
from evaluation.queries.panel import panel_of, seats_of
from evaluation.queries.recusal import free_of_ties
from matching.domain.faults import refuse
from organisations.enums import Role
from organisations.models import User
from organisations.queries import holders

WITH_EXPERTS = (AssessmentState.DESK_REVIEWED, AssessmentState.SITE_VISITED)


def tell_what_is_due(*, today: date) -> int:
    """Every clock that has something to say today; how many notices were written."""
    return sum(
        ring_case(assessment_id=each.pk, today=today) for each in due_assessments(today)
    )


@transaction.atomic
def ring_case(*, assessment_id: int, today: date) -> bool:
    """Remind who works on it at three quarters of the time; when time is up, tell the
    evaluation office and the bureau. Once for each run of the clock."""
    row = take(assessment_id)
    remind = remind_on(row)
    if row.due_on is None or remind is None or today < remind:
        return False
    late = today > row.due_on
    kind = ClockWord.OVERDUE if late else ClockWord.REMINDER
    _notice, new = CaseNotice.objects.get_or_create(
        assessment=row, kind=kind, since=row.state_since
    )
    if not new:
        return False
    told = _above(row) if late else _hands(row)
    for user in told:
        tell(user, "overdue" if late else "reminder", row, until=row.due_on.isoformat())
    action = "escalate" if late else "remind"
    record(row, action, None, told=[user.pk for user in told])
    return True


@transaction.atomic
def extend_clock(
    *, assessment: Assessment, version: int, until: date, reason: str, by: User
) -> Assessment:
    """Give the experts more time, with reasons; the ledger holds both days."""
    row = take(assessment.pk)
    expect(row, version, *WITH_EXPERTS)
    if not reason.strip():
        raise refuse("no_reason", _("Say why."), field="reason")
    if row.due_on is None or until <= max(row.due_on, timezone.localdate()):
        raise refuse("until", _("Choose a later day."), field="until")
    before = row.due_on.isoformat()
    keep(row, due_on=until)
    record(row, "extend_clock", by, before=before, until=until.isoformat())
    return row


def _hands(row: Assessment) -> list[User]:
    """Who works on it now: the experts who have not signed, else the office."""
    panel = panel_of(row) if row.state in WITH_EXPERTS else None
    if panel is None:
        return _free(row, Role.EVALUATION_OFFICE)
    return [seat.user for seat in seats_of(panel) if seat.submitted_at is None]


def _above(row: Assessment) -> list[User]:
    both = (Role.EVALUATION_OFFICE, Role.BUREAU_REVIEWER)
    return [user for role in both for user in _free(row, role)]


def _free(row: Assessment, role: Role) -> list[User]:
    """Those in this role who need not stay away from the case."""
    return free_of_ties(row, holders(role, row.round.district.code))
