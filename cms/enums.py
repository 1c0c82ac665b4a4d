"""The fixed words of the public site."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NextStep(TextChoices):
    """What a reader of a guide does next: the one button at its end."""

    NONE = "", _("No button")
    RAISE = "raise", _("I need help")
    OFFER = "offer", _("I can help")
