"""Office files are zip files: what `records.sheets` finds unsafe, in a sentence."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from records.enums import MACROS
from records.sheets.zipped import Unsafe, check_zip


def check_office(
    data: bytes, part: str, refused: Callable[[], ValidationError]
) -> bytes:
    """The same bytes, if this is a plain office file whose main part is `part`."""
    try:
        check_zip(data, part)
    except Unsafe as error:
        if error.why == "damaged":
            raise refused() from None
        if error.why == "macros":
            raise ValidationError(MACROS, code="file_macros") from None
        raise ValidationError(
            gettext("The file unfolds to far more than it seems and is refused."),
            code="file_unfolds",
        ) from None
    return data
