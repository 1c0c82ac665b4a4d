"""From "assessed" to a proposal that the page can show, with the real queue running.

A demo district on SQLite, `manage.py qcluster` beside it, and needs that are assessed
one after the other; each is timed from the verb's return until its pack is in the
table. Between two needs lies a pause, as between two acts of a worker.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.demo_scale import seeded
from benchmarks.table import Row

TITLE = "From assessed to a proposal that is visible, with the queue running"
ROOT = Path(__file__).resolve().parent.parent
NEEDS = 60
MOST_SECONDS = 1.0


def rows(quick: bool) -> Iterator[Row | str]:
    if quick:
        yield "Left out of the quick run: it seeds a whole district first."
        return
    with tempfile.TemporaryDirectory() as folder:
        seeded("district", Path(folder), "district.sqlite3", [])
        told = _rounds(f"sqlite:///{folder}/district.sqlite3")
    seconds = sorted(told["seconds"])
    size = f"{told['capabilities']:,} capabilities, {len(seconds)} needs"
    median = statistics.median(seconds)
    yield Row(
        "assessed until the pack is there, median",
        size,
        median,
        "s",
        to_reach=f"<= {MOST_SECONDS:g} s",
        reached=median <= MOST_SECONDS,
    )
    p95 = statistics.quantiles(seconds, n=20)[18]
    yield Row("the same, 95 of 100 within", size, p95, "s")
    yield (
        f"{told['lines']} lines in {told['packs']} packs; the first need after the "
        f"queue has started took {told['first']:.2f} s."
    )


def _rounds(url: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.proposal_rounds", str(NEEDS)],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
        },
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])
