"""Writing the trail."""

import re
import time
from datetime import date
from threading import Event
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from records.chain import GENESIS, faults
from records.domain.ledger import (
    Act,
    append,
    append_many,
    publish_heads,
    register_actions,
)
from records.models import Chain, LedgerEntry
from records.queries import trail
from tests.factories.records import (
    ACTION,
    AnchorFactory,
    LedgerEntryFactory,
    ReaderFactory,
)
from tests.records.racing import race


def append_one(chain: str = "440104", **changes: Any) -> LedgerEntry:
    given = {"action": ACTION, "actor": None, "subject": "need:1", "facts": {}}
    return append(chain=chain, **{**given, **changes})


def found_faults(key: str = "440104") -> list[Any]:
    chain = Chain.objects.get(key=key)
    rows = (entry.row() for entry in chain.entries.order_by("seq"))
    return list(faults(rows, head=chain.seal()))


@pytest.mark.django_db
def test_rows_link_to_the_one_before_and_the_chain_keeps_the_head() -> None:
    one = append_one()
    two = append_one()

    chain = Chain.objects.get(key="440104")
    assert (one.seq, one.previous) == (1, GENESIS)
    assert (two.seq, two.previous) == (2, one.hash)
    assert (chain.length, chain.head) == (2, two.hash)


@pytest.mark.django_db
def test_a_row_read_back_still_has_its_digest() -> None:
    user = ReaderFactory()
    facts = {
        "字": "㐀𠮷",
        "list": [1, None, True, {"b": 2, "a": 1}],
        "q": '"\\\n\u2028',
    }

    append_one(actor=user, subject="需求:1", facts=facts)

    row = LedgerEntry.objects.get()
    assert (row.actor_id, row.facts) == (user.pk, facts)
    assert found_faults() == []


@pytest.mark.django_db
def test_digested_moment_is_utc_with_microseconds() -> None:
    entry = append_one()

    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", entry.content()["at"]
    )


@pytest.mark.django_db
def test_actor_may_be_a_user_a_number_or_nobody() -> None:
    user = ReaderFactory()

    entries = [append_one(actor=actor) for actor in (user, 77, None)]

    assert [entry.actor_id for entry in entries] == [user.pk, 77, None]


@pytest.mark.django_db
def test_trail_is_what_happened_to_one_subject() -> None:
    one, _, two = (append_one(subject=s) for s in ("need:1", "need:2", "need:1"))

    assert list(trail("need:1")) == [one, two]


@pytest.mark.django_db
def test_unregistered_action_is_refused() -> None:
    with pytest.raises(LookupError):
        append_one(action="tests.unheard")

    assert not LedgerEntry.objects.exists()


def test_action_without_its_app_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured):
        register_actions("raise")


@pytest.mark.django_db
@pytest.mark.parametrize("facts", [{"hours": 1.5}, {"at": date(2026, 1, 1)}])
def test_fact_that_json_cannot_hold_exactly_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(TypeError), transaction.atomic():
        append_one(facts=facts)

    assert not LedgerEntry.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_outside_a_transaction_is_refused() -> None:
    with pytest.raises(TransactionManagementError):
        append_one()


@pytest.mark.django_db
def test_rolled_back_with_the_act_it_tells_of() -> None:
    append_one()

    with transaction.atomic():
        append_one()
        transaction.set_rollback(True)

    assert Chain.objects.get().length == LedgerEntry.objects.count() == 1
    assert found_faults() == []


@pytest.mark.django_db
def test_one_row_costs_three_queries_and_fifty_cost_three() -> None:
    append_one()

    with CaptureQueriesContext(connection) as single:
        append_one()
    with CaptureQueriesContext(connection) as many:
        append_many([Act("440104", ACTION, None, f"need:{n}") for n in range(50)])

    assert len(single) == len(many) == 3
    assert found_faults() == []


@pytest.mark.django_db
def test_many_come_back_in_the_given_order_each_in_its_own_chain() -> None:
    acts = [Act(key, ACTION, None, f"need:{n}") for n, key in enumerate("babab")]

    rows = append_many(acts)

    assert [row.subject for row in rows] == [act.subject for act in acts]
    assert [row.chain.key for row in rows] == list("babab")
    assert found_faults("a") == found_faults("b") == []


@pytest.mark.django_db
def test_bulk_writes_what_single_calls_write() -> None:
    facts = [{"n": n} for n in range(5)]
    append_many([Act("bulk", ACTION, 1, "need:1", fact) for fact in facts])
    for fact in facts:
        append_one(chain="single", actor=1, facts=fact)

    def written(key: str) -> list[Any]:
        kept = ("seq", "action", "actor_id", "subject", "facts")
        rows = LedgerEntry.objects.filter(chain__key=key).order_by("seq")
        return list(rows.values_list(*kept))

    assert written("bulk") == written("single")


@pytest.mark.django_db
def test_a_second_row_after_the_same_row_is_refused_by_the_database() -> None:
    entry = append_one()
    fork = LedgerEntry(
        chain=entry.chain,
        seq=2,
        at=entry.at,
        action=ACTION,
        subject="x",
        previous=entry.previous,
        hash="f" * 64,
        algorithm="sha256",
    )

    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        fork.save()


@pytest.mark.django_db
def test_anchor_of_a_day_is_kept_as_it_was_first() -> None:
    entry = LedgerEntryFactory()
    publish_heads(day=date(2026, 11, 23))
    LedgerEntryFactory()

    (anchor,) = publish_heads(day=date(2026, 11, 23))

    assert (anchor.length, anchor.head) == (1, entry.hash)


@pytest.mark.django_db
def test_anchor_seals_the_chain_as_it_stands() -> None:
    entry = LedgerEntryFactory()

    anchor = AnchorFactory(chain=entry.chain)
    anchor.chain.refresh_from_db()

    assert (anchor.chain.length, anchor.chain.head) == (1, entry.hash)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_eight_writers_leave_one_chain_without_a_fork() -> None:
    def write() -> None:
        for _ in range(25):
            with transaction.atomic():
                append_one()

    race(*[write] * 8)

    assert LedgerEntry.objects.count() == Chain.objects.get().length == 200
    assert found_faults() == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_whoever_comes_second_waits_for_the_row_of_the_chain() -> None:
    """Also where a transaction begins without a lock, as on PostgreSQL: a head that
    was read before it is taken would be that of the row before last."""
    with transaction.atomic():
        append_one()
    written = Event()

    def write(*, first: bool) -> int:
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            connection.transaction_mode = "DEFERRED"
        if not first:
            written.wait(timeout=30)
        with transaction.atomic():
            row = append_one()
            if first:
                written.set()
                time.sleep(0.2)
        return row.seq

    assert race(lambda: write(first=True), lambda: write(first=False)) == [2, 3]
    assert found_faults() == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_verbs_in_opposite_order_never_wait_for_each_other() -> None:
    def write(*keys: str) -> None:
        for _ in range(200):
            with transaction.atomic():
                append_many([Act(key, ACTION, None, "need:1") for key in keys])

    race(lambda: write("a", "b"), lambda: write("b", "a"))

    assert [chain.length for chain in Chain.objects.order_by("key")] == [400, 400]
    assert found_faults("a") == found_faults("b") == []
