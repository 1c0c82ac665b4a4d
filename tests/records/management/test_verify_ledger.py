"""`manage.py verify_ledger` names the row, whoever changed it past the triggers."""

import json
import random
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.utils import translation

from records.domain.ledger import Act, append_many, publish_heads
from records.models import Chain, LedgerEntry, triggers
from tests.factories.records import ACTION
from tests.records.racing import race

LENGTH = 30
pytestmark = pytest.mark.django_db


def verify(*arguments: Any) -> list[str]:
    """The faults, one line each, on exit status 1; [] when the command is content."""
    out, err = StringIO(), StringIO()
    status: object = 0
    with translation.override("en"):
        try:
            call_command("verify_ledger", *arguments, stdout=out, stderr=err)
        except SystemExit as end:
            status = end.code
    lines = err.getvalue().splitlines()
    return lines if status == (1 if lines else 0) else [f"exit status {status}"]


@pytest.fixture(autouse=True)
def written() -> None:
    acts = [Act("440104", ACTION, n, f"need:{n}", {"n": n}) for n in range(LENGTH)]
    with transaction.atomic():
        append_many(acts)


def move(seq: int, to: int) -> None:
    LedgerEntry.objects.filter(seq=seq).update(seq=to)


def test_whole_ledger_is_reported_whole() -> None:
    out = StringIO()

    with translation.override("en"):
        call_command("verify_ledger", stdout=out)

    assert out.getvalue() == "The ledger is whole: 30 rows.\n"


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    "change",
    [
        {"actor_id": 999},
        {"subject": "need:x"},
        {"action": "tests.other"},
        {"facts": {"n": -1}},
        {"hash": "e" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_edited_row_is_named(seed: int, change: dict[str, Any]) -> None:
    seq = random.Random(seed).randint(1, LENGTH)

    with triggers.lifted():
        LedgerEntry.objects.filter(seq=seq).update(**change)

    assert verify() == [f"440104, row {seq}: edited after it was written"]


@pytest.mark.parametrize("seed", range(20))
def test_deleted_row_is_named(seed: int) -> None:
    seq = random.Random(seed).randint(1, LENGTH - 1)

    with triggers.lifted():
        LedgerEntry.objects.filter(seq=seq).delete()

    assert verify() == [f"440104, row {seq}: deleted (rows {seq} to {seq} missing)"]


@pytest.mark.parametrize("seed", range(20))
def test_inserted_row_is_named(seed: int) -> None:
    seq = random.Random(seed).randint(1, LENGTH)
    stranger = LedgerEntry.objects.get(seq=seq)
    stranger.pk, stranger.previous, stranger.hash = None, "d" * 64, "e" * 64

    with triggers.lifted():
        LedgerEntry.objects.filter(seq__gte=seq).update(seq=F("seq") + 1000)
        LedgerEntry.objects.filter(seq__gt=1000).update(seq=F("seq") - 999)
        stranger.save(force_insert=True)

    assert verify() == [f"440104, row {seq}: inserted"]


@pytest.mark.parametrize("seed", range(20))
def test_swapped_rows_are_named(seed: int) -> None:
    one, other = sorted(random.Random(seed).sample(range(1, LENGTH + 1), 2))

    with triggers.lifted():
        move(one, 1000)
        move(other, one)
        move(1000, other)

    assert verify() == [f"440104, row {one}: swapped with row {other}"]


def test_cut_off_tail_is_named() -> None:
    with triggers.lifted():
        LedgerEntry.objects.filter(seq__gt=20).delete()

    assert verify() == ["440104, row 21: cut off (rows up to 30 missing)"]


def cut_off_with_the_head(length: int) -> None:
    """A database administrator who knows his trade."""
    with triggers.lifted():
        LedgerEntry.objects.filter(seq__gt=length).delete()
        last = LedgerEntry.objects.get(seq=length)
        Chain.objects.update(length=length, head=last.hash)


def test_tail_cut_off_with_the_head_is_found_by_the_days_anchor() -> None:
    call_command("anchor", stdout=StringIO())

    cut_off_with_the_head(20)

    assert verify() == ["440104, row 21: cut off (rows up to 30 missing)"]


def test_and_by_the_published_file_when_the_anchors_are_gone_too(
    tmp_path: Path,
) -> None:
    published = tmp_path / "heads.json"
    call_command("anchor", out=published)

    cut_off_with_the_head(20)
    Chain.objects.get().anchors.all().delete()

    assert verify() == []
    assert verify("--anchor", published) == [
        "440104, row 21: cut off (rows up to 30 missing)"
    ]


def test_chain_that_vanished_is_found_by_the_published_file(tmp_path: Path) -> None:
    published = tmp_path / "heads.json"
    call_command("anchor", out=published)

    with triggers.lifted():
        Chain.objects.get().anchors.all().delete()
        LedgerEntry.objects.all().delete()
        Chain.objects.all().delete()

    assert verify("--anchor", published) == [
        "440104, row 1: cut off (rows up to 30 missing)"
    ]


def test_each_chain_has_its_own_line() -> None:
    append_many([Act("440105", ACTION, None, "need:1")] * 3)

    with triggers.lifted():
        LedgerEntry.objects.filter(seq=2).update(actor_id=999)

    assert verify() == [
        "440104, row 2: edited after it was written",
        "440105, row 2: edited after it was written",
    ]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_honest_writer_is_never_mistaken_for_an_intruder() -> None:
    def write() -> None:
        for _ in range(60):
            with transaction.atomic():
                append_many([Act("440104", ACTION, None, "need:1")] * 3)
            publish_heads()

    def read() -> list[list[str]]:
        return [verify() for _ in range(25)]

    _, read_meanwhile = race(write, read)

    assert read_meanwhile == [[]] * 25


def test_file_that_is_no_anchor_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("[]")

    with pytest.raises(CommandError):
        call_command("verify_ledger", anchor=other)


def test_anchor_prints_the_heads_as_json() -> None:
    out = StringIO()

    call_command("anchor", stdout=out)

    (head,) = json.loads(out.getvalue())["heads"]
    assert (head["chain"], head["length"]) == ("440104", 30)
    assert head["head"] == Chain.objects.get().head
