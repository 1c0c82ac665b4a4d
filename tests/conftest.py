"""What every test may lean on."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import translation

from records.models import triggers


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Every test starts in the default language and leaves it as it was."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture(autouse=True)
def quiet_throttles(request: pytest.FixtureRequest) -> Iterator[None]:
    """Throttle counts of one test never reach the next."""
    yield
    if request.node.get_closest_marker("django_db"):
        cache.clear()


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
