"""What a large seeding does without: the query log of DEBUG, the solver's chatter."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

RARELY = (200_000, 20, 20)
NORMAL = 1  # of SQLite's levels: a power cut can take the last commits, not the file


@contextmanager
def quiet_seeding() -> Iterator[None]:
    """Seeding makes a million queries: DEBUG would keep and re-quote each of them, and
    the collector would walk the same settled objects over and over.

    HiGHS prints a line of its own to the process's standard output now and then, past
    Python; two runs that print alike cannot have that. Nor does each of ten thousand
    commits wait for the disk: a demo is no work that a power cut could take.
    """
    debug, often = settings.DEBUG, gc.get_threshold()
    settings.DEBUG = False
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        with _disk_at_checkpoints():
            yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        for number in (kept, nowhere):
            os.close(number)
        settings.DEBUG = debug
        gc.set_threshold(*often)
        gc.unfreeze()
        connection.queries_log.clear()


@contextmanager
def _disk_at_checkpoints() -> Iterator[None]:
    """SQLite waits for the disk at its checkpoints only, then again as before."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        (before,) = cursor.fetchone()
        cursor.execute(f"PRAGMA synchronous = {NORMAL}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous = {before:d}")
