"""What every test may lean on."""

import gc
from collections.abc import Iterator

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.db.backends.base.creation import BaseDatabaseCreation
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker

from cms.models import Foot
from cms.models.identity import KEY
from records.models import triggers
from tests import kept_rows, template


def pytest_collection_finish() -> None:
    """What is loaded by now stays loaded: the collector passes over it, and looks for
    rings among many new objects at a time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """SQLite's database is a copy of one that is migrated already."""
    if connection.vendor != "sqlite":
        return False
    template.fresh(connection.settings_dict["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A browser may keep a thread of the live server, and so its session, open to the
    very end: PostgreSQL drops no database that somebody still looks at."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Every test starts in the default language and leaves it as it was."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture(scope="session", autouse=True)
def plain_foot() -> None:
    """Nobody has entered who runs the site: its foot costs no page a query."""
    caches["local"].set(KEY, Foot(), None)


@pytest.fixture(autouse=True)
def quiet_throttles(request: pytest.FixtureRequest) -> Iterator[None]:
    """Throttle counts of one test never reach the next."""
    yield
    if request.node.get_closest_marker("django_db"):
        cache.clear()


@pytest.fixture(scope="session", autouse=True)
def rows_of_migrations() -> Iterator[None]:
    """They come back after a test of whole transactions, from tables beside."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseCreation, "serialize_db_to_string", kept_rows.keep)
        patch.setattr(
            BaseDatabaseCreation, "deserialize_db_from_string", kept_rows.put_back
        )
        yield


@pytest.fixture(scope="session", autouse=True)
def flushable_ledger() -> Iterator[None]:
    """Django empties all tables after a transactional test; the ledger refuses that,
    so its triggers are lifted for exactly that moment.
    """
    flush = TransactionTestCase._fixture_teardown

    def lifted_flush(case: TransactionTestCase) -> None:
        with triggers.lifted():
            flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lifted_flush)
        yield
