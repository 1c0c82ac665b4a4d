"""Words about a need that others read: they give nobody away."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from matching.domain.faults import refuse
from matching.models import Need

MOST = 120
# A number to ring or of a house, an age, that somebody lives alone.
TELLING = re.compile(
    r"\d{5,}|\d+\s*(号|栋|楼|室|房|岁|years? old)|独居|独自|一个人住|living alone|lives? alone",
    re.IGNORECASE,
)


def check_words(need: Need, text: str, *, field: str) -> None:
    """Refuse what is too long or tells who it is: the community, a number, an age."""
    said = text.strip()
    if len(said) > MOST:
        raise refuse(
            "max_length",
            _("At most %(limit)d characters, please."),
            field=field,
            limit=MOST,
        )
    community = need.community
    names = {community.name, community.name_en, community.full_name} - {""}
    if TELLING.search(said) or any(name in said for name in names):
        raise refuse(
            "gives_away",
            _(
                "Leave out the community, house and telephone numbers, ages, and that "
                "somebody lives alone: others read this."
            ),
            field=field,
        )
