"""What kinds of messages there are: data that each app fills in its ready()."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# kind -> sentence with %(name)s places.
TEXTS: dict[str, str | Promise] = {}
# Start of a kind's name -> what readers call the group; the longest start counts.
GROUPS: dict[str, str | Promise] = {"": _("Everything else")}
# Kinds that wait for no morning and no digest: danger to somebody, time is up.
URGENT: set[str] = set()
# kind -> what it reads as a text message; only these kinds go by one.
BRIEFS: dict[str, str | Promise] = {}
# What a text message may name, with the longest value of each: never a person.
LONGEST = {"number": "XQ-2026-018745", "count": "9999"}


def group_of(kind: str) -> str:
    """The group of a kind: the longest registered start of its name."""
    return max((name for name in GROUPS if kind.startswith(name)), key=len)
