"""Letters by e-mail through Django."""

import hashlib

from django.conf import settings
from django.core.mail import EmailMessage

from records.channels import Letter


class EmailChannel:
    """The Message-ID is made from the key: mail programs fold a second delivery."""

    rings = False

    def address_of(self, recipient: object) -> str:
        return str(getattr(recipient, "email", ""))

    def send(self, letter: Letter) -> None:
        name = hashlib.sha256(letter.key.encode()).hexdigest()[:32]
        host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
        EmailMessage(
            subject=letter.subject,
            body=letter.body,
            to=[letter.address],
            headers={"Message-ID": f"<{name}@{host}>"},
        ).send()
