"""A learned ranker as bytes and back: nothing is loaded that is not on a short list."""

from __future__ import annotations

import hashlib
from zipfile import BadZipFile

import skops.io as sio

from matching.engine.learned import Learned, LogisticRanker, StepRanker

TRUSTED = [
    f"{each.__module__}.{each.__qualname__}" for each in (LogisticRanker, StepRanker)
]
"""Types of ours that an artefact may hold, beside numbers, texts, arrays and lists."""


class ArtefactRefused(Exception):
    """An artefact that is not what was recorded, or holds what is not on the list."""


def packed(ranker: Learned) -> tuple[bytes, str]:
    """The artefact of a fitted ranker, and its SHA-256 in hex."""
    data = sio.dumps(ranker)
    return data, hashlib.sha256(data).hexdigest()


def unpacked(data: bytes, digest: str) -> Learned:
    """The ranker in an artefact; raises ArtefactRefused.

    The digest is checked first: bytes that nobody recorded are not even opened.
    """
    if hashlib.sha256(data).hexdigest() != digest:
        raise ArtefactRefused("the digest is not the one that was recorded")
    try:
        foreign = sorted({*sio.get_untrusted_types(data=data)} - {*TRUSTED})
        if foreign:
            raise ArtefactRefused(f"it holds {', '.join(foreign)}")
        ranker = sio.loads(data, trusted=TRUSTED)
    except (BadZipFile, KeyError, ValueError, TypeError, AttributeError) as error:
        raise ArtefactRefused("it is not an artefact of skops") from error
    if not isinstance(ranker, Learned):
        raise ArtefactRefused("it holds no ranker")
    return ranker
