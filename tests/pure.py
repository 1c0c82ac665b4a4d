"""The pure rooms alone, without Django, which they must not need: `make pure`.

Half of the time would go into reading scikit-learn and scipy: these are read once, while
the rooms that need neither run beside, and then as many processes as there are
processors are forked from what was read and share the files of those that do. Asserts
are left as they stand; a share with a failure is run again with them taken apart.
"""

import gc
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from multiprocessing import get_context
from pathlib import Path

from tests.run import ALONE

FOLDER = Path(__file__).resolve().parent
RECKON = ("matching/engine/test_*.py", "evaluation/scoring/test_*.py")
READ = (
    "organisations/sheets/test_*.py",
    "records/sheets/test_*.py",
    "records/test_chain.py",
)
SLOW: tuple[str, ...] = ("pytest", "sklearn.utils.estimator_checks", "krippendorff")
SLOW += ("matching.engine.artefact", "matching.engine.intake", "benchmarks.worlds")
BARE = ["-q", "-p", "no:django", "-p", "no:faker", "--noconftest"]
BARE += ["-W", "ignore:Unknown config option"]  # that of Django


def files(patterns: Sequence[str]) -> list[str]:
    found = [path for each in patterns for path in FOLDER.glob(each)]
    return [str(path) for path in sorted(found, key=lambda path: -path.stat().st_size)]


def told(share: Sequence[str]) -> tuple[int, str]:
    """What the tests of these files give, and what they say."""
    out = StringIO()
    with redirect_stdout(out):
        code = import_module("pytest").main([*BARE, "--assert=plain", *share])
    if code:
        command = [sys.executable, "-m", "pytest", *BARE, *share]
        again = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        return int(code), again.stdout
    return int(code), out.getvalue()


def reckoned() -> list[tuple[int, str]]:
    gc.disable()  # what is read here stays: nobody has to look at it
    for each in SLOW:
        import_module(each)
    gc.freeze()
    gc.enable()
    many = os.cpu_count() or 1
    shares = [files(RECKON)[n :: 2 * many] for n in range(2 * many)]
    with get_context("fork").Pool(many) as pool:
        return pool.map(told, shares, chunksize=1)


def main() -> int:
    os.environ.update(ALONE)  # before numpy is read
    command = [sys.executable, "-m", "pytest", *BARE, *files(READ)]
    others = subprocess.Popen(
        command, cwd=FOLDER.parent, stdout=subprocess.PIPE, text=True
    )
    done = reckoned()
    done.append((0, others.communicate()[0]))
    sys.stdout.writelines(said for _, said in done)
    return max(others.returncode, *(code for code, _ in done))


if __name__ == "__main__":
    sys.exit(main())
