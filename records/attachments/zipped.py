"""Office files are zip files: bombs, links, macros and entities are refused."""

from collections.abc import Callable
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

MOST_ENTRIES = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
RATIO_MATTERS_FROM = 5 * 1024 * 1024
_ENCRYPTED = 0x1
_LINK = 0o120000
_STEP = 1024 * 1024


def check_office(
    data: bytes, part: str, refused: Callable[[], ValidationError]
) -> bytes:
    """The same bytes, if this is a plain office file whose main part is `part`."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries, len(data))
            names = {entry.filename for entry in entries}
            if part not in names or "[Content_Types].xml" not in names:
                raise refused()
            if any(_is_bad(entry) for entry in entries) or len(names) < len(entries):
                raise refused()
            for entry in entries:
                _read_through(archive, entry, refused)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise refused() from None
    except (ZlibError, ValueError):
        raise refused() from None
    return data


def _check_sizes(entries: list[ZipInfo], packed: int) -> None:
    """By what the archive says of itself; reading it never unpacks more than that."""
    unpacked = sum(entry.file_size for entry in entries)
    too_dense = unpacked > RATIO_MATTERS_FROM and unpacked > MOST_RATIO * packed
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or too_dense:
        raise ValidationError(
            gettext("The file unfolds to far more than it seems and is refused."),
            code="file_unfolds",
        )


def _is_bad(entry: ZipInfo) -> bool:
    name = entry.filename.replace("\\", "/")
    return (
        bool(entry.flag_bits & _ENCRYPTED)
        or (entry.external_attr >> 16) & 0o170000 == _LINK
        or name.startswith("/")
        or ".." in name.split("/")
        or name.lower().endswith((".bin", ".exe", ".dll", ".js", ".vbs", ".zip"))
    )


def _read_through(
    archive: ZipFile, entry: ZipInfo, refused: Callable[[], ValidationError]
) -> None:
    """Every checksum is right, and no part defines entities (XXE, billion laughs)."""
    is_text = entry.filename.lower().endswith((".xml", ".rels"))
    tail = b""
    with archive.open(entry) as stream:
        while step := stream.read(_STEP):
            # UTF-16 puts a zero byte beside each letter.
            window = (tail + step.replace(b"\0", b"")).upper() if is_text else b""
            if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                raise refused()
            tail = window[-16:]
