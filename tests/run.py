"""The whole suite on a SQLite file, then on PostgreSQL.

PostgreSQL comes from TEST_DATABASE_URL, or from a throw-away cluster made of the
server binaries on this machine (as root: run by an unprivileged user). DATABASE_URL
is ignored. Without PostgreSQL the second half is said to be skipped, and is a failure
where CI is set.
"""

import os
import subprocess
import sys

from tests.postgres import Cluster, binaries

URL = "TEST_DATABASE_URL"


def suite(name: str, arguments: list[str], **variables: str) -> int:
    print(f"\n=== {name} ===", flush=True)
    env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", URL}}
    command = [sys.executable, "-m", "pytest", *(arguments or ["-q"])]
    return subprocess.run(command, env={**env, **variables}).returncode


def postgres(arguments: list[str]) -> int:
    if os.environ.get(URL):
        return suite("PostgreSQL", arguments, **{URL: os.environ[URL]})
    if binaries() is None:
        print("PostgreSQL: skipped, no server binaries on this machine", flush=True)
        return 1 if os.environ.get("CI") else 0
    with Cluster() as cluster:
        return suite("PostgreSQL", arguments, **{URL: cluster.url})


if __name__ == "__main__":
    failed = [suite("SQLite", sys.argv[1:]), postgres(sys.argv[1:])]
    sys.exit(max(failed))
