"""Office files are zip files: bombs, links, macros and entities are refused."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Literal
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

MOST_ENTRIES = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
RATIO_MATTERS_FROM = 5 * 1024 * 1024
_ENCRYPTED = 0x1
_LINK = 0o120000
_STEP = 1024 * 1024
_PROGRAMS = (".bin", ".exe", ".dll", ".js", ".vbs", ".zip")


# What Excel itself puts beside the cells: settings of a printer, never run.
_HARMLESS = re.compile(r"xl/printersettings/printersettings\d+\.bin")


class Unsafe(ValueError):
    """Not a plain office file; `why`: damaged, a bomb that unfolds, with macros."""

    def __init__(
        self, why: Literal["damaged", "unfolds", "macros"] = "damaged"
    ) -> None:
        super().__init__(why)
        self.why = why


def check_zip(data: bytes, part: str, *, most: int = MOST_UNPACKED) -> None:
    """Raises Unsafe unless this is a plain office file whose main part is `part`."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries, len(data), most)
            names = {entry.filename for entry in entries}
            if any(_is_macro(entry) for entry in entries):
                raise Unsafe("macros")
            if part not in names or "[Content_Types].xml" not in names:
                raise Unsafe
            if any(_is_bad(entry) for entry in entries) or len(names) < len(entries):
                raise Unsafe
            for entry in entries:
                _read_through(archive, entry)
    except Unsafe:
        raise
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise Unsafe from None
    except (ZlibError, ValueError):
        raise Unsafe from None


def _check_sizes(entries: list[ZipInfo], packed: int, most: int) -> None:
    """By what the archive says of itself; reading it never unpacks more than that."""
    unpacked = sum(entry.file_size for entry in entries)
    too_dense = unpacked > RATIO_MATTERS_FROM and unpacked > MOST_RATIO * packed
    if len(entries) > MOST_ENTRIES or unpacked > most or too_dense:
        raise Unsafe("unfolds")


def _is_macro(entry: ZipInfo) -> bool:
    return entry.filename.lower().endswith("vbaproject.bin")


def _is_bad(entry: ZipInfo) -> bool:
    name = entry.filename.replace("\\", "/")
    return (
        bool(entry.flag_bits & _ENCRYPTED)
        or (entry.external_attr >> 16) & 0o170000 == _LINK
        or name.startswith("/")
        or ".." in name.split("/")
        or (name.lower().endswith(_PROGRAMS) and not _HARMLESS.fullmatch(name.lower()))
    )


def _read_through(archive: ZipFile, entry: ZipInfo) -> None:
    """Every checksum is right, and no part defines entities (XXE, billion laughs)."""
    is_text = entry.filename.lower().endswith((".xml", ".rels"))
    tail = b""
    with archive.open(entry) as stream:
        while step := stream.read(_STEP):
            # UTF-16 puts a zero byte beside each letter.
            window = (tail + step.replace(b"\0", b"")).upper() if is_text else b""
            if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                raise Unsafe
            tail = window[-16:]
