"""What the tests of this floor share: a registered action, a kind of work."""

from collections.abc import Callable
from typing import Any

import pytest

from records.domain import job, ledger
from records.domain.job import Handler
from records.models.message import TEXTS
from tests.factories.records import ACTION

WORK = "tests.work"


@pytest.fixture(autouse=True)
def known_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """An action and a message kind that only these tests use."""
    monkeypatch.setattr(ledger, "_ACTIONS", {*ledger.registered_actions(), ACTION})
    monkeypatch.setitem(TEXTS, "tests.told", "Case %(case)s was taken up.")


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Register how jobs of the kind `tests.work` are done in this test."""

    def register(
        plan: Callable[[dict[str, Any]], Any] = lambda payload: None,
        commit: Callable[[dict[str, Any], Any], object] = lambda payload, result: None,
        failed: Any = None,
    ) -> None:
        monkeypatch.setitem(job._HANDLERS, WORK, Handler(plan, commit, failed))

    return register
