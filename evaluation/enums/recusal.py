"""What binds a person to an organisation, and how a challenge ends."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TieKind(TextChoices):
    """R39 article 19: served there, or any other relation that may touch fairness."""

    POST = "post", _("administers it")
    EMPLOYER = "employer", _("employed by it")
    DIRECTOR = "director", _("director or contact of it")
    CONTRACT = "contract", _("ordered services from it")
    PROJECT = "project", _("joint project")
    KIN = "kin", _("a relative works there")
    DONOR = "donor", _("donor or supplier")
    OTHER = "other", _("another relation")
    CHALLENGE = "challenge", _("challenged by the organisation")


# What a person may declare of herself: she need not say more than that it is so.
DECLARED_KINDS = (
    TieKind.POST,
    TieKind.EMPLOYER,
    TieKind.DIRECTOR,
    TieKind.CONTRACT,
    TieKind.PROJECT,
    TieKind.KIN,
    TieKind.DONOR,
    TieKind.OTHER,
)
