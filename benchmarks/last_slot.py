"""The race for the last place: never one too many.

    .venv/bin/python -m benchmarks.last_slot [--rounds 200 --writers 64]
        [--database sqlite|postgresql|both] [--out FILE]

Each round has as many packs as writers, each one yes away from being confirmed, and
one place left in the week. All writers say the last yes at the same moment, through the
real verb. Counted are those who got in, those who read "full", and rounds with one too
many. PostgreSQL is a throw-away cluster made of this machine's server binaries.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.postgres import Cluster

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("sqlite", "postgresql")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--writers", type=int, default=64)
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    wanted = DATABASES if given.database == "both" else (given.database,)
    results = [_run(name, given.rounds, given.writers) for name in wanted]
    for result in results:
        print(json.dumps(result))
    if given.out:
        given.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    wrong = [r for r in results if r["too_many"] or r["faults"] or r["other"]]
    return 1 if wrong else 0


def _run(name: str, rounds: int, writers: int) -> dict[str, object]:
    """One database, in a process of its own: Django reads its address once."""
    with tempfile.TemporaryDirectory() as folder:
        if name == "sqlite":
            return _child(f"sqlite:///{folder}/race.sqlite3", name, rounds, writers)
        with Cluster() as cluster:
            return _child(cluster.url, name, rounds, writers)


def _child(url: str, name: str, rounds: int, writers: int) -> dict[str, object]:
    env = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
    }
    command = [sys.executable, "-m", "benchmarks.last_slot_rounds"]
    done = subprocess.run(
        [*command, str(rounds), str(writers)],
        cwd=ROOT,
        env=env,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return {"database": name, **json.loads(done.stdout.splitlines()[-1])}


if __name__ == "__main__":
    sys.exit(main())
