"""Who may take a round out."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluation.models import Round
from evaluation.models.supervision import SUPERVISORS
from organisations.models import User
from organisations.rules import YES, Verdict, no


def can_export(user: User, round: Round) -> Verdict:
    """Evaluation office and bureau of the round's district."""
    held = user.appointments.current().over(round.district.code)
    if held.filter(role__in=sorted(SUPERVISORS)).exists():
        return YES
    return no(_("Only the evaluation office and the bureau take a round out."))
