"""Who may start what takes the machine a while."""

from __future__ import annotations

from django.utils.translation import gettext as _

from organisations.enums import Role
from organisations.models import User
from organisations.queries import current_roles
from organisations.rules import YES, Verdict, no


def can_run_matcher(user: User) -> Verdict:
    """The centre's operators, who keep the matcher."""
    if Role.CENTRE_OPERATOR in current_roles(user):
        return YES
    return no(_("Only the guidance centre does that."))
