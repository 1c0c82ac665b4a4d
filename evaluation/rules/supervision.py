"""Who supervises, and who checks itself."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluation.enums.supervision import CheckSide
from evaluation.models.supervision import SUPERVISORS
from organisations.enums import Role
from organisations.models import Provider, User
from organisations.queries import current_roles
from organisations.rules import YES, Verdict, no


def can_supervise(user: User, provider: Provider) -> Verdict:
    """Evaluation office and bureau of the organisation's district."""
    if any(each.role in SUPERVISORS for each in user.held_over(provider.chain)):
        return YES
    return no(_("Only the evaluation office and the bureau supervise."))


def can_announce(user: User) -> Verdict:
    """The same two, in their own district."""
    if SUPERVISORS & current_roles(user):
        return YES
    return no(_("Only the evaluation office and the bureau supervise."))


def sides_of(user: User, provider: Provider) -> list[CheckSide]:
    """For which side this user files the yearly self-check of an organisation."""
    held = user.appointments.current()
    sides = []
    if held.filter(role=Role.PROVIDER_ADMIN, provider=provider).exists():
        sides.append(CheckSide.ORGANISATION)
    federations = provider.associations.values("pk")
    officer = held.filter(role=Role.FEDERATION_OFFICER, provider__in=federations)
    if officer.exists():
        sides.append(CheckSide.FEDERATION)
    return sides
