"""The lists of the workspace that keep searches."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FilteredList(TextChoices):
    """The lists that keep filters; each value is the route of its page."""

    NEEDS = "matching:need_list", _("Needs")
    INVITATIONS = "matching:engagement_list", _("Invitations")
    PROVIDERS = "organisations:providers", _("Providers")
