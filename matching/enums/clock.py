"""Clocks: stages, lanes, units."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from matching.enums.need import NeedState


class Stage(TextChoices):
    """What a clock measures (section 4a of the seed data)."""

    RECEIVE = "receive", _("Receive")
    ASSESS = "assess", _("Assess")
    PACK = "pack", _("Choose the pack")
    CONFIRM = "confirm", _("Confirm")
    ANSWER = "answer", _("Provider answers")
    ANSWER_PUBLIC = "answer_public", _("Public-sector unit answers")
    FIRST_SERVICE = "first_service", _("First service")
    CASEWORK = "casework", _("Casework of the station")
    CLOSE = "close", _("Close")
    CALL_BACK = "call_back", _("Call back")


class Lane(TextChoices):
    """Which column of the clock table a need runs in."""

    URGENT = "urgent", _("Urgent")
    SOON = "soon", _("Soon")
    NORMAL = "normal", _("Normal")
    PROJECT = "project", _("3+N project")
    MICRO_WISH = "micro_wish", _("Micro-wish")


class ClockUnit(TextChoices):
    MINUTE = "minute", _("minutes")
    HOUR = "hour", _("hours")
    WORKDAY = "workday", _("working days")
    DAY = "day", _("days")


# The stage whose clock runs while a need is in a state.
STAGE_OF_STATE = {
    NeedState.DRAFT: Stage.RECEIVE,
    NeedState.RAISED: Stage.RECEIVE,
    NeedState.OPEN: Stage.PACK,
    NeedState.PROPOSED: Stage.CONFIRM,
    NeedState.CONFIRMED: Stage.FIRST_SERVICE,
    NeedState.COMPLETED: Stage.CLOSE,
}

# A micro-wish has no pack: it waits to be claimed, then to be fulfilled.
STAGE_OF_WISH = {
    NeedState.DRAFT: Stage.RECEIVE,
    NeedState.RAISED: Stage.RECEIVE,
    NeedState.OPEN: Stage.ANSWER,
    NeedState.IN_DELIVERY: Stage.FIRST_SERVICE,
    NeedState.COMPLETED: Stage.CLOSE,
}

# What the station does itself has no first service of somebody else: from the day it is
# in hand its time runs until its worker says that it is done.
STAGE_OF_CASE = STAGE_OF_STATE | {NeedState.IN_DELIVERY: Stage.CASEWORK}


class Level(TextChoices):
    """The four levels of the response system, lowest first."""

    GRID = "grid", _("Grid")
    COMMUNITY = "community", _("Community")
    STREET = "street", _("Street")
    DISTRICT = "district", _("District desk")


LEVELS = (Level.GRID, Level.COMMUNITY, Level.STREET, Level.DISTRICT)


class NoticeKind(TextChoices):
    """What a clock told somebody: a reminder, that it ran out, or the next level."""

    REMINDER = "reminder", _("Reminder at three quarters of the time")
    OVERDUE = "overdue", _("Time is up")
    LEVEL = "level", _("Passed on to the next level")


class ExtendReason(TextChoices):
    """Why a street gives a stage more time."""

    FACTS = "facts", _("More has to be found out on the spot")
    BODIES = "bodies", _("Other bodies have to be heard")
    PERSON = "person", _("The person asks for a later time")
    MANY = "many", _("Many cases at once in this street")
