"""How long a demo of a scale takes and how much memory: `python -m benchmarks.demo_scale`.

A fresh SQLite file each time; with `--twice` the report of a second, equally fresh run
is compared with that of the first.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def seeded(scale: str, folder: Path, name: str, more: list[str]) -> tuple[str, float]:
    """What `demo --no-serve` prints, and the wall time it took."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "manage.py", "demo", "--no-serve", "--scale", scale, *more],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "DATABASE_URL": f"sqlite:///{folder / name}",
        },
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout, time.monotonic() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scale", nargs="?", default="district")
    parser.add_argument("--needs", help="a file of messages to read as well")
    parser.add_argument("--twice", action="store_true")
    given = parser.parse_args()
    more = ["--needs", given.needs] if given.needs else []
    reports = []
    with tempfile.TemporaryDirectory() as folder:
        for n in range(2 if given.twice else 1):
            report, wall = seeded(given.scale, Path(folder), f"{n}.sqlite3", more)
            reports.append(re.sub(r"seconds: .*", "", report))
            print(report, end="")
            print(f"wall: {wall:.1f} s")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"peak memory: {peak} MB")
    if given.twice:
        print("alike" if reports[0] == reports[1] else "DIFFERENT")
    return int(len(set(reports)) > 1)


if __name__ == "__main__":
    sys.exit(main())
