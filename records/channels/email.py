"""Letters by e-mail through Django."""

import hashlib

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from records.channels import Letter


class EmailChannel:
    """The Message-ID is made from the key: mail programs fold a second delivery."""

    title = _("E-mail")
    rings = brief = receipts = False
    confirmed = True

    def address_of(self, recipient: object) -> str:
        return ""

    def clean(self, value: str) -> str:
        value = value.strip()
        validate_email(value)
        return value

    def send(self, letter: Letter) -> None:
        name = hashlib.sha256(letter.key.encode()).hexdigest()[:32]
        host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
        headers = {"Message-ID": f"<{name}@{host}>"}
        if letter.leave:
            headers["List-Unsubscribe"] = f"<{letter.leave}>"
        EmailMessage(
            subject=letter.subject,
            body=letter.body,
            to=[letter.address],
            headers=headers,
        ).send()

    def outcome(self, key: str) -> str:
        return ""
