"""Reads that shape several tables of this floor, one module a noun."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.queries.assessment import waiting_assessments
from evaluation.queries.decision_tasks import waiting_decisions
from evaluation.queries.supervision import waiting_supervision
from organisations.models import Appointment, User
from records.queries import Waiting

# One function a noun, each `(user, appointments) -> list[Waiting]`.
WAITING = (waiting_assessments, waiting_decisions, waiting_supervision)


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
    return [task for noun in WAITING for task in noun(user, held)]
