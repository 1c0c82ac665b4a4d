"""Triggers that refuse UPDATE, DELETE and TRUNCATE of the ledger.

Made by `install()` after every migrate (a later AlterField on SQLite copies the
table and drops them silently); a system check fails when one is missing. Only the
tests lift them, for Django's flush: `with lifted(): ...`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from records.models.ledger import LedgerEntry

TABLE = LedgerEntry._meta.db_table
MESSAGE = "the ledger is append-only"
_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$
"""


def names(vendor: str) -> tuple[str, ...]:
    """The triggers that must be there on this database."""
    verbs = ("update", "delete", "truncate")
    return tuple(
        f"{TABLE}_no_{verb}"
        for verb in (verbs if vendor == "postgresql" else verbs[:2])
    )


def install(using: str = "default") -> None:
    """Make those that are missing; a second call changes nothing."""
    connection = connections[using]
    absent = missing(using)
    if not absent:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for name in absent:
            cursor.execute(_statement(connection, name))


def missing(using: str = "default") -> list[str]:
    """Names of the triggers that are not there; none before the table exists."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return []
        if connection.vendor == "postgresql":
            # 'D' is a trigger that somebody switched off.
            cursor.execute(
                "SELECT tgname FROM pg_trigger"
                " WHERE tgrelid = %s::regclass AND tgenabled <> 'D'",
                [TABLE],
            )
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                " AND tbl_name = %s",
                [TABLE],
            )
        present = {name for (name,) in cursor.fetchall()}
    return [name for name in names(connection.vendor) if name not in present]


def drop(using: str = "default") -> None:
    """Take the triggers away: for tests and for nobody else."""
    connection = connections[using]
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in names(connection.vendor):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """No triggers inside the block: lets a test flush tables or play the intruder."""
    drop(using)
    try:
        yield
    finally:
        install(using)


def _statement(connection: BaseDatabaseWrapper, name: str) -> str:
    verb = name.rpartition("_")[2].upper()
    if connection.vendor != "postgresql":
        return (
            f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON {TABLE}"
            f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
    each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
    return (
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {verb} ON {TABLE}"
        f" FOR EACH {each} EXECUTE FUNCTION {TABLE}_refuse()"
    )
