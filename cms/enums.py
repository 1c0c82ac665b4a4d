"""The fixed words of the public site."""

from __future__ import annotations

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NextStep(TextChoices):
    """What a reader of a guide does next: the one button at its end."""

    NONE = "", _("No button")
    RAISE = "raise", _("I need help")
    OFFER = "offer", _("I can help")


class Force(TextChoices):
    """Whether an issued document holds."""

    NOT_YET = "not_yet", _("Not yet in force")
    IN_FORCE = "in_force", _("Now in force")
    ENDED = "ended", _("No longer in force")
    REPLACED = "replaced", _("Replaced by a newer one")


FORCE_TONES = {
    Force.NOT_YET: "sky",
    Force.IN_FORCE: "jade",
    Force.ENDED: "",
    Force.REPLACED: "",
}


def force_on(
    day: date, *, effective_on: date | None, ends_on: date | None, replaced: bool
) -> Force | None:
    """How a document stands on a day; None where it names no day of force at all.

    Both days belong to the time of force. What was replaced is replaced, whatever its
    days say.
    """
    if replaced:
        return Force.REPLACED
    if effective_on is None and ends_on is None:
        return None
    if effective_on is not None and day < effective_on:
        return Force.NOT_YET
    if ends_on is not None and day > ends_on:
        return Force.ENDED
    return Force.IN_FORCE
