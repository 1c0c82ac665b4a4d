"""Places of a session that are offered to persons."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from organisations.enums import Gate


class OfferState(TextChoices):
    OFFERED = "offered", _("Waits for an answer")
    ACCEPTED = "accepted", _("Comes")
    WAITING = "waiting", _("On the waiting list")
    DECLINED = "declined", _("Cannot come")
    LAPSED = "lapsed", _("No answer in time")
    DROPPED = "dropped", _("Dropped out")
    RELEASED = "released", _("No longer needed")


# Said yes: holds a place or waits for one.
YES_STATES = (OfferState.ACCEPTED, OfferState.WAITING)
# May still come: nothing else is offered at the same time.
LIVE_OFFERS = (OfferState.OFFERED, *YES_STATES)
# A late yes counts too; whoever is not needed may wait for a place.
ANSWERABLE = (OfferState.OFFERED, OfferState.RELEASED, OfferState.LAPSED)
# What a session asks of persons: the other gates bind the provider or the page.
SLOT_GATES = (Gate.P2, Gate.MIN, Gate.LIC, Gate.INS)
# A service that has these asks them of every place.
BINDING_GATES = (Gate.P2, Gate.MIN, Gate.INS)
# In homes, and among children in others' care, no minor serves.
ADULT_GATES = frozenset({Gate.P2, Gate.MIN})
