"""Who may run a round."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from evaluation.models import Round
from organisations.enums import Role
from organisations.models import Appointment, User
from organisations.queries import current_roles
from organisations.rules import YES, Verdict, no


def can_open_round(user: User) -> Verdict:
    """The evaluation office of a district."""
    if Role.EVALUATION_OFFICE in current_roles(user):
        return YES
    return no(_("Only the evaluation office prepares a round."))


def can_draw_panels(user: User, round: Round) -> Verdict:
    """The evaluation office of the round's district, or the agency of the round."""
    if user.administers(round.agency_id):
        return YES
    return can_run_round(user, round)


def roles_over(user: User, round: Round) -> frozenset[str]:
    """The roles that this user holds today over the round's district."""
    return frozenset(each.role for each in user.held_over(round.district.code))


def roles_held(held: Iterable[Appointment], round: Round) -> frozenset[str]:
    """The same of today's appointments, where they were read already."""
    code = round.district.code
    over = (each for each in held if each.territory and each.territory.code == code)
    return frozenset(each.role for each in over)


def can_run_round(
    user: User, round: Round, roles: frozenset[str] | None = None
) -> Verdict:
    """The evaluation office of the round's district. `roles` are those over it, where
    they were read already."""
    if Role.EVALUATION_OFFICE in (roles_over(user, round) if roles is None else roles):
        return YES
    return no(_("Only the evaluation office of this district runs the round."))
