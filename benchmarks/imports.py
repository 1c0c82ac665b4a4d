"""Reading 10,000 needs from a csv file and from an xlsx book into an empty database.

Run from the root of the repository: `.venv/bin/python -m benchmarks.imports`. It makes
a SQLite database of its own in a temporary directory. The bar is 60 seconds a file.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

ROOT = Path(__file__).resolve().parent.parent
TERRITORIES = ROOT / "organisations" / "data" / "territories.csv"
ROWS = 10_000
SEED = 20261123
BAR = 60
HEADER = (
    "社区",
    "需求内容",
    "联系人",
    "联系电话",
    "服务对象",
    "来源",
    "紧急程度",
    "热线工单号",
)
WHO = (
    "六楼的老人",
    "刚出院的邻居",
    "双职工家庭的孩子",
    "独居的阿婆",
    "带娃的妈妈",
    "坐轮椅的街坊",
)
WHAT = (
    "想请人上门看看",
    "需要送饭",
    "想找人陪诊",
    "希望有人辅导功课",
    "想学用手机",
    "缺人帮忙买菜",
)
WHEN = ("这个星期", "每周两次", "月底以前", "暑假期间", "周末", "尽快")
DANGER = "，老公动手打人，她很怕"
ORIGINS = ("本人", "邻居", "网格员", "社工", "")
URGENCIES = ("一般", "较急", "")


def community_codes() -> list[str]:
    with TERRITORIES.open(encoding="utf-8-sig", newline="") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    return [code for code in codes if len(code) == 12]


def rows_of(communities: Sequence[str]) -> list[list[str]]:
    """Every second row has a contact, every hundredth words of danger."""
    chance = random.Random(SEED)
    return [_row(number, chance, communities) for number in range(ROWS)]


def _row(number: int, chance: random.Random, communities: Sequence[str]) -> list[str]:
    words = f"{chance.choice(WHO)}{chance.choice(WHAT)}，{chance.choice(WHEN)}"
    told = number % 2 == 0
    return [
        chance.choice(communities),
        f"{words}，第{number}户{DANGER if number % 100 == 0 else ''}。",
        f"陈{number}" if told else "",
        f"020{chance.randrange(10**8):08d}" if told else "",
        chance.choice(WHO),
        chance.choice(ORIGINS),
        chance.choice(URGENCIES),
        f"RX{number:06d}" if number % 3 == 0 else "",
    ]


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])


def write_book(path: Path, rows: Sequence[Sequence[str]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [HEADER, *rows]:
        sheet.append(row)
    book.save(path)


def manage(*words: str) -> float:
    """Seconds of one command, in a process of its own."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{words[0]}: {done.stdout}{done.stderr}")
    if words[0] == "import_needs":
        print("  " + "; ".join(done.stdout.splitlines()[:4]))
    return time.perf_counter() - began


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        rows = rows_of(community_codes())
        files = {"csv": home / "needs.csv", "xlsx": home / "needs.xlsx"}
        write_csv(files["csv"], rows)
        write_book(files["xlsx"], rows)
        slowest = max(_timed(home, name, path) for name, path in files.items())
    print(f"bar: {BAR} s; {'met' if slowest <= BAR else 'NOT met'}")
    return 0 if slowest <= BAR else 1


def _timed(home: Path, name: str, path: Path) -> float:
    os.environ["DATABASE_URL"] = f"sqlite:///{home / name}.sqlite3"
    manage("migrate", "--verbosity", "0")
    manage("createcachetable")
    manage("load_reference")
    seconds = manage("import_needs", str(path), "--community", "auto")
    again = manage("import_needs", str(path), "--community", "auto")
    print(f"{name}: {ROWS} needs in {seconds:.1f} s; a second run in {again:.1f} s")
    return seconds


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    sys.exit(main())
