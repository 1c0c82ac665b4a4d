"""The demo district as the crawl and the tour meet it: seeded once, copied, served."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.records.processes import wait_until

ROOT = Path(__file__).resolve().parents[2]


def environment(address: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DATABASE_URL": address,
        "PYTHONUNBUFFERED": "1",
    }


def ran(address: str, *arguments: str, given: str = "", **variables: str) -> str:
    """What a Python command prints on the demo's database; it must succeed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**environment(address), **variables},
        input=given,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def seed(address: str) -> str:
    """What `demo --no-serve` prints."""
    return ran(address, "manage.py", "demo", "--no-serve")


def copied(database: Path, to: Path) -> str:
    """A copy of a SQLite file of its own; the address of the copy."""
    source, target = sqlite3.connect(database), sqlite3.connect(to)
    with closing(source), closing(target):
        source.backup(target)
    return f"sqlite:///{to}"


def told(address: str) -> dict[str, Any]:
    """The targets and sessions of `tests.tour.told` on this database."""
    return json.loads(ran(address, "-W", "ignore", "-m", "tests.tour.told", DEBUG="0"))


def wrong_answers(address: str, known: dict[str, Any]) -> list[str]:
    """What `tests.tour.sent` finds on this database, which is changed by it."""
    command = ("-W", "ignore", "-m", "tests.tour.sent")
    return json.loads(ran(address, *command, given=json.dumps(known), DEBUG="0"))


@contextmanager
def served(address: str, *, queue: bool = False) -> Iterator[str]:
    """The site on this database, as the demo serves it, with or without its queue."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    web = [
        *("-m", "gunicorn", "config.wsgi", "--threads", "4"),
        *("--bind", f"127.0.0.1:{port}", "--log-level", "warning"),
    ]
    running = [_start(address, *web)]
    if queue:
        running.append(_start(address, "manage.py", "qcluster"))
    try:
        assert wait_until(lambda: _answers(port), 60), "the site did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        for process in running:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Its head is told, as a supervisor does; what is left after that is killed."""
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _start(address: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        env={**environment(address), "DEBUG": "0"},
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
