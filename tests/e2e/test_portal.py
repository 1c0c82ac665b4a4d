"""A real gunicorn below a path of a portal: `PATH_PREFIX=/social`."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from django.conf import settings


@pytest.mark.e2e
def test_a_real_server_below_a_prefix(tmp_path):
    """gunicorn on a socket of its own answers with the prefix on every link."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3",
        "PATH_PREFIX": "/social",
        "DEBUG": "1",
    }
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "-b"]
    server = subprocess.Popen(
        [*command, f"127.0.0.1:{port}", "--log-level", "critical"],
        cwd=settings.BASE_DIR,
        env=environment,
    )
    try:
        icon = opened(port, "/social/favicon.ico")
        assert icon == (200, f"http://127.0.0.1:{port}/social/static/img/logo.svg")
        assert opened(port, "/social/static/css/house.css")[0] == 200
        assert opened(port, "/social/healthz")[0] == 200
    finally:
        server.terminate()
        server.wait(20)


def opened(port: int, path: str) -> tuple[int, str]:
    """Status and final address; waits for the server to be there."""
    for _attempt in range(240):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
                return answer.status, answer.url
        except urllib.error.HTTPError as error:
            return error.code, error.url
        except urllib.error.URLError:
            time.sleep(0.25)
    raise AssertionError("the server did not start")
