"""The pure rooms alone, without Django, which they must not need: `make pure`.

As many processes as there are processors share the files, the longest of which is dealt
first; what each process says is told in turn.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.run import ALONE

FOLDER = Path(__file__).resolve().parent
FILES = (
    "evaluation/scoring/test_*.py",
    "matching/engine/test_*.py",
    "organisations/sheets/test_*.py",
    "records/sheets/test_*.py",
    "records/test_chain.py",
)
BARE = ["-p", "no:django", "-p", "no:faker", "--noconftest"]
BARE += ["-W", "ignore:Unknown config option"]  # that of Django


def files() -> list[str]:
    found = [path for each in FILES for path in FOLDER.glob(each)]
    return [str(path) for path in sorted(found, key=lambda path: -path.stat().st_size)]


def asked(share: list[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pytest", "-q", *BARE, *share]
    return subprocess.Popen(
        command,
        cwd=FOLDER.parent,
        env=os.environ | ALONE,
        stdout=subprocess.PIPE,
        text=True,
    )


def main() -> int:
    many = os.cpu_count() or 1
    running = [asked(files()[first::many]) for first in range(many)]
    for each in running:
        sys.stdout.write(each.communicate()[0])
    return max(each.returncode for each in running)


if __name__ == "__main__":
    sys.exit(main())
