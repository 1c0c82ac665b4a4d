"""Reads of grades after the vote."""

from __future__ import annotations

from datetime import date

from evaluation.enums.decision import AwardState
from evaluation.models import Award
from organisations.enums import Role
from organisations.models import User
from organisations.queries import current_roles


def due_awards(today: date) -> list[Award]:
    """Those that begin, or have ended, by today."""
    coming = Award.objects.filter(state=AwardState.COMING, since__lte=today)
    over = Award.objects.standing().filter(until__lt=today)
    return [*coming.order_by("pk"), *over.order_by("pk")]


def draws(user: User) -> bool:
    """Whether this user draws grades for tracking."""
    return Role.BUREAU_REVIEWER in current_roles(user)
