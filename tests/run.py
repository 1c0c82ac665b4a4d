"""The whole suite on a SQLite file and on PostgreSQL, side by side, told one after the
other; the walks in a browser are a process of their own.

PostgreSQL comes from TEST_DATABASE_URL, or from a throw-away cluster made of the
server binaries on this machine (as root: run by an unprivileged user). DATABASE_URL
is ignored. Without PostgreSQL the second half is said to be skipped, and is a failure
where CI is set.
"""

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import IO

from tests.postgres import Cluster, binaries

URL = "TEST_DATABASE_URL"
BROWSERS = "e2e"
# Small fits are slower with threads, which then wait for each other.
ALONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
# What goes to SQLite alone: walks over the pages of one feature (the tests of its rooms
# ask both databases; the walk of a need goes twice), the demo at other sizes and on
# other texts (`test_demo` seeds and serves it on both), the public site (its queries are
# asked by their floors), random lives, a round of forty, twin worlds, and what asks no database.
ONCE = (
    "e2e/test_crawl.py",
    "e2e/test_delivery.py",
    "e2e/test_editor.py",
    "e2e/test_evaluation.py",
    "e2e/test_growth.py",
    "e2e/test_joining.py",
    "e2e/test_keyboard.py",
    "e2e/test_portal.py",
    "e2e/test_purchase.py",
    "e2e/test_sheet.py",
    "e2e/test_volunteer.py",
    "cms",
    "config/test_demo_messages.py",
    "config/test_demo_scale.py",
    "evaluation/domain/test_decision_machine.py",
    "evaluation/domain/test_machine.py",
    "evaluation/scoring",
    "evaluation/views/test_twin_worlds.py",
    "matching/domain/test_machine.py",
    "matching/domain/test_need_machine.py",
    "matching/domain/test_offer_properties.py",
    "matching/engine",
    "benchmarks",
    "test_evidence.py",
    "test_architecture.py",
)


def suite(
    name: str, arguments: list[str], out: IO[str] | None = None, **variables: str
) -> int:
    print(f"\n=== {name} ===", file=out, flush=True)
    env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", URL}}
    env |= ALONE
    command = [sys.executable, "-m", "pytest", *(arguments or ["-q"])]
    done = subprocess.run(
        command, env={**env, **variables}, stdout=out, stderr=out and subprocess.STDOUT
    )
    return done.returncode


def postgres(arguments: list[str], out: IO[str] | None = None) -> int:
    arguments = arguments or [
        "-q",
        *(f"--deselect=tests/{each}" for each in ONCE),
    ]
    if os.environ.get(URL):
        return suite("PostgreSQL", arguments, out, **{URL: os.environ[URL]})
    if binaries() is None:
        print("PostgreSQL: skipped, no server binaries on this machine", file=out)
        return 1 if os.environ.get("CI") else 0
    with Cluster() as cluster:
        return suite("PostgreSQL", arguments, out, **{URL: cluster.url})


def _template() -> None:
    """Migrated once before the processes that copy it start."""
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "-m", "tests.template"]
    subprocess.run(command, check=True, env=os.environ | settings)


def all_of_it(arguments: list[str]) -> int:
    """Processes beside each other, since each spends much of its time waiting; what the
    later ones say is kept until the first has finished, so that all can be read."""
    _template()
    if arguments:
        jobs = [("SQLite", arguments), ("PostgreSQL", arguments)]
    else:
        jobs = [
            ("SQLite", ["-q", f"--ignore=tests/{BROWSERS}"]),
            (f"SQLite, {BROWSERS}", ["-q", f"tests/{BROWSERS}"]),
            ("PostgreSQL", []),
        ]
    (name, first), *later = jobs
    with (
        ExitStack() as stack,
        ThreadPoolExecutor(max_workers=len(later)) as beside,
    ):
        kept = [
            stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf8"))
            for _ in later
        ]
        running = [
            beside.submit(postgres, given, out)
            if name == "PostgreSQL"
            else beside.submit(suite, name, given, out)
            for (name, given), out in zip(later, kept, strict=True)
        ]
        failed = suite(name, first)
        for done, out in zip(running, kept, strict=True):
            failed = max(failed, done.result())
            out.seek(0)
            print(out.read(), flush=True)
        return failed


if __name__ == "__main__":
    sys.exit(all_of_it(sys.argv[1:]))
