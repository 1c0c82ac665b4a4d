"""Who reads how experts scored a round."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluation.enums.decision import SeatPost
from evaluation.models import CommitteeSeat, Round
from evaluation.models.supervision import SUPERVISORS
from evaluation.rules.round import roles_over
from organisations.enums import Role
from organisations.models import User
from organisations.rules import YES, Verdict, no


def can_read_statistics(
    user: User, round: Round, roles: frozenset[str] | None = None
) -> Verdict:
    """Evaluation office and bureau of the round's district, the chair of a committee
    there; never an expert, an organisation or a member. `roles` are those over the
    district, where they were read already."""
    held = roles_over(user, round) if roles is None else roles
    if held & SUPERVISORS:
        return YES
    if Role.COMMITTEE_MEMBER in held and _chairs(user, round):
        return YES
    return no(_("Only the evaluation office, the bureau and the chair read that."))


def _chairs(user: User, round: Round) -> bool:
    chairs = CommitteeSeat.objects.current().filter(user=user, post=SeatPost.CHAIR)
    return chairs.filter(committee__district=round.district_id).exists()
