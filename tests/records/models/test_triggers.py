"""The ledger refuses to be changed, by whomever and on both databases."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from records.models import LedgerEntry, triggers
from tests.factories.records import LedgerEntryFactory

pytestmark = pytest.mark.django_db


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return str(caught.value)


def raw(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_update_is_refused() -> None:
    entry = LedgerEntryFactory()

    by_query = refused(
        lambda: LedgerEntry.objects.filter(pk=entry.pk).update(actor_id=9)
    )
    by_sql = refused(lambda: raw(f"UPDATE {triggers.TABLE} SET subject = 'x'"))

    assert triggers.MESSAGE in by_query
    assert triggers.MESSAGE in by_sql


def test_delete_is_refused() -> None:
    entry = LedgerEntryFactory()

    assert triggers.MESSAGE in refused(entry.delete)
    assert triggers.MESSAGE in refused(lambda: raw(f"DELETE FROM {triggers.TABLE}"))
    assert LedgerEntry.objects.filter(pk=entry.pk).exists()


def test_truncate_is_refused_where_the_database_knows_it() -> None:
    LedgerEntryFactory()
    if connection.vendor != "postgresql":  # SQLite has no TRUNCATE
        assert "truncate" in refused(lambda: raw(f"TRUNCATE {triggers.TABLE}")).lower()
        return

    connection.check_constraints()  # PostgreSQL settles what is pending first
    assert triggers.MESSAGE in refused(
        lambda: raw(f"TRUNCATE {triggers.TABLE} CASCADE")
    )


def test_installing_twice_changes_nothing() -> None:
    triggers.install()
    triggers.install()

    assert triggers.missing() == []


def test_one_that_was_dropped_is_missing_until_migrate() -> None:
    name = triggers.names(connection.vendor)[1]
    on = f" ON {triggers.TABLE}" if connection.vendor == "postgresql" else ""
    raw(f"DROP TRIGGER {name}{on}")
    assert triggers.missing() == [name]

    call_command("migrate", "records", verbosity=0)

    assert triggers.missing() == []


def test_one_that_was_switched_off_counts_as_missing_and_comes_back() -> None:
    if connection.vendor != "postgresql":  # only PostgreSQL can switch one off
        return
    LedgerEntryFactory()
    raw(
        f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {triggers.TABLE} DISABLE TRIGGER USER"
    )
    assert triggers.missing() == list(triggers.names("postgresql"))

    triggers.install()

    assert triggers.missing() == []
    assert triggers.MESSAGE in refused(lambda: raw(f"DELETE FROM {triggers.TABLE}"))


def test_lifted_lets_an_intruder_in_and_closes_behind_him() -> None:
    entry = LedgerEntryFactory()

    with triggers.lifted():
        LedgerEntry.objects.filter(pk=entry.pk).update(subject="x")

    assert triggers.missing() == []
    assert triggers.MESSAGE in refused(entry.delete)
