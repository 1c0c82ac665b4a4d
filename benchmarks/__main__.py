"""Every table of figures: `make bench` writes docs/bench.md, `make bench-quick` prints.

.venv/bin/python -m benchmarks [--quick] [--write FILE] [NAME ...]
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from importlib import import_module
from pathlib import Path

from benchmarks.table import markdown

NAMES: tuple[str, ...] = (
    "text",
    "intake",
    "pack",
    "recommendation",
    "roster",
    "learning",
    "simulate",
    "dispatch",
    "index",
    "large_menu",
    "proposal",
    "scoring",
    "agreement",
    "public",
)
"""In the order of docs/bench.md."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="small sizes, a minute")
    parser.add_argument("--write", type=Path, help="write what is printed there too")
    chosen = parser.parse_args()
    unknown = set(chosen.names) - set(NAMES)
    if unknown:
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    lines = [_head()]
    print(lines[0])
    for name in chosen.names or NAMES:
        module = import_module(f"benchmarks.{name}")
        for line in markdown(module.TITLE, module.rows(chosen.quick)):
            print(line, flush=True)
            lines.append(line)
    if chosen.write:
        chosen.write.write_text("\n".join(lines) + "\n", encoding="utf8")
    return 0


def _head() -> str:
    return (
        "# Figures\n\nWritten by `make bench`; figures of one run on one machine, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}. A time counts as "
        "a ratio to the peer beside it, or as growth.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
