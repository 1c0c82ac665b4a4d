"""What `plan_pack` takes on a demo database, and on the same one with very many
capabilities more, by the index and without it. `benchmarks.proposal` has the queue.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.table import Row

TITLE = "A need planned where very many offer a service"
ROOT = Path(__file__).resolve().parent.parent
MORE = 100_000


def rows(quick: bool) -> Iterator[Row | str]:
    if quick:
        yield "Only in the full run: it seeds a demo district first."
        return
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/demo.sqlite3"
        _run(database, "manage.py", "demo", "--no-serve", "--scale", "district")
        found = json.loads(
            _run(database, "-m", "benchmarks.large_menu_probe", str(MORE))
        )
    yield _row("a district", found["district"], 1.0)
    yield _row("read without the index", found["whole"], None, found["size"])
    yield _row("by the index", found["short"], 2.0, found["size"])
    yield (
        f"The index of {found['size']:,} capabilities was built from the database in "
        f"{found['build']:.3g} s; a changed capability was caught up with and the next "
        f"need planned in {found['after']:.3g} s."
    )


def _run(database: str, *command: str) -> str:
    settings = {
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DATABASE_URL": database,
    }
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout


def _row(how: str, found: dict[str, Any], limit: float | None, size: int = 0) -> Row:
    return Row(
        f"plan_pack, {how}, median of {found['needs']} needs",
        f"{size or found['size']:,} capabilities",
        found["median"],
        "s",
        to_reach=f"<= {limit:g} s" if limit else "",
        reached=found["median"] <= limit if limit else None,
    )
