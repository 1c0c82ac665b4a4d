"""Telephones of a body, told from those of a person."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

# Eleven digits that begin with 13 to 19, however they are grouped: a person's own.
_OWN = re.compile(r"(?<!\d)(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")
_NOT_DIGITS = re.compile(r"[^\d+]")
_OWN_DIALLED = re.compile(r"(\+|00)?(86)?1[3-9]\d{9}")


def masked_phone(phone: str) -> str:
    """A telephone as a public page shows it: a person's own one is masked."""
    return _OWN.sub(r"\1****\2", phone)


def refuse_own_phone(phone: str) -> None:
    """What everybody reads is the number of a body, never that of one person."""
    plain = unicodedata.normalize("NFKC", phone)
    if _OWN.search(plain) or _OWN_DIALLED.fullmatch(_NOT_DIGITS.sub("", plain)):
        raise ValidationError(
            gettext(
                "This is a person's own telephone. Give a number of the organisation "
                "itself, such as a landline or 400 number, or leave it empty."
            ),
            code="own_phone",
        )
