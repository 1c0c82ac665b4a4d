"""Reads about assessments: what waits for whom."""

from __future__ import annotations

from organisations.models import Appointment, User
from records.queries import Waiting


def waiting_assessments(user: User, held: list[Appointment]) -> list[Waiting]:
    """What waits for this user in the rounds under way."""
    return []
