"""Who may run a round."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluation.models import Round
from organisations.enums import Role
from organisations.models import User
from organisations.queries import current_roles
from organisations.rules import YES, Verdict, no


def can_open_round(user: User) -> Verdict:
    """The evaluation office of a district."""
    if Role.EVALUATION_OFFICE in current_roles(user):
        return YES
    return no(_("Only the evaluation office prepares a round."))


def can_run_round(user: User, round: Round) -> Verdict:
    """The evaluation office of the round's district."""
    held = user.appointments.current().over(round.district.code)
    if held.filter(role=Role.EVALUATION_OFFICE).exists():
        return YES
    return no(_("Only the evaluation office of this district runs the round."))
