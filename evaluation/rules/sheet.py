"""Who may keep rules and sheets."""

from __future__ import annotations

from django.utils.translation import gettext as _

from organisations.enums import Role
from organisations.models import User
from organisations.queries import current_roles
from organisations.rules import YES, Verdict, no

RULE_READERS = frozenset(
    {
        Role.EVALUATION_OFFICE,
        Role.BUREAU_REVIEWER,
        Role.COMMITTEE_MEMBER,
        Role.EXPERT,
    }
)


def can_read_rules(user: User) -> Verdict:
    """Whoever works on evaluations, by role."""
    if current_roles(user) & RULE_READERS:
        return YES
    return no(_("Only those who work on evaluations read the rules here."))


def can_keep_sheets(user: User) -> Verdict:
    """Edit and copy: the evaluation office; a frozen sheet stays as it is for all."""
    if Role.EVALUATION_OFFICE in current_roles(user):
        return YES
    return no(_("Only the evaluation office keeps indicator sheets."))
