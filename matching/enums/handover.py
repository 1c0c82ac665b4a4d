"""Why cases change hands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HandOverReason(TextChoices):
    LEAVE = "leave", _("Long leave or illness")
    LEFT = "left", _("Leaves the station")
    LOAD = "load", _("Too many cases")
    SKILL = "skill", _("Needs other expertise")
    RECUSAL = "recusal", _("Recusal")
