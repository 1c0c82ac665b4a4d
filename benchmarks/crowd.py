"""Fifty people at the lists of a desk: each reads a page, thinks, opens the next.

The pages come from a real gunicorn as docs/runbook.md starts it; each person has a
session of her own, signed in beforehand. Who waits counts what a browser would: from the
request to the last byte, the time in the server's queue included.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = 2, 4
TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Visit:
    """One page as its reader met it: HTTP status (0 where nothing came), seconds."""

    page: str
    role: str
    status: int
    seconds: float


@dataclass(slots=True)
class Person:
    """Somebody at a desk: the role, the cookie, the pages she goes through in turn."""

    role: str
    cookie: str
    pages: tuple[str, ...]
    dice: Random
    visits: list[Visit] = field(default_factory=list)

    def read(self, port: int, page: str) -> Visit:
        began = time.perf_counter()
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        try:
            address = quote(f"/desk/{page}", safe="/?=&")
            line.request("GET", address, headers={"Cookie": self.cookie})
            answer = line.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            status = 0
        finally:
            line.close()
        return Visit(page, self.role, status, time.perf_counter() - began)

    def work(self, port: int, until: float, think: tuple[float, float]) -> None:
        """Reads until the time is up, the first page at some moment of a first pause."""
        turn = self.dice.randrange(len(self.pages))
        time.sleep(self.dice.uniform(0, think[1]))
        while time.monotonic() < until:
            page = self.pages[turn % len(self.pages)]
            self.visits.append(self.read(port, page))
            turn += 1
            time.sleep(self.dice.uniform(*think))


@contextmanager
def served(database: str) -> Iterator[int]:
    """The site on a free port of loopback, as the runbook starts it; yields the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", "config.wsgi"),
        *("--workers", str(WORKERS), "--threads", str(THREADS)),
        *("--bind", f"127.0.0.1:{port}", "--log-level", "warning"),
    ]
    environment = {**os.environ, "DATABASE_URL": database, "DEBUG": "0"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=TIMEOUT)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + TIMEOUT
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError("the web server did not start")


def crowd(
    people: list[Person], port: int, seconds: float, think: tuple[float, float]
) -> list[Visit]:
    """What all of them met in that time, each in a thread of her own."""
    _warm(people, port)
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=each.work, args=(port, until, think)) for each in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [visit for each in people for visit in each.visits]


def _warm(people: list[Person], port: int) -> None:
    """Each page once for each worker, beforehand: templates and words are read then."""
    seen: set[str] = set()
    for each in people:
        for page in [page for page in each.pages if page not in seen]:
            seen.add(page)
            for _worker in range(2 * WORKERS):
                each.read(port, page)
