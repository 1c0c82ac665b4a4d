"""`python -m tests.records.doomed_worker JOB HALF MARK`: a worker to be killed.

It takes the job, makes the file MARK in the middle of `plan` or `commit`, and waits
there for its end.
"""

import sys
import time
from pathlib import Path
from typing import Any

import django


def main(job_id: str, half: str, mark: str) -> None:
    django.setup()
    from records.domain import job, ledger  # noqa: PLC0415
    from tests.factories.records import ACTION  # noqa: PLC0415

    def hang(name: str) -> None:
        if half == name:
            Path(mark).touch()
            time.sleep(120)

    def commit(payload: dict[str, Any], result: Any) -> None:
        ledger.append(chain="440104", action=ACTION, actor=None, subject="tests:effect")
        hang("commit")

    ledger.register_actions(ACTION)
    job.register("tests.work", plan=lambda payload: hang("plan"), commit=commit)
    job.run_job(int(job_id))


if __name__ == "__main__":
    main(*sys.argv[1:])
