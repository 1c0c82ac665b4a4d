"""A certificate of service, from being shown to being handed out."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CertificateStage(TextChoices):
    SHOWN = "shown", _("Shown inside the organisation")
    HANDED_OUT = "handed_out", _("Handed out")
    WITHDRAWN = "withdrawn", _("Withdrawn before it was handed out")


class HolderId(TextChoices):
    """What names the holder beside the name."""

    VOLUNTEER = "volunteer", _("Volunteer number")
    RESIDENT_ID = "resident_id", _("Resident identity card")
    PASSPORT = "passport", _("Passport")


# 民发〔2015〕149号: shown among the members for at least seven days.
SHOWN_DAYS = 7
