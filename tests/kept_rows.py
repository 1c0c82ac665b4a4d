"""What the tables held, kept in tables beside and put back after a flush.

Django keeps what the migrations wrote as JSON and saves it row by row: half a second
for each test of whole transactions.
"""

from django.db import transaction
from django.db.backends.base.creation import BaseDatabaseCreation

PREFIX = "kept_"
# Filled by the triggers of the table that it is the index of.
BY_TRIGGER = {"wagtailsearch_indexentry_fts"}


def keep(creation: BaseDatabaseCreation, prefix: str = PREFIX) -> str:
    """Copy every table that has rows; their names, a space between two."""
    connection = creation.connection
    quoted = connection.ops.quote_name
    tables = connection.introspection.django_table_names(only_existing=True)
    names = []
    with connection.cursor() as cursor:
        for name in sorted({*tables} - BY_TRIGGER):
            table, beside = quoted(name), quoted(f"{prefix}{name}"[:63])
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
            if cursor.fetchone():
                cursor.execute(f"CREATE TABLE {beside} AS SELECT * FROM {table}")
                names.append(name)
    return " ".join(names)


def put_back(creation: BaseDatabaseCreation, names: str, prefix: str = PREFIX) -> None:
    """Have in the tables of these names what was in them, and nothing else."""
    connection = creation.connection
    quoted = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for name in names.split():
            table, beside = quoted(name), quoted(f"{prefix}{name}"[:63])
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"INSERT INTO {table} SELECT * FROM {beside}")
