"""Incubation: its stages as data with arrows, what it aims at, what is measured."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from organisations.enums.register import ProviderForm, Role
from organisations.enums.registration import JoiningAs


class IncubationStage(TextChoices):
    IDEA = "idea", _("Idea")
    ACCEPTED = "accepted", _("Taken on")
    FORMING = "forming", _("Forming")
    READY = "ready", _("Ready")
    FILED = "filed", _("Filed with the street")
    REGISTERED = "registered", _("Registered")
    STOPPED = "stopped", _("Stopped")


RUNNING_STAGES = (
    IncubationStage.IDEA,
    IncubationStage.ACCEPTED,
    IncubationStage.FORMING,
    IncubationStage.READY,
)
# `stopped` remembers where it stood: `resume_incubation` leads back there.
INCUBATION_ARROWS = {
    IncubationStage.IDEA: {IncubationStage.ACCEPTED, IncubationStage.STOPPED},
    IncubationStage.ACCEPTED: {IncubationStage.FORMING, IncubationStage.STOPPED},
    IncubationStage.FORMING: {IncubationStage.READY, IncubationStage.STOPPED},
    IncubationStage.READY: {
        IncubationStage.FORMING,
        IncubationStage.FILED,
        IncubationStage.REGISTERED,
        IncubationStage.STOPPED,
    },
    IncubationStage.FILED: set(),
    IncubationStage.REGISTERED: set(),
    IncubationStage.STOPPED: set(RUNNING_STAGES),
}


class IncubationAim(TextChoices):
    FILED_GROUP = "filed_group", _("Filed as a group")
    FILED_SERVICE_BODY = "filed_service_body", _("Filed as a service body")
    ASSOCIATION = "association", _("Registered as an association")
    SERVICE_AGENCY = "service_agency", _("Registered as a social service agency")


# How a body with this aim comes onto the register: as what it joins, its form, and what
# its filing calls it.
AIM_JOINS = {
    IncubationAim.FILED_GROUP: (
        JoiningAs.FILED_GROUP,
        ProviderForm.COMMUNITY_ORGANISATION,
        "group",
    ),
    IncubationAim.FILED_SERVICE_BODY: (
        JoiningAs.FILED_GROUP,
        ProviderForm.COMMUNITY_ORGANISATION,
        "service_body",
    ),
    IncubationAim.ASSOCIATION: (
        JoiningAs.SOCIAL_ORGANISATION,
        ProviderForm.ASSOCIATION,
        "",
    ),
    IncubationAim.SERVICE_AGENCY: (
        JoiningAs.SOCIAL_ORGANISATION,
        ProviderForm.SOCIAL_SERVICE_AGENCY,
        "",
    ),
}
FILED_AIMS = frozenset({IncubationAim.FILED_GROUP, IncubationAim.FILED_SERVICE_BODY})


class Measure(TextChoices):
    """What a condition looks at; `seat` and `name` count 1 where they are in order."""

    MEMBERS = "members", _("members")
    MEMBER_BODIES = "member_bodies", _("bodies as members")
    STARTERS = "starters", _("persons who start it")
    STARTER_BODIES = "starter_bodies", _("legal persons who start it")
    STAFF = "staff", _("staff")
    FUNDS = "funds", _("yuan of its own")
    SEAT = "seat", _("fixed place")
    NAME = "name", _("proper name")


class SeatState(TextChoices):
    """A place at a training."""

    HELD = "held", _("Has a place")
    WAITING = "waiting", _("On the waiting list")
    CANCELLED = "cancelled", _("Cancelled")
    ATTENDED = "attended", _("Attended")
    ABSENT = "absent", _("Did not come")


# Who may put an idea forward for a place; who sees what grows there.
PROPOSING_ROLES = frozenset(
    {
        Role.RESIDENT,
        Role.PARTY_MEMBER,
        Role.COMMUNITY_SECRETARY,
        Role.STREET_OFFICER,
        Role.SOCIAL_WORKER,
        Role.STATION_MANAGER,
        Role.CENTRE_OPERATOR,
        Role.FEDERATION_OFFICER,
    }
)
INCUBATION_READERS = frozenset(
    {
        Role.COMMUNITY_SECRETARY,
        Role.STREET_OFFICER,
        Role.STATION_MANAGER,
        Role.CENTRE_OPERATOR,
    }
)
INCUBATION_MESSAGES = {
    "organisations.incubation_accepted": _(
        "The guidance centre takes “%(name)s” on. Open it to see what is still missing."
    ),
    "organisations.incubation_stopped": _(
        "“%(name)s” is not taken further for now. Open it to read why."
    ),
    "organisations.incubation_filed": _(
        "“%(name)s” is filed or registered. Now finish its registration here: much of "
        "it is filled in already."
    ),
    "organisations.training_seat": _(
        "You have a place at the training “%(title)s” on %(day)s."
    ),
}
