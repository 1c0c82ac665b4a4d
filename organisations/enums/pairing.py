"""Pairing of a volunteer with a household: why it ended, what is told."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PairingEnd(TextChoices):
    DONE = "done", _("What was agreed is done")
    HOUSEHOLD = "household", _("The household no longer wants it")
    VOLUNTEER = "volunteer", _("The volunteer cannot go on")
    MOVED = "moved", _("The household has moved away")
    UNFIT = "unfit", _("The two do not suit each other")


PAIRING_MESSAGES = {
    "organisations.paired": _(
        "You are paired with a household in %(place)s until %(day)s. The station "
        "introduces you to each other."
    ),
    "organisations.pairing_ended": _(
        "Your pairing with a household in %(place)s has ended. Thank you."
    ),
}
