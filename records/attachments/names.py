"""File names from outside: shown to people, so nothing in them may deceive."""

import re
import unicodedata
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

LONGEST = 120


def clean_name(name: str) -> str:
    """The last part of the path, without invisible or direction-changing characters.

    Raises ValidationError when nothing readable with an ending is left.
    """
    name = PurePosixPath(name.replace("\\", "/")).name
    name = unicodedata.normalize("NFC", name)
    kept = (c for c in name if unicodedata.category(c)[0] != "C")
    name = re.sub(r"\s+", " ", "".join(kept)).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem:
        raise ValidationError(
            gettext("The file's name needs an ending such as .pdf or .jpg."),
            code="file_name",
        )
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending.lower()}"[:LONGEST]
