"""The search backend of the settings: Chinese on SQLite and on PostgreSQL alike."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils.module_loading import import_string
from modelsearch.backends.base import BaseSearchBackend

# Named, not imported: each can only be loaded while its own database is in use.
BACKENDS = {
    "postgresql": "config.search.postgresql.HanPostgresBackend",
    "sqlite": "config.search.sqlite.HanSQLiteBackend",
}


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:
    """The backend for the database in use; modelsearch looks for this very name.

    Raises ImproperlyConfigured on any other database: searching there would find
    nothing in Chinese, silently.
    """
    if connection.vendor not in BACKENDS:
        raise ImproperlyConfigured(f"Search knows no way with {connection.vendor}.")
    return import_string(BACKENDS[connection.vendor])(params)
