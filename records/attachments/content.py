"""Is a file what its name says, by its first bytes and by its inside?"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from records.attachments.pictures import rewritten
from records.attachments.zipped import check_office

_OFFICE = "application/vnd.openxmlformats-officedocument."
Check = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Kind:
    content_type: str
    magic: bytes
    check: Check


def checked(data: bytes, name: str) -> tuple[bytes, str]:
    """What to store (a picture is written anew) and its content type.

    Raises ValidationError for a type that is not taken, and for a file that is not
    what its ending says.
    """
    kind = KINDS.get(name.rpartition(".")[2])
    if kind is None:
        raise ValidationError(
            gettext("Files of this type are not taken. Taken are: %(endings)s."),
            code="file_type",
            params={"endings": ", ".join(sorted(KINDS))},
        )
    if not data.startswith(kind.magic):
        raise unlike_its_name()
    return kind.check(data), kind.content_type


def unlike_its_name() -> ValidationError:
    return ValidationError(
        gettext(
            "The file is damaged, or it is not what its name says. Save it again and "
            "send it whole."
        ),
        code="file_content",
    )


def _pdf(data: bytes) -> bytes:
    if b"%%EOF" not in data[-2048:]:
        raise unlike_its_name()
    return data


def _text(data: bytes) -> bytes:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(
            gettext("The text is not UTF-8. Save it as UTF-8 and try again."),
            code="file_encoding",
        ) from None
    if any(ord(c) < 32 and c not in "\t\r\n\f" for c in text):
        raise unlike_its_name()
    return data


def _csv(data: bytes) -> bytes:
    """Excel in China writes csv in GB18030: kept as UTF-8, behind Excel's mark."""
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            data = data.decode("gb18030").encode("utf-8-sig")
        except UnicodeDecodeError:
            raise unlike_its_name() from None
    return _text(data)


def _picture(form: str) -> Check:
    return lambda data: rewritten(data, form, unlike_its_name)


def _office(part: str) -> Check:
    return lambda data: check_office(data, part, unlike_its_name)


_JPEG = Kind("image/jpeg", b"\xff\xd8\xff", _picture("JPEG"))
KINDS = {
    "pdf": Kind("application/pdf", b"%PDF-", _pdf),
    "png": Kind("image/png", b"\x89PNG\r\n\x1a\n", _picture("PNG")),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "docx": Kind(
        f"{_OFFICE}wordprocessingml.document",
        b"PK\x03\x04",
        _office("word/document.xml"),
    ),
    "xlsx": Kind(
        f"{_OFFICE}spreadsheetml.sheet", b"PK\x03\x04", _office("xl/workbook.xml")
    ),
    "csv": Kind("text/csv; charset=utf-8", b"", _csv),
    "txt": Kind("text/plain; charset=utf-8", b"", _text),
}
