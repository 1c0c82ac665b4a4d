"""What the tests of this floor share: a registered action, a kind of work."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from records.domain.job import work_known
from records.domain.ledger import actions_known
from records.domain.message import kind_known
from tests.factories.records import ACTION

WORK = "tests.work"


@pytest.fixture(autouse=True)
def known_words() -> Iterator[None]:
    """An action and a message kind that only these tests use."""
    told = kind_known("tests.told", "Case %(case)s was taken up.")
    with actions_known(ACTION), told:
        yield


@pytest.fixture
def work() -> Iterator[Callable[..., None]]:
    """Register how jobs of the kind `tests.work` are done in this test."""
    with ExitStack() as stack:

        def register(
            plan: Callable[[dict[str, Any]], Any] = lambda payload: None,
            commit: Callable[[dict[str, Any], Any], object] = lambda payload, result: (
                None
            ),
            **more: Any,
        ) -> None:
            known = work_known(WORK, plan=plan, commit=commit, **more)
            stack.enter_context(known)

        yield register
