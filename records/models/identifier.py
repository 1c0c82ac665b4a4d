"""The identifier that may be shown: in URLs, commands and the API."""

import secrets
from typing import Any

from django.db import models

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12


def public_id() -> str:
    """12 random Crockford base32 characters (60 bits): not guessable, no I L O U."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(LENGTH))


class PublicIdField(models.CharField):
    """A unique identifier that fills itself and is never edited."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LENGTH)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", public_id)
        super().__init__(*args, **kwargs)
