"""Triggers that refuse UPDATE, DELETE and TRUNCATE of the ledger, and of tables that
a floor above protects in the same way.

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
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{message}'; END $$
"""
_PROTECTED = {TABLE: MESSAGE}
VERBS = ("update", "delete", "truncate")


def protect(table: str, message: str) -> None:
    """Have a table refuse changes like the ledger; called from an app's ready()."""
    _PROTECTED[table] = message


def names(vendor: str, table: str = TABLE) -> tuple[str, ...]:
    """The triggers that must be there for a table on this database."""
    verbs = VERBS if vendor == "postgresql" else VERBS[:2]
    return tuple(f"{table}_no_{verb}" for verb in verbs)


def install(using: str = "default") -> None:
    """Make those that are missing; a second call changes nothing."""
    connection = connections[using]
    absent = missing(using)
    with connection.cursor() as cursor:
        for table, message in _PROTECTED.items():
            lacking = [name for name in absent if name.startswith(f"{table}_no_")]
            if lacking and connection.vendor == "postgresql":
                cursor.execute(_POSTGRES_FUNCTION.format(table=table, message=message))
            for name in lacking:
                cursor.execute(_statement(connection, name, table))


def missing(using: str = "default") -> list[str]:
    """Names of the triggers that are not there; none of a table that does not exist."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        wanted = [
            name
            for table in _PROTECTED
            if table in tables
            for name in names(connection.vendor, table)
        ]
        if connection.vendor == "postgresql":
            # 'D' is a trigger that somebody switched off.
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        present = {name for (name,) in cursor.fetchall()}
    return [name for name in wanted if name not in present]


def drop(using: str = "default") -> None:
    """Take the triggers away: for tests and for nobody else."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in _PROTECTED:
            if table not in tables:
                continue
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            for name in names(connection.vendor, table):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """No triggers inside the block: lets a test flush tables or play the intruder."""
    drop(using)
    try:
        yield
    finally:
        install(using)


def _statement(connection: BaseDatabaseWrapper, name: str, table: str) -> str:
    verb = name.rpartition("_")[2].upper()
    if connection.vendor != "postgresql":
        return (
            f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{_PROTECTED[table]}'); END"
        )
    each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
    return (
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {verb} ON {table}"
        f" FOR EACH {each} EXECUTE FUNCTION {table}_refuse()"
    )
