"""Real processes on the database of the running test."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection


def start(*arguments: str, temporary: Path) -> subprocess.Popen[str]:
    """Start Python in a session of its own (so that its children can be stopped)."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "TEST_DATABASE_URL": _database(),
        "TEST_PRIVATE_ROOT": str(settings.PRIVATE_ROOT),
        "TMPDIR": str(temporary),
    }
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def wait_until(true: Callable[[], object], seconds: float) -> bool:
    """Ask again and again; whether it came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


def _database() -> str:
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    user = f"{given['USER']}:{given['PASSWORD']}".rstrip(":")
    return (
        f"postgresql://{user}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"
    )
