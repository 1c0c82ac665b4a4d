"""Co-building: how far a yearly plan, a unit's word and a project are."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class PlanState(TextChoices):
    DRAWN = "drawn", _("Being drawn up")
    SENT = "sent", _("With the units")
    AGREED = "agreed", _("Confirmed by the units")


class UnitWord(TextChoices):
    """What a unit says to the plan."""

    ASKED = "asked", _("not confirmed yet")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("does not take part")


class ProjectState(TextChoices):
    PLANNED = "planned", _("Planned for the quarter")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")
    CARRIED = "carried", _("Carried into the next year")


PROJECT_ARROWS = {
    ProjectState.PLANNED: {
        ProjectState.UNDER_WAY,
        ProjectState.DONE,
        ProjectState.DROPPED,
        ProjectState.CARRIED,
    },
    ProjectState.UNDER_WAY: {
        ProjectState.DONE,
        ProjectState.DROPPED,
        ProjectState.CARRIED,
    },
    ProjectState.DONE: set(),
    ProjectState.DROPPED: set(),
    ProjectState.CARRIED: set(),
}
OPEN_PROJECTS = frozenset({ProjectState.PLANNED, ProjectState.UNDER_WAY})


class Quarter(IntegerChoices):
    FIRST = 1, _("January to March")
    SECOND = 2, _("April to June")
    THIRD = 3, _("July to September")
    FOURTH = 4, _("October to December")


PLAN_MESSAGES = {
    "organisations.plan_unit_asked": _(
        "%(place)s would like to co-build with %(unit)s in %(year)s. Open the plan and "
        "list what you can offer."
    ),
    "organisations.plan_sent": _(
        "The co-building plan %(year)s of %(place)s is ready. Please confirm it for "
        "%(unit)s, or say why not."
    ),
    "organisations.plan_declined": _(
        "%(unit)s does not take part in the co-building plan %(year)s of %(place)s. "
        "Open it to read why."
    ),
}
