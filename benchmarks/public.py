"""The home page at a gunicorn as the runbook starts it: from memory, made anew, in a spike.

Needs a database of the demo: DATABASE_URL, or var/demo.sqlite3 as `make demo` leaves it.
Readers are as quick as they can be, each on a line of her own that stays open; they share
the machine's cores with the server. The same page with a parameter that no page has is
never kept, and so shows what a page costs that is made anew.
"""

from __future__ import annotations

import http.client
import math
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.crowd import ROOT, WORKERS, served
from benchmarks.table import Row

TITLE = "Public pages"
READERS = 16
SPIKE = 10
LEAST_A_SECOND, MOST_MS = 300, 200
KEPT, ANEW = "/", "/?made=anew"


def rows(quick: bool) -> Iterator[Row | str]:
    """Requests a second and p95, from memory and made anew; errors of a spike."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    database = os.environ.get("DATABASE_URL") or _demo(ROOT / "var" / "demo.sqlite3")
    if not database:
        yield "Not measured: no database of the demo (`make demo` leaves one)."
        return
    seconds = 1.0 if quick else 15.0
    with served(database) as port:
        _read(port, ANEW, WORKERS * 4, 0.5)  # templates and words are read then
        _read(port, KEPT, WORKERS * 4, 0.5)
        for path, name in ((KEPT, "from memory"), (ANEW, "made anew")):
            yield from _told(port, path, name, seconds)
        yield from _spike(port, seconds)


def _demo(path: Path) -> str:
    return f"sqlite:///{path}" if path.exists() else ""


def _told(port: int, path: str, name: str, seconds: float) -> Iterator[Row]:
    taken, errors = _read(port, path, READERS, seconds)
    size = f"{WORKERS} workers, {READERS} readers"
    rate, slow = len(taken) / seconds, p95(taken) * 1000
    kept = path == KEPT
    yield Row(
        f"home page {name}",
        size,
        rate,
        "requests/s",
        peer="bakerydemo (owner)",
        to_reach=f">= {LEAST_A_SECOND}" if kept else "",
        reached=rate >= LEAST_A_SECOND and not errors if kept else None,
    )
    yield Row(
        f"home page {name}, p95",
        size,
        slow,
        "ms",
        to_reach=f"< {MOST_MS}" if kept else "",
        reached=slow < MOST_MS if kept else None,
    )


def _spike(port: int, seconds: float) -> Iterator[Row]:
    readers = READERS * SPIKE
    taken, errors = _read(port, KEPT, readers, seconds)
    yield Row(
        "errors in a spike",
        f"{readers} readers, {len(taken)} pages",
        errors,
        to_reach="0",
        reached=errors == 0,
    )


def p95(seconds: list[float]) -> float:
    """In seconds: at least 95 of 100 pages took no longer; infinite where none came."""
    if not seconds:
        return math.inf
    return sorted(seconds)[math.ceil(0.95 * len(seconds)) - 1]


def _read(
    port: int, path: str, readers: int, seconds: float
) -> tuple[list[float], int]:
    """What all of them met: seconds of each page that came whole, number of errors."""
    taken: list[float] = []
    errors: list[int] = []
    until = time.monotonic() + seconds
    arguments = (port, path, until, taken, errors)
    threads = [threading.Thread(target=_reader, args=arguments) for _ in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, len(errors)


def _reader(
    port: int, path: str, until: float, taken: list[float], errors: list[int]
) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.monotonic() < until:
        began = time.perf_counter()
        try:
            line.request("GET", path)
            answer = line.getresponse()
            whole = answer.read().endswith(b"</html>\n")
        except (OSError, http.client.HTTPException):
            line.close()  # the next request opens it again
            errors.append(0)
            continue
        if answer.status == 200 and whole:
            taken.append(time.perf_counter() - began)
        else:
            errors.append(answer.status)
    line.close()
