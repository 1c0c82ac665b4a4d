"""The hash chain of the ledger: pure, no Django, no clock, no database.

digest = hex of H(previous + newline + JSON of the entry), the JSON with sorted keys,
separators `,` and `:`, UTF-8, no floats. A chain begins with GENESIS.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain as joined
from typing import Any

GENESIS = "0" * 64
MOST_SHIFT = 100  # how far renumbered rows are recognised
HashFunction = Callable[[bytes], str]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _sm3(data: bytes) -> str:
    return hashlib.new("sm3", data).hexdigest()


ALGORITHMS: dict[str, HashFunction] = {"sha256": _sha256}
if "sm3" in hashlib.algorithms_available:  # depends on the OpenSSL of the machine
    ALGORITHMS["sm3"] = _sm3


class UnknownAlgorithm(ValueError):
    """The row names a digest that this machine cannot compute."""


@dataclass(frozen=True, slots=True)
class Row:
    """One stored row: what it says, and the two digests beside it."""

    seq: int
    entry: Mapping[str, Any]
    previous: str
    hash: str
    algorithm: str = "sha256"


@dataclass(frozen=True, slots=True)
class Seal:
    """A length and a head that were stored or published at some moment."""

    length: int
    head: str


@dataclass(frozen=True, slots=True)
class Fault:
    """The first wrong row (or the first missing one) and what happened to it.

    kind: edited, deleted, inserted, swapped, truncated, rewritten, head,
    algorithm. `other` is the partner of a swap, or the last row that is missing.
    """

    seq: int
    kind: str
    other: int = 0


def digest(previous: str, entry: Mapping[str, Any], algorithm: str = "sha256") -> str:
    """The digest of an entry that follows the row with digest `previous`.

    Raises TypeError for a float or anything else that JSON cannot hold exactly,
    UnknownAlgorithm for an algorithm that is not registered.
    """
    if algorithm not in ALGORITHMS:
        raise UnknownAlgorithm(algorithm)
    text = f"{previous}\n{canonical(entry)}"
    return ALGORITHMS[algorithm](text.encode())


def canonical(entry: Mapping[str, Any]) -> str:
    """JSON that is the same on every machine: sorted, compact, UTF-8, no floats."""
    _refuse_inexact(entry)
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _refuse_inexact(value: Any) -> None:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys of a ledger entry are strings")
        for inner in value.values():
            _refuse_inexact(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_inexact(inner)
    elif not (value is None or isinstance(value, str | int)):
        raise TypeError(f"a ledger entry cannot hold {type(value).__name__}")


def faults(
    rows: Iterable[Row], *, head: Seal | None = None, anchors: Iterable[Seal] = ()
) -> Iterator[Fault]:
    """Walk one chain in order of seq and tell what is wrong, the first row first.

    `head` is the stored length and head; `anchors` are heads published earlier,
    which alone can show that the tail was cut off or the whole chain rewritten
    together with the stored head. Rows are read once and never held.
    """
    published: dict[int, set[str]] = {}
    for anchor in anchors:
        published.setdefault(anchor.length, set()).add(anchor.head)
    previous, seq = GENESIS, 0
    stream = iter(rows)
    for row in stream:
        seq += 1
        if head is not None and seq > head.length:
            fault: Fault | None = _fault_behind(row, seq, head)
        else:
            fault = _fault_of(row, previous, seq, stream)
        if fault is None and published.pop(seq, {row.hash}) != {row.hash}:
            fault = Fault(seq, "rewritten")
        if fault is not None:
            yield fault
            return
        previous = row.hash
    yield from _faults_of_end(seq, previous, head, published)


def _faults_of_end(
    seq: int, last: str, head: Seal | None, published: Mapping[int, set[str]]
) -> Iterator[Fault]:
    longest = max([*published, head.length if head else 0])
    if longest > seq:
        yield Fault(seq + 1, "truncated", longest)
    elif head is not None and head.head != last:
        yield Fault(seq, "head")


def _fault_behind(row: Row, seq: int, head: Seal) -> Fault:
    """One row more than was counted: a new one, or the last one that something linked
    to the row before it has pushed back."""
    pushed_back = row.hash == head.head and _seals_itself(row, -1)
    return Fault(seq - 1 if pushed_back else seq, "inserted")


def _fault_of(row: Row, previous: str, seq: int, rest: Iterator[Row]) -> Fault | None:
    """What is wrong with this row; looks ahead only when something is."""
    if row.algorithm not in ALGORITHMS:
        return Fault(row.seq, "algorithm")
    if row.seq > seq:
        return Fault(seq, "deleted", row.seq - 1)
    if row.seq < seq:
        return Fault(row.seq, "inserted")
    intact = _seals_itself(row)
    if intact and row.previous == previous:
        return None
    if row.previous == previous:
        return Fault(seq, "edited")
    return _fault_of_order(row, previous, seq, intact, rest)


def _fault_of_order(
    row: Row, previous: str, seq: int, intact: bool, rest: Iterator[Row]
) -> Fault:
    """This row does not follow the one before: which one should, and where is it?"""
    following = next(rest, None)
    for other in joined([following] if following else [], rest):
        if other.previous != previous:
            continue
        pushed_back = other is following and row.previous != other.hash
        kind = "inserted" if pushed_back else "swapped"
        return Fault(seq, kind, 0 if pushed_back else other.seq)
    if intact:
        # Whole in itself, yet what it points to is gone: the row before was changed
        # and sealed anew.
        return Fault(max(seq - 1, 1), "edited")
    return _fault_of_number(row, seq)


def _fault_of_number(row: Row, seq: int) -> Fault:
    """Sealed under another number: rows before it were taken out or put in."""
    for shift in range(1, MOST_SHIFT + 1):
        if _seals_itself(row, shift):
            return Fault(seq, "deleted", seq + shift - 1)
        if _seals_itself(row, -shift):
            return Fault(seq - shift, "inserted")
    return Fault(seq, "edited")


def _seals_itself(row: Row, shift: int = 0) -> bool:
    entry = {**row.entry, "seq": row.seq + shift} if shift else row.entry
    try:
        return digest(row.previous, entry, row.algorithm) == row.hash
    except TypeError:
        return False
