"""Estates: whether they have an owners' committee."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CommitteeState(TextChoices):
    NONE = "none", _("No committee")
    PREPARING = "preparing", _("Being prepared")
    STANDING = "standing", _("Has a committee")
