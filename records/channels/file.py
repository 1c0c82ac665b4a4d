"""Letters as files in a folder: for the demo and for tests."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from records.channels import Letter


class FileChannel:
    """One file per letter, named by its key: a second delivery changes nothing."""

    title = _("File")
    rings = brief = confirmed = receipts = False

    @property
    def folder(self) -> Path:
        return Path(settings.PRIVATE_ROOT) / "letters"

    def address_of(self, recipient: object) -> str:
        return str(getattr(recipient, "username", ""))

    def clean(self, value: str) -> str:
        return value

    def outcome(self, key: str) -> str:
        return ""

    def send(self, letter: Letter) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(letter.key.encode()).hexdigest()[:24]
        text = f"{letter.address}\n{letter.subject}\n\n{letter.body}\n"
        (self.folder / f"{name}.txt").write_text(text, encoding="utf-8")
