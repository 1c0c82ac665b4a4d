"""The small district of this floor: made once for a module, as new for each test.

Not for tests of whole transactions, which must find nobody else's open.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.matching.world import World


@contextmanager
def kept(blocker: DjangoDbBlocker, *, clocks: bool) -> Iterator[World]:
    """Gone when the module is done."""
    with blocker.unblock(), transaction.atomic():
        yield World(clocks=clocks)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def _plain(django_db_setup: None, django_db_blocker: DjangoDbBlocker):
    with kept(django_db_blocker, clocks=False) as world:
        yield world


@pytest.fixture(scope="module")
def _clocked(django_db_setup: None, django_db_blocker: DjangoDbBlocker):
    with kept(django_db_blocker, clocks=True) as world:
        yield world


@pytest.fixture
def world(_plain: World, db: None) -> World:
    return deepcopy(_plain)


@pytest.fixture
def clocked_world(_clocked: World, db: None) -> World:
    """With the limits of the stages."""
    return deepcopy(_clocked)
