"""Who may fill in for somebody, and see how that person agreed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from matching.models import Need
from matching.rules import RAISING_ROLES, can_run
from organisations.enums import Role
from organisations.models import User
from organisations.queries import current_roles
from organisations.rules import YES, Verdict, no

BEHALF_ROLES = RAISING_ROLES - {Role.RESIDENT}


def can_raise_on_behalf(user: User) -> Verdict:
    """Whoever works for the community, the grid, the station, the street or the desk."""
    if current_roles(user) & BEHALF_ROLES:
        return YES
    return no(_("Your role raises needs for itself only."))


def can_record_consent(user: User, need: Need) -> Verdict:
    """Whoever runs the case, and whoever raised it for the person."""
    if need.raised_by_id == user.pk:
        return can_raise_on_behalf(user)
    return can_run(user, need)
