"""Reads that shape several tables of this floor, one module a noun."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.models import Assessment
from evaluation.queries.assessment import waiting_assessments
from evaluation.queries.decision_tasks import waiting_decisions
from evaluation.queries.supervision import waiting_supervision
from organisations.enums import Role
from organisations.models import Appointment, User
from records.queries import Waiting

# One function a noun, each `(user, appointments, cases judged) -> list[Waiting]`.
WAITING = (waiting_assessments, waiting_decisions, waiting_supervision)
# Who works on the cases of others: from which of them she stays away is asked once.
JUDGES = frozenset(
    {
        Role.EVALUATION_OFFICE,
        Role.BUREAU_REVIEWER,
        Role.COMMITTEE_MEMBER,
        Role.EXPERT,
    }
)


def waiting_for(
    user: User, appointments: Iterable[Appointment] | None = None
) -> list[Waiting]:
    """The task list of a user on this floor. `appointments` are those held today, with
    their territories, where they were read already."""
    if not user.is_authenticated or not user.is_active:
        return []
    if appointments is None:
        current = user.appointments.current()
        appointments = current.select_related("territory", "provider__street")
    held = list(appointments)
    judged = Assessment.objects.none()
    if any(each.role in JUDGES for each in held):
        judged = Assessment.objects.judged_by(user, held)
    return [task for noun in WAITING for task in noun(user, held, judged)]
