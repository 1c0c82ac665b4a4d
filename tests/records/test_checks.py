"""System checks: a broken paper trail or queue does not start."""

from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks

from records import checks
from records.models import triggers


def ids(found: list[Any]) -> list[str]:
    return [message.id for message in found]


def test_this_installation_is_well() -> None:
    assert checks.check_queue() == []
    assert checks.check_no_pool() == []


@pytest.mark.django_db
def test_missing_trigger_fails_the_database_check() -> None:
    triggers.drop()

    found = ids(run_checks(tags=["database"], databases=["default"]))
    missing = triggers.missing()

    triggers.install()
    assert found.count("records.E001") == len(missing)
    assert set(triggers.names(_vendor())) < set(missing)
    assert "records.E001" not in ids(
        run_checks(tags=["database"], databases=["default"])
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("orm", "other"),
        ("timeout", None),
        ("max_attempts", 0),
        ("ack_failures", False),
        ("catch_up", True),
        ("bulk", 10),
        ("queue_limit", 50),
        ("poll", 0),
    ],
)
def test_setting_under_which_work_is_lost_is_refused(
    settings: Any, name: str, value: Any
) -> None:
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, name: value}

    assert "records.E002" in ids(checks.check_queue())


@pytest.mark.parametrize("name", sorted(checks.QUEUE_RULES))
def test_setting_left_to_its_default_is_refused(settings: Any, name: str) -> None:
    settings.Q_CLUSTER = {k: v for k, v in settings.Q_CLUSTER.items() if k != name}

    assert "records.E002" in ids(checks.check_queue())


def test_timeout_not_below_retry_is_refused(settings: Any) -> None:
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "timeout": 180}

    assert ids(checks.check_queue()) == ["records.E003"]


def test_connection_pool_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DATABASES["default"]["OPTIONS"], "pool", True)

    assert ids(checks.check_no_pool()) == ["records.E004"]


def _vendor() -> str:
    engine = settings.DATABASES["default"]["ENGINE"]
    return "postgresql" if "postgresql" in engine else "sqlite"
