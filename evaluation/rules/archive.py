"""Who may take a round out."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluation.models import Round
from evaluation.models.supervision import SUPERVISORS
from evaluation.rules.round import roles_over
from organisations.models import User
from organisations.rules import YES, Verdict, no


def can_export(
    user: User, round: Round, roles: frozenset[str] | None = None
) -> Verdict:
    """Evaluation office and bureau of the round's district. `roles` are those over it,
    where they were read already."""
    if (roles_over(user, round) if roles is None else roles) & SUPERVISORS:
        return YES
    return no(_("Only the evaluation office and the bureau take a round out."))
