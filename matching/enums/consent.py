"""What people agree to: each version of the sentences, never changed afterwards."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Consent(TextChoices):
    """How the person agreed that a worker uses what was said."""

    NONE = "", _("Not yet asked")
    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By telephone")
    PAPER = "paper", _("On paper")
    GUARDIAN = "guardian", _("By the guardian")
    LINK = "link", _("By personal link")
    FORM = "form", _("Ticked on the public form")


# How whoever fills in for a person may have asked.
BEHALF_CONSENT = (Consent.IN_PERSON, Consent.PHONE, Consent.PAPER, Consent.GUARDIAN)
CONSENT_TEXTS: dict[str, str | Promise] = {
    "2026-11": _(
        "The social worker writes this down for me and uses it to arrange this service. "
        "Contact data are deleted 12 months after it ends. I can withdraw by phone at "
        "any time."
    ),
}
CONSENT_VERSION = "2026-11"


def consent_text(version: str) -> str | Promise:
    """The sentences of a version; KeyError for one that never was."""
    return CONSENT_TEXTS[version]
