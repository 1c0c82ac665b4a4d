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


# Where the workspace is, and what makes an account in it.
DESK_PATHS = ("/desk/", "/admin/", "/accounts/", "/_util/")
JOINING_PATHS = ("/join/", "/en/join/")  # goes on in the workspace


class RedLine(TextChoices):
    """What a government site is failed for (国办秘函〔2019〕19号)."""

    HOME = "home", _("The home page has not changed for two weeks")
    STALE = "stale", _("A column is out of date")
    EMPTY = "empty", _("A column is empty")
    SILENT = "silent", _("A letter has had no answer for three months")
    LATE = "late", _("A letter has had no answer in time")
    BROKEN = "broken", _("A link leads nowhere")
    REDATED = "redated", _("A date of publication was changed")


# Any one of these fails the whole site.
GRAVE = (RedLine.HOME, RedLine.SILENT, RedLine.REDATED)


class Cost(TextChoices):
    """What a service costs whoever asks for it."""

    FREE = "free", _("Free of charge")
    FUNDED = "funded", _("Paid by public funds or donations, nothing for you to pay")
    PAID = "paid", _("You pay the price shown")


class Audience(TextChoices):
    """Whom a service is for; the categories of each are AUDIENCE_CATEGORIES."""

    OLDER = "older", _("Older people")
    DISABLED = "disabled", _("Disabled and ill people")
    FAMILIES = "families", _("Children, young people, families")
    HARDSHIP = "hardship", _("People in hardship")
    NEWCOMERS = "newcomers", _("Newcomers to the city")
    WORKERS = "workers", _("Job seekers and people in new forms of work")
    NEIGHBOURS = "neighbours", _("All residents and estates")
    ORGANISATIONS = "organisations", _("Organisations")


# The letters of the catalogue (organisations/data/service_types.json).
AUDIENCE_CATEGORIES = {
    Audience.OLDER: "A",
    Audience.DISABLED: "B",
    Audience.FAMILIES: "C",
    Audience.HARDSHIP: "E",
    Audience.NEWCOMERS: "H",
    Audience.WORKERS: "K",
    Audience.NEIGHBOURS: "DFGIJL",
    Audience.ORGANISATIONS: "M",
}


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
