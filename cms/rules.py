"""Who may: of the public site beside what Wagtail's own permissions say."""

from __future__ import annotations

from django.utils.translation import gettext

from organisations.enums import Role
from organisations.models import User
from organisations.queries import current_roles
from organisations.rules import YES, Verdict, no

SITE_KEEPERS = frozenset({Role.EDITOR, Role.CHIEF_EDITOR, Role.CENTRE_OPERATOR})


def can_see_site_check(user: User) -> Verdict:
    """What is wrong on the site: those who mend it."""
    if current_roles(user) & SITE_KEEPERS:
        return YES
    return no(gettext("Only the editors and the centre's operators see this."))
