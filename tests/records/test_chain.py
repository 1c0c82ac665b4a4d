"""The hash chain, with digests computed by hand (`printf ... | sha256sum`)."""

import hashlib
import random
from dataclasses import replace
from typing import Any

import pytest

from records import chain
from records.chain import GENESIS, Fault, Row, Seal, digest, faults
from tests.evidence import seeds

FIRST = {
    "seq": 1,
    "at": "2026-11-23T00:00:00.000000Z",
    "action": "matching.raise_need",
    "actor": 7,
    "subject": "need:K3",
    "facts": {"说明": "留痕", "b": [1, True, None], "a": "é"},
}
FIRST_JSON = (
    '{"action":"matching.raise_need","actor":7,"at":"2026-11-23T00:00:00.000000Z",'
    '"facts":{"a":"é","b":[1,true,null],"说明":"留痕"},"seq":1,"subject":"need:K3"}'
)


def rows_of(number: int) -> list[Row]:
    rows: list[Row] = []
    previous = GENESIS
    for seq in range(1, number + 1):
        entry = {**FIRST, "seq": seq, "facts": {"n": seq}}
        row = Row(seq, entry, previous, digest(previous, entry))
        rows.append(row)
        previous = row.hash
    return rows


def edited(row: Row, **changes: Any) -> Row:
    return replace(row, entry={**row.entry, **changes})


def renumbered(row: Row, seq: int) -> Row:
    return replace(row, seq=seq, entry={**row.entry, "seq": seq})


def sealed(row: Row) -> Row:
    return replace(row, hash=digest(row.previous, row.entry))


def test_canonical_json_is_sorted_compact_and_utf8() -> None:
    assert chain.canonical(FIRST) == FIRST_JSON


def test_digest_is_the_golden_one() -> None:
    assert digest(GENESIS, {}) == (
        "5649d09ed68c17156095d175eef152856c5b1a81c117c409c1e00f096aa6838e"
    )
    assert digest(GENESIS, FIRST) == (
        "045a4a23069f2b1521c3e9307c9aa2cfa7df90f7ed5a693bd240540bf1969e46"
    )


def test_sm3_is_the_golden_one_where_openssl_has_it() -> None:
    available = "sm3" in hashlib.algorithms_available

    assert ("sm3" in chain.ALGORITHMS) is available
    if available:
        assert digest(GENESIS, {}, "sm3") == (
            "8222c3dd59e5376b73968e9630b548f4dfd29355a9b471e981226360e56df39a"
        )


def test_another_algorithm_can_be_plugged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        chain.ALGORITHMS, "sha512", lambda data: hashlib.sha512(data).hexdigest()
    )

    assert len(digest(GENESIS, FIRST, "sha512")) == 128


def test_unknown_algorithm_is_refused() -> None:
    with pytest.raises(chain.UnknownAlgorithm):
        digest(GENESIS, FIRST, "md5")


@pytest.mark.parametrize(
    "value", [0.5, {"a": [1.0]}, float("nan"), b"x", {1: "x"}, {"a": {1, 2}}, object()]
)
def test_what_json_cannot_hold_exactly_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        digest(GENESIS, {"facts": value})


def test_whole_chain_has_no_fault() -> None:
    rows = rows_of(9)

    found = faults(rows, head=Seal(9, rows[-1].hash), anchors=[Seal(4, rows[3].hash)])

    assert list(found) == []


def test_empty_chain_has_no_fault() -> None:
    assert list(faults([], head=Seal(0, GENESIS))) == []


def test_rows_are_read_once_and_never_held() -> None:
    rows = rows_of(9)

    assert list(faults(iter(rows), head=Seal(9, rows[-1].hash))) == []


@seeds(20, 200)
def test_edited_row_is_named(seed: int) -> None:
    rows = rows_of(30)
    head = Seal(30, rows[-1].hash)
    at = random.Random(seed).randrange(30)
    rows[at] = edited(rows[at], actor=999)

    assert list(faults(rows, head=head)) == [Fault(at + 1, "edited")]


@seeds(20, 200)
def test_row_edited_and_sealed_anew_is_named(seed: int) -> None:
    rows = rows_of(30)
    head = Seal(30, rows[-1].hash)
    at = random.Random(seed).randrange(29)
    rows[at] = sealed(edited(rows[at], actor=999))

    assert list(faults(rows, head=head)) == [Fault(at + 1, "edited")]


def test_last_row_edited_and_sealed_anew_differs_from_the_head() -> None:
    rows = rows_of(30)
    head = Seal(30, rows[-1].hash)
    rows[-1] = sealed(edited(rows[-1], actor=999))

    assert list(faults(rows, head=head)) == [Fault(30, "head")]


