"""Hours that are looked at again, and how that ends."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HourRule(TextChoices):
    """Why a person should look at an hour: the sentence the list shows."""

    SINGLE_KEY = "single_key", _("It counts, though only one hand turned both keys.")
    SAME_EMPLOYER = (
        "same_employer",
        _("Both keys belong, or belonged, to one employer."),
    )
    OVERLAP = "overlap", _("The same person was at another place at this time.")
    OVER_DAY = (
        "over_day",
        _("The same person would have served over 12 hours that day."),
    )
    BURST = "burst", _("One hand turned 8 or more keys within five minutes.")
    TOO_SOON = "too_soon", _("It was recorded before it can have been over.")
    BEFORE_NEED = "before_need", _("It took place before the need was raised.")
    SAMPLE = "sample", _("Drawn by lot: nothing speaks against it.")


class FlagOutcome(TextChoices):
    """What whoever looked at it found."""

    FINE = "fine", _("It is as recorded")
    TAKEN_BACK = "taken_back", _("The hours were taken back")


# Of a hundred confirmed hours, so many are looked at without any reason.
AUDIT_PERCENT = 5
