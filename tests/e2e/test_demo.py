"""`manage.py demo` as a newcomer meets it: seeded once, served, stopped by Ctrl-C."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.records.processes import wait_until
from tests.tour.demo import copied, environment, seed

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]


@pytest.fixture
def demo(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A seeded database of the kind the suite runs on, and what the seeding said."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        file, said = request.getfixturevalue("seeded_demo")
        yield copied(file, tmp_path / "demo.sqlite3"), said
        return
    name = f"demo_{os.getpid()}"
    server = f"postgresql://{given['USER']}@{given['HOST']}:{given['PORT']}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield f"{server}/{name}", seed(f"{server}/{name}")
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def without_seconds(said: str) -> str:
    return re.sub(r"seconds: .*", "", said)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def test_demo_is_seeded_served_and_stopped(
    demo: tuple[str, str], tmp_path: Path
) -> None:
    address, said = demo
    first = without_seconds(said)
    assert without_seconds(seed(address)) == first
    assert "texts read: 24\n" in first
    assert "referred: 3\n" in first

    port = free_port()
    output = (tmp_path / "output").open("w")
    served = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port)],
        cwd=settings.BASE_DIR,
        env=environment(address),
        stdout=output,
        stderr=subprocess.STDOUT,
    )
    try:
        site = f"http://127.0.0.1:{port}"
        assert wait_until(lambda: answers(f"{site}/"), 120)
        assert answers(f"{site}/en/")
        assert answers(f"{site}/accounts/login/")
        assert wait_until(lambda: answers(f"{site}/readyz"), 120)
    finally:
        served.send_signal(signal.SIGINT)
        served.wait(timeout=60)
        output.close()

    assert not answers(f"{site}/healthz")
    assert "One account per role" in (tmp_path / "output").read_text()


def test_demo_is_refused_without_debug() -> None:
    refused = subprocess.run(
        [sys.executable, "manage.py", "demo", "--no-serve"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True,
        text=True,
    )
    assert refused.returncode == 1
    assert "public passwords" in refused.stderr