@seeds(20, 200)
def test_deleted_rows_are_named(seed: int) -> None:
    rows = rows_of(30)
    head = Seal(30, rows[-1].hash)
    at = random.Random(seed).randrange(25)
    del rows[at : at + 3]

    assert list(faults(rows, head=head)) == [Fault(at + 1, "deleted", at + 3)]


@seeds(20, 200)
def test_row_deleted_and_the_rest_renumbered_is_named(seed: int) -> None:
    rows = rows_of(30)
    head = Seal(30, rows[-1].hash)
    at = random.Random(seed).randrange(29)
    rows = rows[:at] + [renumbered(r, r.seq - 1) for r in rows[at + 1 :]]

    assert list(faults(rows, head=head)) == [Fault(at + 1, "deleted", at + 1)]


@seeds(20, 200)
def test_inserted_row_is_named(seed: int) -> None:
    rows = rows_of(30)
    head = Seal(30, rows[-1].hash)
    at = random.Random(seed).randrange(30)
    stranger = sealed(replace(renumbered(rows[0], at + 1), previous="f" * 64))
    rows = rows[:at] + [stranger] + [renumbered(r, r.seq + 1) for r in rows[at:]]

    assert list(faults(rows, head=head)) == [Fault(at + 1, "inserted")]


@seeds(20, 200)
def test_row_inserted_and_linked_to_the_one_before_is_named(seed: int) -> None:
    rows = rows_of(30)
    head = Seal(30, rows[-1].hash)
    at = 29 - seed % 30  # before the last row there is none to point past it
    entry = {**FIRST, "seq": at + 1, "actor": 999}
    stranger = sealed(Row(at + 1, entry, rows[at].previous, ""))
    rows = rows[:at] + [stranger] + [renumbered(r, r.seq + 1) for r in rows[at:]]

    assert list(faults(rows, head=head)) == [Fault(at + 1, "inserted")]


def test_row_added_behind_the_head_is_named() -> None:
    rows = rows_of(31)

    assert list(faults(rows, head=Seal(30, rows[29].hash))) == [Fault(31, "inserted")]


@seeds(20, 200)
def test_swapped_rows_are_named(seed: int) -> None:
    rows = rows_of(30)
    head = Seal(30, rows[-1].hash)
    one, other = sorted(random.Random(seed).sample(range(30), 2))
    rows[one], rows[other] = (
        renumbered(rows[other], one + 1),
        renumbered(rows[one], other + 1),
    )

    assert list(faults(rows, head=head)) == [Fault(one + 1, "swapped", other + 1)]


@pytest.mark.parametrize("at", range(29))
def test_neighbours_swapped_are_named(at: int) -> None:
    rows = rows_of(30)
    head = Seal(30, rows[-1].hash)
    rows[at : at + 2] = [
        renumbered(rows[at + 1], at + 1),
        renumbered(rows[at], at + 2),
    ]

    assert list(faults(rows, head=head)) == [Fault(at + 1, "swapped", at + 2)]


def test_cut_off_tail_is_found_by_the_stored_head() -> None:
    rows = rows_of(30)

    found = list(faults(rows[:20], head=Seal(30, rows[-1].hash)))

    assert found == [Fault(21, "truncated", 30)]


def test_tail_cut_off_together_with_the_head_is_found_by_the_anchor() -> None:
    rows = rows_of(30)
    head, anchor = Seal(20, rows[19].hash), Seal(25, rows[24].hash)

    assert list(faults(rows[:20], head=head)) == []
    assert list(faults(rows[:20], head=head, anchors=[anchor])) == [
        Fault(21, "truncated", 25)
    ]


def test_chain_rewritten_as_a_whole_is_found_by_the_anchor() -> None:
    genuine = rows_of(30)
    forged: list[Row] = []
    for row in genuine:
        previous = forged[-1].hash if forged else GENESIS
        entry = {**row.entry, "actor": 8}
        forged.append(sealed(Row(row.seq, entry, previous, "")))
    head, anchor = Seal(30, forged[-1].hash), Seal(25, genuine[24].hash)

    assert list(faults(forged, head=head)) == []
    assert list(faults(forged, head=head, anchors=[anchor])) == [Fault(25, "rewritten")]


def test_row_with_an_algorithm_nobody_has_is_named() -> None:
    rows = rows_of(3)
    rows[1] = replace(rows[1], algorithm="md5")

    assert list(faults(rows)) == [Fault(2, "algorithm")]


def test_float_smuggled_into_a_row_is_an_edit() -> None:
    rows = rows_of(3)
    rows[1] = edited(rows[1], facts={"n": 2.0})

    assert list(faults(rows)) == [Fault(2, "edited")]
