"""Who reads the figures of a district or a street, and who gives them to the public."""

from __future__ import annotations

from django.utils.translation import gettext as _

from matching.queries.figures import FIGURE_ROLES
from matching.rules.scope import over
from organisations.enums import Role
from organisations.models import Territory, User
from organisations.queries import current_roles
from organisations.rules import YES, Verdict, no


def can_see_figures(user: User) -> Verdict:
    """The bureau, the centre, the federation, the departments; a street its own."""
    if current_roles(user) & FIGURE_ROLES:
        return YES
    return no(_("The figures are for the bureau, the centre and the streets."))


def can_release_figures(user: User, district: Territory) -> Verdict:
    """The centre's operators of the district."""
    if over(user, district.code, {Role.CENTRE_OPERATOR}):
        return YES
    return no(_("Only a centre operator gives the figures to the public."))
