"""A text column that is unreadable in the database and in its backups."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _keys() -> tuple[str, ...]:
    return tuple(settings.PERSON_KEYS)


def keyed_digest(value: str) -> str:
    """HMAC-SHA256 of a value under the oldest key: equality without clear text."""
    return hmac.new(_keys()[-1].encode(), value.encode(), hashlib.sha256).hexdigest()


def sealed(text: str) -> str:
    """The text encrypted under the first key."""
    return _box(_keys()).encrypt(text.encode()).decode()


def unsealed(text: str) -> str:
    """The clear text; ImproperlyConfigured when it fits none of the keys."""
    try:
        return _box(_keys()).decrypt(text.encode()).decode()
    except InvalidToken as error:
        raise ImproperlyConfigured(
            "A stored value fits none of PERSON_KEYS: restore the missing key."
        ) from error


class EncryptedTextField(models.TextField):
    """Fernet (AES-128-CBC with HMAC) under settings.PERSON_KEYS, first key writes."""

    def from_db_value(self, value: str | None, *args: Any) -> str | None:
        return unsealed(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return sealed(value) if value else value
