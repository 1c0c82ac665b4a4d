"""Arrays and facts in one file that is written whole or not at all, and read by
mapping it into memory.

Layout: MAGIC, length of the head (8 bytes, little endian), digest of the head (32
bytes), the head as JSON, the arrays. The head holds the digest of the arrays.
"""

from __future__ import annotations

import json
import mmap
import os
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from matching.engine.columns import Array

MAGIC = b"3+N idx1"
_FRONT = len(MAGIC) + 8 + 32
_ALIGN = 64


class IndexUnreadable(Exception):
    """The file of an index is missing, damaged, or of another kind."""


def write_file(
    path: Path, arrays: Mapping[str, Array], facts: Mapping[str, Any]
) -> str:
    """Write beside the path, flush to disk, rename; returns the digest of the head."""
    places: dict[str, tuple[str, int, tuple[int, ...]]] = {}
    seal, at = sha256(), 0
    solid = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    for name, array in solid.items():
        places[name] = (array.dtype.str, at, array.shape)
        for block in _blocks(array):
            seal.update(block)
            at += len(block)
    about = {"arrays": places, "bytes": at, "digest": seal.hexdigest(), **facts}
    head = json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode()
    head += b" " * (-(_FRONT + len(head)) % _ALIGN)
    digest = sha256(head)
    front = MAGIC + len(head).to_bytes(8, "little") + digest.digest()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        try:
            file.write(front + head)
            for array in solid.values():
                for block in _blocks(array):
                    file.write(block)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    _sync(path.parent)
    return digest.hexdigest()


def _blocks(array: Array) -> tuple[Any, bytes]:
    """The bytes of an array, filled up to where the next may begin."""
    data = array.reshape(-1).view(np.uint8)
    return data, b"\0" * (-len(data) % _ALIGN)


def _sync(folder: Path) -> None:
    """A rename is on disk when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_file(path: Path, *, whole: bool) -> tuple[dict[str, Array], dict[str, Any]]:
    """Arrays, mapped, and facts. Raises IndexUnreadable."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise IndexUnreadable(f"{path.name}: {error}") from error
    head, first = _head(path, data)
    body = memoryview(data)[first:]
    if len(body) != head["bytes"]:
        raise IndexUnreadable(f"{path.name} is cut off")
    if whole and sha256(body).hexdigest() != head["digest"]:
        raise IndexUnreadable(f"{path.name} is damaged")
    arrays = {
        name: np.frombuffer(
            data, dtype=kind, count=int(np.prod(shape)), offset=first + at
        ).reshape(shape)
        for name, (kind, at, shape) in head["arrays"].items()
    }
    return arrays, head


def _head(path: Path, data: mmap.mmap) -> tuple[dict[str, Any], int]:
    if data[: len(MAGIC)] != MAGIC:
        raise IndexUnreadable(f"{path.name} is no index of this kind")
    size = int.from_bytes(data[len(MAGIC) : len(MAGIC) + 8], "little")
    text = data[_FRONT : _FRONT + size]
    if sha256(text).digest() != data[len(MAGIC) + 8 : _FRONT]:
        raise IndexUnreadable(f"{path.name} is damaged")
    head: dict[str, Any] = json.loads(text)
    return head, _FRONT + size
