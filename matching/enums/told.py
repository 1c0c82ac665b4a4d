"""How messages of this floor reach people beyond the inbox: what readers call their
groups, which also go by text message (70 characters with sign and link), which are
urgent."""

from django.utils.translation import gettext_lazy as _

MESSAGE_GROUPS = {
    "matching.": _("Needs and how they go on"),
    "matching.slot_": _("Times as a volunteer"),
    "matching.call": _("Calls between community and units"),
    "matching.wish_": _("Micro-wishes"),
}
# No more than 23 characters, or nine and a number: so they fit behind the address of
# a house with 24.
BRIEFS = {
    "matching.danger": _("Danger %(number)s"),
    "matching.danger_said": _("Danger %(number)s"),
    "matching.overdue": _("Late: %(number)s"),
    "matching.escalated": _("Yours: %(number)s"),
    "matching.urgent_confirmed": _("Urgent %(number)s"),
    "matching.invited": _("Answer: %(number)s"),
    "matching.cancelled": _("Off: %(number)s"),
    "matching.coming": _("Coming? %(number)s"),
    "matching.bad_grade": _("Ring for %(number)s"),
    "matching.slot_offered": _("Can you help? Answer:"),
    "matching.slot_confirm": _("Are you coming? Say so:"),
    "matching.slot_place": _("You have a place:"),
    "matching.slot_released": _("You need not come:"),
    "matching.slot_wait": _("You need not come:"),
    "matching.slot_off": _("It does not take place:"),
    "matching.slot_gap": _("Missing: %(number)s"),
    "matching.called": _("Answer: %(number)s"),
    "matching.call_withdrawn": _("Done: %(number)s"),
}
URGENT = frozenset(
    {
        "matching.danger",
        "matching.danger_said",
        "matching.overdue",
        "matching.escalated",
    }
)
